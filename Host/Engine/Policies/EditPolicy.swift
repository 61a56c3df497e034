public import UsherDomain

/// Changes the rule and the settings of a room or space. Each change is a new revision with an audit entry, and takes effect with
/// the loop's next pass. Removing a rule or a policy removes nobody (law 2).
public struct EditPolicy: Sendable {
    let store: any PolicyStore
    let book: PolicyBook
    let check: CheckRule
    let clock: any WallClock
    let changed: @Sendable () async -> Void

    /// `changed` is called after each change: the loop looks at everything anew.
    public init(
        store: any PolicyStore, book: PolicyBook, check: CheckRule, clock: any WallClock,
        changed: @escaping @Sendable () async -> Void
    ) {
        self.store = store
        self.book = book
        self.check = check
        self.clock = clock
        self.changed = changed
    }

    /// What came of it.
    public struct Outcome: Hashable, Sendable {
        public let policy: Policy
        /// What a person should know about the rule.
        public let warnings: [String]
    }

    /// Sets the rule of `room`, which gets a policy if it has none. Throws ``PolicyRefusal``, or what the store throws.
    public func setRule(_ rule: Rule, of room: RoomID, by actor: String) async throws -> Outcome {
        try await edit(room, by: actor, reason: "rule set") { $0.rule = rule }
    }

    /// Changes a policy as `body` says; a rule that is new is checked. Throws ``PolicyRefusal``, or what the store throws.
    public func edit(
        _ room: RoomID, by actor: String, reason: String, _ body: @Sendable (inout Policy) -> Void
    ) async throws -> Outcome {
        let old = book.current.policies[room]
        var new = old ?? Policy(room: room)
        body(&new)
        var warnings: [String] = []
        if let rule = new.rule, rule != old?.rule {
            let findings = await check(rule)
            guard findings.errors.isEmpty else { throw PolicyRefusal(.invalid, findings.errors) }
            warnings = findings.warnings
        }
        if let old, new == old { return Outcome(policy: old, warnings: warnings) }
        let entry = Self.entry(setting: new, at: clock.now(), by: actor, reason: reason)
        guard let stored = try await store.set(new, replacing: old?.revision, audit: entry) else { throw try await overtaken() }
        try await book.load()
        await changed()
        return Outcome(policy: stored, warnings: warnings)
    }

    /// Removes the policy of `room`. Throws ``PolicyRefusal``, or what the store throws.
    public func remove(_ room: RoomID, by actor: String) async throws {
        guard let old = book.current.policies[room] else {
            throw PolicyRefusal(.unknownRoom, "\(room) has no rule or settings of its own")
        }
        let entry = Self.entry(removing: old, at: clock.now(), by: actor)
        guard try await store.remove(room, revision: old.revision, audit: entry) else { throw try await overtaken() }
        try await book.load()
        await changed()
    }

    static func entry(setting new: Policy, at now: Instant, by actor: String, reason: String) -> AuditEntry {
        AuditEntry(at: now, act: .policySet, actor: actor, room: new.room, reason: reason, evidenceJSON: new.json)
    }

    static func entry(removing old: Policy, at now: Instant, by actor: String) -> AuditEntry {
        AuditEntry(
            at: now, act: .policyRemoved, actor: actor, room: old.room, reason: "rule and settings removed",
            evidenceJSON: old.json)
    }

    private func overtaken() async throws -> PolicyRefusal {
        try await book.load()
        return PolicyRefusal(.changedMeanwhile, "somebody else has changed it meanwhile: look at it again, and repeat")
    }
}
