public import UsherDomain

/// An admin runs a plugin's action. The audit log gets an entry before it, so that no act is unexplained whatever ends in the
/// middle, and one with the outcome after it. Arguments and answers may hold secrets (an invitation's code): neither is kept.
public struct RunPluginAction: Sendable {
    let ledger: any Ledger
    let authorisers: any Authorisers
    let clock: any WallClock

    /// Puts the parts together.
    public init(ledger: any Ledger, authorisers: any Authorisers, clock: any WallClock) {
        self.ledger = ledger
        self.authorisers = authorisers
        self.clock = clock
    }

    /// Runs `action`, whose arguments were checked against its signature, for `actor` (a user ID, or `command-line`). Answers
    /// with the action's JSON. Throws only what the ledger throws.
    public func callAsFunction(
        _ action: String, _ arguments: [ActionArgument], at instance: InstanceID, by actor: String
    ) async throws -> Answer<String> {
        try await ledger.append(entry("asked to run \(action)", instance, actor))
        let answer = await authorisers.run(action: action, arguments: arguments, at: instance)
        switch answer {
        case .answered: try await ledger.append(entry("ran \(action)", instance, actor))
        case .unknown(let unknown):
            try await ledger.append(entry("\(action) did not end well: \(unknown.kind.rawValue)", instance, actor))
        }
        return answer
    }

    private func entry(_ reason: String, _ instance: InstanceID, _ actor: String) -> AuditEntry {
        AuditEntry(at: clock.now(), act: .actionRun, actor: actor, instance: instance, reason: reason)
    }
}
