public import UsherDomain

/// Brings the named requirements and policies to what a document says, as an admin keeps it in version control. Everything is
/// checked before anything is changed, and all of it is one change: nobody is governed by half of a document. Each part is a new
/// revision with an audit entry. What the document does not name stays, unless it is pruned; nobody is removed by an entry that
/// goes (law 2).
public struct ImportRules: Sendable {
    /// What a document says.
    public struct Document: Sendable {
        public let requirements: [RequirementName: Requirement]
        /// Their revisions do not count.
        public let policies: [RoomID: Policy]

        public init(requirements: [RequirementName: Requirement], policies: [RoomID: Policy]) {
            self.requirements = requirements
            self.policies = policies
        }
    }

    /// One difference between what is there and what the document says.
    public struct Change: Hashable, Sendable {
        public enum Kind: String, Hashable, Sendable {
            case added, changed, removed
        }

        public enum What: String, Hashable, Sendable {
            case requirement, policy
        }

        public let kind: Kind
        public let what: What
        /// The requirement's name, or the room.
        public let subject: String
        public let differences: [PolicyDifference]
    }

    /// What keeps the document from being applied.
    public struct Problem: Hashable, Sendable {
        /// The requirement's name, or the room.
        public let subject: String
        public let text: String
    }

    /// What came of it.
    public struct Outcome: Hashable, Sendable {
        /// Requirements first, then rooms; each sorted.
        public var changes: [Change] = []
        public var problems: [Problem] = []
        /// What a person should know.
        public var warnings: [String] = []
        public var isApplied = false
    }

    let book: PolicyBook
    let check: CheckRule
    let policies: EditPolicy

    /// Puts the parts together; they must work on the same book.
    public init(book: PolicyBook, check: CheckRule, policies: EditPolicy) {
        self.book = book
        self.check = check
        self.policies = policies
    }

    /// Applies `document`, or with `isDryRun` says what that would do. With `prunes`, what the document does not name is removed.
    ///
    /// With problems, nothing is changed. Throws ``PolicyRefusal`` when somebody else changes the same meanwhile, and what the
    /// store throws: then nothing is changed either.
    public func callAsFunction(
        _ document: Document, isDryRun: Bool, prunes: Bool, by actor: String
    ) async throws -> Outcome {
        let old = book.current
        var outcome = Outcome(changes: Self.changes(from: old, to: document, prunes: prunes))
        await examine(document, beside: prunes ? [:] : old.requirements, in: &outcome)
        guard outcome.problems.isEmpty, !isDryRun else { return outcome }
        let edits = self.edits(from: old, to: document, prunes: prunes, by: actor)
        if !edits.isEmpty {
            let isApplied = try await policies.store.apply(edits)
            try await book.load()
            guard isApplied else {
                throw PolicyRefusal(.changedMeanwhile, "somebody else has changed a rule meanwhile: import it again")
            }
            await policies.changed()
        }
        outcome.isApplied = true
        return outcome
    }

    private func edits(
        from old: PolicyBook.Contents, to document: Document, prunes: Bool, by actor: String
    ) -> [PolicyChange] {
        let now = policies.clock.now()
        var edits: [PolicyChange] = []
        for (name, requirement) in document.requirements.sorted(by: { $0.key < $1.key })
        where old.requirements[name]?.requirement != requirement {
            let new = NamedRequirement(name: name, requirement: requirement)
            edits.append(
                PolicyChange(
                    .setRequirement(new, replacing: old.requirements[name]?.revision),
                    audit: EditRequirements.entry(setting: new, at: now, by: actor)))
        }
        for (room, policy) in document.policies.sorted(by: { $0.key.text < $1.key.text }) {
            let before = old.policies[room]
            let new = policy.numbered(before?.revision ?? policy.revision)
            guard new != before else { continue }
            edits.append(
                PolicyChange(
                    .setPolicy(new, replacing: before?.revision),
                    audit: EditPolicy.entry(setting: new, at: now, by: actor, reason: "imported")))
        }
        guard prunes else { return edits }
        for (room, policy) in old.policies.sorted(by: { $0.key.text < $1.key.text }) where document.policies[room] == nil {
            edits.append(
                PolicyChange(
                    .removePolicy(room, revision: policy.revision),
                    audit: EditPolicy.entry(removing: policy, at: now, by: actor)))
        }
        for (name, requirement) in old.requirements.sorted(by: { $0.key < $1.key }) where document.requirements[name] == nil {
            edits.append(
                PolicyChange(
                    .removeRequirement(name, revision: requirement.revision),
                    audit: EditRequirements.entry(removing: name, at: now, by: actor)))
        }
        return edits
    }

    private static func changes(from old: PolicyBook.Contents, to document: Document, prunes: Bool) -> [Change] {
        var changes: [Change] = []
        let names = Set(document.requirements.keys).union(prunes ? Set(old.requirements.keys) : [])
        for name in names.sorted() {
            let differences = PolicyDifference.all(
                from: old.requirements[name].map { [("requirement", $0.requirement.json)] },
                to: document.requirements[name].map { [("requirement", $0.json)] })
            add(.requirement, name.description, old.requirements[name] != nil, document.requirements[name] != nil, differences)
        }
        let rooms = Set(document.policies.keys).union(prunes ? Set(old.policies.keys) : [])
        for room in rooms.sorted(by: { $0.text < $1.text }) {
            let differences = PolicyDifference.all(
                from: old.policies[room].map(PolicyDifference.words), to: document.policies[room].map(PolicyDifference.words))
            add(.policy, room.text, old.policies[room] != nil, document.policies[room] != nil, differences)
        }
        return changes

        func add(_ what: Change.What, _ subject: String, _ was: Bool, _ is: Bool, _ differences: [PolicyDifference]) {
            guard was != `is` || !differences.isEmpty else { return }
            let kind: Change.Kind = was ? (`is` ? .changed : .removed) : .added
            changes.append(Change(kind: kind, what: what, subject: subject, differences: differences))
        }
    }

    private func examine(
        _ document: Document, beside kept: [RequirementName: NamedRequirement], in outcome: inout Outcome
    ) async {
        let instances = await check.authorisers.instances().map(\.id)
        let names = Set(document.requirements.keys).union(kept.keys)
        for (name, requirement) in document.requirements.sorted(by: { $0.key < $1.key }) {
            await examine(requirement, of: name.description, named: name.description, instances, in: &outcome)
        }
        for (room, policy) in document.policies.sorted(by: { $0.key.text < $1.key.text }) {
            var seen: Set<Rule.Leaf> = []
            for leaf in policy.rule?.leaves ?? [] where seen.insert(leaf).inserted {
                switch leaf {
                case .named(let name):
                    if !instances.contains(name.instance) {
                        outcome.problems.append(
                            Problem(subject: room.text, text: CheckRule.unknown(name.instance, among: instances)))
                    } else if !names.contains(name) {
                        let advice = NearestWord.of(name.description, among: names.map(\.description).sorted())
                        outcome.problems.append(
                            Problem(
                                subject: room.text,
                                text: "\(name): no requirement has this name; "
                                    + (advice.map { "did you mean \($0)?" } ?? "add it under `requirements`")))
                    }
                case .requirement(let requirement):
                    let text = Rule.requirement(requirement).text
                    await examine(requirement, of: room.text, named: text, instances, in: &outcome)
                }
            }
        }
    }

    private func examine(
        _ requirement: Requirement, of subject: String, named text: String, _ instances: [InstanceID], in outcome: inout Outcome
    ) async {
        guard instances.contains(requirement.instance) else {
            outcome.problems.append(
                Problem(subject: subject, text: CheckRule.unknown(requirement.instance, among: instances)))
            return
        }
        switch await check.check(requirement) {
        case .answered(let problems):
            outcome.problems += problems.map { Problem(subject: subject, text: "\(text): \($0)") }
        case .unknown(let unknown):
            let warning = "\(text): could not be checked (\(unknown.kind.rawValue)); until it can, it decides nothing"
            if !outcome.warnings.contains(warning) { outcome.warnings.append(warning) }
        }
    }
}

extension Policy {
    fileprivate func numbered(_ revision: Int64) -> Policy {
        var policy = self
        policy.revision = revision
        return policy
    }
}
