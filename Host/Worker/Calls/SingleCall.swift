internal import PluginABI
internal import UsherWire

/// Runs one function of a plugin that has one outcome, whichever the daemon asked for.
struct SingleCall {
    let plugin: LoadedPlugin
    let runtime: Runtime
    let instance: UnsafeMutableRawPointer
    let order: Call.Order

    func run(_ request: BorrowedRequest) {
        switch request {
        case .evaluate:
            runtime.answer(order.id, .invalid)
        case .describe, .reserve, .commit, .release:
            if let claim = plugin.claim { run(request, claim) } else { runtime.answer(order.id, .unsupported) }
        case .beginLink, .resumeLink, .unlink:
            if let link = plugin.link { run(request, link) } else { runtime.answer(order.id, .unsupported) }
        case .members, .groups, .webhook, .watch, .health:
            runtime.answer(order.id, .unsupported)
        case .action(let id, let arguments):
            guard let action = plugin.actions.first(where: { $0.isNamed(id) }) else {
                return runtime.answer(order.id, .unsupported)
            }
            runtime.answer(order, .result) { handle in
                action.call(instance: instance, handle, arguments) ?? StatusCode.invalid.rawValue
            }
        }
    }

    private func run(_ request: BorrowedRequest, _ claim: usher_ext_claim) {
        switch request {
        case .describe(let code):
            runtime.answer(order, .claim) { claim.describe(instance, $0, usher_str(lending: code)) }
        case .reserve(let id, let code, let borrowed):
            var subject = usher_subject(lending: borrowed)
            runtime.answer(order, .claim) {
                claim.reserve(instance, $0, usher_str(lending: id), usher_str(lending: code), &subject)
            }
        case .commit(let id):
            runtime.answer(order, .nothing) { claim.commit(instance, $0, usher_str(lending: id)) }
        case .release(let id):
            runtime.answer(order, .nothing) { claim.release(instance, $0, usher_str(lending: id)) }
        default:
            runtime.answer(order.id, .invalid)
        }
    }

    private func run(_ request: BorrowedRequest, _ link: usher_ext_link) {
        switch request {
        case .beginLink(let borrowed):
            var start = usher_link_start(lending: borrowed)
            runtime.answer(order, .linkStep) { link.begin(instance, $0, &start) }
        case .resumeLink(let borrowed):
            var input = usher_link_input(lending: borrowed)
            runtime.answer(order, .linkStep) { link.resume(instance, $0, &input) }
        case .unlink(let borrowed):
            guard let unlink = link.unlink else { return runtime.answer(order.id, .ok) }
            var subject = usher_subject(lending: borrowed)
            runtime.answer(order, .nothing) { unlink(instance, $0, &subject) }
        default:
            runtime.answer(order.id, .invalid)
        }
    }
}

extension usher_subject {
    /// Lends a subject out of its frame.
    init(lending subject: BorrowedSubject) {
        self.init(
            size: UInt32(MemoryLayout<usher_subject>.size), flags: 0,
            account_id: usher_str(lending: subject.accountID), account_name: usher_str(lending: subject.accountName),
            link_json: usher_str(lending: subject.linkJSON), pseudonym: usher_str(lending: subject.pseudonym),
            secret_key: usher_str(lending: subject.secretKey))
    }
}

extension usher_link_start {
    /// Lends the start of linking out of its frame.
    init(lending start: BorrowedLinkStart) {
        self.init(
            size: UInt32(MemoryLayout<usher_link_start>.size), flags: 0, flow_id: usher_str(lending: start.flowID),
            return_url: usher_str(lending: start.returnURL), oauth_state: usher_str(lending: start.oauthState),
            pkce_challenge: usher_str(lending: start.pkceChallenge), locale: usher_str(lending: start.locale))
    }
}

extension usher_link_input {
    /// Lends a step of linking out of its frame.
    init(lending input: BorrowedLinkInput) {
        self.init(
            size: UInt32(MemoryLayout<usher_link_input>.size), input: input.kind, flow_id: usher_str(lending: input.flowID),
            return_url: usher_str(lending: input.returnURL), state: usher_str(lending: input.state),
            query: usher_str(lending: input.query), form_json: usher_str(lending: input.formJSON),
            pkce_verifier: usher_str(lending: input.pkceVerifier), locale: usher_str(lending: input.locale))
    }
}
