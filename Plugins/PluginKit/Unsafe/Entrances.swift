internal import PluginABI

// Where the host's calls come in. Each function here has the shape that the header wants, finds the author's value behind
// `self`, and turns what that throws into an ERROR item and a status: no Swift error crosses the border (R9).

/// What `self` points to: one configured instance, and what it can do.
final class Instance {
    let plugin: any Authoriser
    let batches: (any BatchAuthoriser)?
    let members: (any MembersAuthoriser)?
    let groups: (any GroupsAuthoriser)?
    let webhooks: (any WebhookAuthoriser)?
    let watches: (any WatchAuthoriser)?
    let health: (any HealthAuthoriser)?
    let claims: (any ClaimAuthoriser)?
    let links: (any LinkAuthoriser)?

    init(_ plugin: any Authoriser) {
        self.plugin = plugin
        batches = plugin as? any BatchAuthoriser
        members = plugin as? any MembersAuthoriser
        groups = plugin as? any GroupsAuthoriser
        webhooks = plugin as? any WebhookAuthoriser
        watches = plugin as? any WatchAuthoriser
        health = plugin as? any HealthAuthoriser
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

/// Runs `body` with what the instance can do beyond `evaluate`; `ability` is `nil` when it cannot.
func answer<Ability>(
    _ me: UnsafeMutableRawPointer?, _ raw: UnsafeMutablePointer<usher_call>?, _ ability: (Instance) -> Ability?,
    _ body: (Ability, Call, CallPort) throws -> Void
) -> usher_status {
    answer(raw) { call, port in
        guard let ability = ability(try Instance.behind(me)) else { throw PluginError(.unsupported) }
        try body(ability, call, port)
    }
}

extension Subject {
    /// Copies what the host passed.
    init(_ raw: UnsafePointer<usher_subject>?) throws {
        guard let raw else { throw PluginError(.invalid, "the host passed no subject") }
        let subject = clamped(raw)
        self.init(
            accountID: subject.account_id.text, accountName: subject.account_name.text, linkJSON: subject.link_json.text,
            pseudonym: subject.pseudonym.text, secretKey: subject.secret_key.text)
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
