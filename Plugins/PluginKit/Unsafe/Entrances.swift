internal import PluginABI

// Where the host's calls come in. Each function here has the shape that the header wants, finds the author's value behind
// `self`, and turns what that throws into an ERROR item and a status: no Swift error crosses the border (R9).

/// What `self` points to: one configured instance, and what it can do.
final class Instance {
    let plugin: any Authoriser
    let claims: (any ClaimAuthoriser)?
    let links: (any LinkAuthoriser)?

    init(_ plugin: any Authoriser) {
        self.plugin = plugin
        claims = plugin as? any ClaimAuthoriser
        links = plugin as? any LinkAuthoriser
    }

    /// The instance behind `self`, which lives until `destroy`.
    static func behind(_ me: UnsafeMutableRawPointer?) throws -> Instance {
        guard let me else { throw PluginError(.invalid, "the host passed no instance") }
        return Unmanaged<Instance>.fromOpaque(me).takeUnretainedValue()
    }
}

/// Runs `body` with the host's call, and reports what it throws.
func answer(_ raw: UnsafeMutablePointer<usher_call>?, _ body: (Call, CallPort) throws -> Void) -> usher_status {
    guard let port = CallPort(raw) else { return usher_status(USHER_E_INVALID) }
    let call = Call(port)
    defer { call.end() }
    do {
        try body(call, port)
        return usher_status(USHER_OK)
    } catch {
        // An error that is not ours may carry anything, secrets too: only its type is told.
        let failure = error as? PluginError ?? PluginError(.internalFault, "an error of type \(type(of: error)) was thrown")
        do {
            try port.emit(failure)
        } catch {
            port.log(.warn, "the host did not take the explanation of a failure")
        }
        return failure.kind.rawValue
    }
}

extension Subject {
    /// Copies what the host passed.
    init(_ raw: UnsafePointer<usher_subject>?) throws {
        guard let raw else { throw PluginError(.invalid, "the host passed no subject") }
        let subject = clamped(raw)
        self.init(
            accountID: subject.account_id.text, accountName: subject.account_name.text, linkJSON: subject.link_json.text,
            pseudonym: subject.pseudonym.text)
    }
}

/// `usher_plugin.evaluate`
func enterEvaluate(
    _ me: UnsafeMutableRawPointer?, _ raw: UnsafeMutablePointer<usher_call>?, _ requirement: usher_str,
    _ subject: UnsafePointer<usher_subject>?
) -> usher_status {
    answer(raw) { call, port in
        let plugin = try Instance.behind(me).plugin
        try port.emit(plugin.evaluate(JSON(requirement.text, call: call), of: Subject(subject), call: call))
    }
}

/// `usher_plugin.destroy`
func enterDestroy(_ me: UnsafeMutableRawPointer?) {
    guard let me else { return }
    Unmanaged<Instance>.fromOpaque(me).release()
}

/// Runs `body` with the instance's claim functions.
private func answerClaim(
    _ me: UnsafeMutableRawPointer?, _ raw: UnsafeMutablePointer<usher_call>?,
    _ body: (any ClaimAuthoriser, Call, CallPort) throws -> Void
) -> usher_status {
    answer(raw) { call, port in
        guard let claims = try Instance.behind(me).claims else { throw PluginError(.unsupported) }
        try body(claims, call, port)
    }
}

/// Runs `body` with the instance's link functions.
private func answerLink(
    _ me: UnsafeMutableRawPointer?, _ raw: UnsafeMutablePointer<usher_call>?,
    _ body: (any LinkAuthoriser, Call, CallPort) throws -> Void
) -> usher_status {
    answer(raw) { call, port in
        guard let links = try Instance.behind(me).links else { throw PluginError(.unsupported) }
        try body(links, call, port)
    }
}

extension usher_ext_claim {
    /// The functions of every ``ClaimAuthoriser``.
    static let entrances = usher_ext_claim(
        size: UInt32(MemoryLayout<usher_ext_claim>.size), reserved: 0,
        describe: { me, call, code in
            answerClaim(me, call) { plugin, call, port in try port.emit(plugin.describe(code: code.text, call: call)) }
        },
        reserve: { me, call, claim, code, subject in
            answerClaim(me, call) { plugin, call, port in
                try port.emit(plugin.reserve(claim: claim.text, code: code.text, for: Subject(subject), call: call))
            }
        },
        commit: { me, call, claim in
            answerClaim(me, call) { plugin, call, _ in try plugin.commit(claim: claim.text, call: call) }
        },
        release: { me, call, claim in
            answerClaim(me, call) { plugin, call, _ in try plugin.release(claim: claim.text, call: call) }
        })
}

extension usher_ext_link {
    /// The functions of every ``LinkAuthoriser``.
    static let entrances = usher_ext_link(
        size: UInt32(MemoryLayout<usher_ext_link>.size), reserved: 0,
        begin: { me, call, start in
            answerLink(me, call) { plugin, call, port in try port.emit(plugin.begin(LinkStart(start), call: call)) }
        },
        resume: { me, call, input in
            answerLink(me, call) { plugin, call, port in
                try port.emit(plugin.resume(LinkInput(input, call: call), call: call))
            }
        },
        unlink: { me, call, subject in
            answerLink(me, call) { plugin, call, _ in try plugin.unlink(Subject(subject), call: call) }
        })
}

extension LinkStart {
    /// Copies what the host passed.
    fileprivate init(_ raw: UnsafePointer<usher_link_start>?) throws {
        guard let raw else { throw PluginError(.invalid, "the host passed no start") }
        let start = clamped(raw)
        self.init(
            flowID: start.flow_id.text, returnURL: start.return_url.text, oauthState: start.oauth_state.text,
            pkceChallenge: start.pkce_challenge.text, locale: start.locale.text)
    }
}

extension LinkInput {
    /// Copies what the host passed.
    fileprivate init(_ raw: UnsafePointer<usher_link_input>?, call: Call) throws {
        guard let raw else { throw PluginError(.invalid, "the host passed no input") }
        let input = clamped(raw)
        let event: Event =
            switch Int(input.input) {
            case USHER_INPUT_RETURN: .returned(query: input.query.text)
            case USHER_INPUT_FORM: .form(JSON(input.form_json.text, call: call, fault: .invalid))
            case USHER_INPUT_POLL: .poll
            default: throw PluginError(.unsupported, "the host passed an unknown kind of input")
            }
        self.init(
            event: event, flowID: input.flow_id.text, returnURL: input.return_url.text, state: input.state.bytes,
            pkceVerifier: input.pkce_verifier.text, locale: input.locale.text)
    }
}
