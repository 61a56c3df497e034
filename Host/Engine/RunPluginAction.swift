public import UsherDomain

/// An admin runs a plugin's action. The audit log gets an entry before it, so that no act is unexplained whatever ends in the
/// middle, and one with the outcome after it. Arguments and answers may hold secrets (an invitation's code): neither is kept.
public struct RunPluginAction: Sendable {
    /// What came of it.
    public enum Outcome: Sendable {
        /// It ran; the action's JSON.
        case ran(String)
        /// Nothing was run: the action takes something away, and nobody has said yet that this is meant.
        case needsConfirmation
        /// Nothing was run.
        case refused(Refusal)
        /// It was started, and nobody knows how it ended, or the plugin says that it failed.
        case unknown(Unknown)
    }

    /// Why nothing was run.
    public enum Refusal: Hashable, Sendable {
        case noSuchInstance
        /// The plugin does not run; with the reason, for admins.
        case notRunning(String)
        /// With the actions that there are.
        case noSuchAction(known: [String])
    }

    let ledger: any Ledger
    let authorisers: any Authorisers
    let clock: any WallClock

    /// Puts the parts together.
    public init(ledger: any Ledger, authorisers: any Authorisers, clock: any WallClock) {
        self.ledger = ledger
        self.authorisers = authorisers
        self.clock = clock
    }

    /// Finds an action, so that its signature can be shown and its arguments read. `nil` with the refusal when there is none.
    public func find(_ action: String, at instance: InstanceID) async -> Result<PluginDescription.Action, ActionRefused> {
        guard let status = await authorisers.instances().first(where: { $0.id == instance }) else {
            return .failure(ActionRefused(.noSuchInstance))
        }
        if case .down(let reason) = status.health { return .failure(ActionRefused(.notRunning(reason))) }
        let actions = status.plugin?.actions ?? []
        guard let found = actions.first(where: { $0.id == action }) else {
            return .failure(ActionRefused(.noSuchAction(known: actions.map(\.id))))
        }
        return .success(found)
    }

    /// Runs `action`, whose arguments were read by its signature, for `actor` (a user ID, or `command-line`). A destructive
    /// action runs only when a person has confirmed it, with these arguments before their eyes. Throws only what the ledger
    /// throws.
    public func callAsFunction(
        _ action: String, _ arguments: [ActionArgument], at instance: InstanceID, by actor: String, isConfirmed: Bool
    ) async throws -> Outcome {
        switch await find(action, at: instance) {
        case .failure(let refused): return .refused(refused.refusal)
        case .success(let found): if found.isDestructive, !isConfirmed { return .needsConfirmation }
        }
        try await ledger.append(entry("asked to run \(action)", instance, actor))
        switch await authorisers.run(action: action, arguments: arguments, isConfirmed: isConfirmed, at: instance) {
        case .answered(let json):
            try await ledger.append(entry("ran \(action)", instance, actor))
            return .ran(json)
        case .unknown(let unknown) where unknown.kind == .unconfirmed:
            // Another version of the plugin has taken over since it was found.
            try await ledger.append(entry("\(action) was not run: it needs to be confirmed", instance, actor))
            return .needsConfirmation
        case .unknown(let unknown):
            try await ledger.append(entry("\(action) did not end well: \(unknown.kind.rawValue)", instance, actor))
            return .unknown(unknown)
        }
    }

    private func entry(_ reason: String, _ instance: InstanceID, _ actor: String) -> AuditEntry {
        AuditEntry(at: clock.now(), act: .actionRun, actor: actor, instance: instance, reason: reason)
    }
}

/// ``RunPluginAction/Refusal`` as an error.
public struct ActionRefused: Error {
    /// Why.
    public let refusal: RunPluginAction.Refusal

    init(_ refusal: RunPluginAction.Refusal) {
        self.refusal = refusal
    }
}
