public import UsherDomain

/// Gives names to requirements, and takes them away.
public struct EditRequirements: Sendable {
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

    /// Gives `name` to a requirement. Returns what a person should know. Throws ``PolicyRefusal``, or what the store throws.
    public func set(_ name: RequirementName, to requirement: Requirement, by actor: String) async throws -> [String] {
        let instances = await check.authorisers.instances().map(\.id)
        guard instances.contains(name.instance) else {
            throw PolicyRefusal(.invalid, CheckRule.unknown(name.instance, among: instances))
        }
        var warnings: [String] = []
        switch await check.check(requirement) {
        case .answered(let problems):
            guard problems.isEmpty else { throw PolicyRefusal(.invalid, problems.map { "\(name): \($0)" }) }
        case .unknown(let unknown):
            warnings.append("\(name): could not be checked (\(unknown.kind.rawValue)); until it can, it decides nothing")
        }
        let old = book.current.requirements[name]
        if old?.requirement == requirement { return warnings }
        let new = NamedRequirement(name: name, requirement: requirement, revision: (old?.revision ?? 0) + 1)
        try await store.set(new, audit: Self.entry(setting: new, at: clock.now(), by: actor))
        try await book.load()
        await changed()
        return warnings
    }

    /// Takes a name away that no rule uses. Throws ``PolicyRefusal``, or what the store throws.
    public func remove(_ name: RequirementName, by actor: String) async throws {
        let contents = book.current
        let users = contents.policies.values.filter { $0.rule?.leaves.contains(.named(name)) == true }.map(\.room.text).sorted()
        guard users.isEmpty else {
            throw PolicyRefusal(.inUse, "\(name) is used by the rules of \(users.joined(separator: ", ")): change those first")
        }
        guard try await store.remove(name, audit: Self.entry(removing: name, at: clock.now(), by: actor)) else {
            throw PolicyRefusal(.unknownName, "no requirement is called \(name)")
        }
        try await book.load()
        await changed()
    }

    static func entry(setting new: NamedRequirement, at now: Instant, by actor: String) -> AuditEntry {
        AuditEntry(
            at: now, act: .requirementSet, actor: actor, instance: new.name.instance, reason: "requirement set",
            evidenceJSON: #"{"name":"\#(new.name)","requirement":\#(new.requirement.json)}"#)
    }

    static func entry(removing name: RequirementName, at now: Instant, by actor: String) -> AuditEntry {
        AuditEntry(
            at: now, act: .requirementRemoved, actor: actor, instance: name.instance, reason: "requirement removed",
            evidenceJSON: #"{"name":"\#(name)"}"#)
    }
}
