public import UsherDomain

/// What is wrong with a rule before it is set: instances that do not exist, names without a requirement, requirements that do not
/// fit the plugin's schema. Changes nothing.
public struct CheckRule: Sendable {
    /// What was found.
    public struct Findings: Hashable, Sendable {
        /// The rule cannot be used like this; each a sentence that says what to change.
        public var errors: [String] = []
        /// It can, and a person should know.
        public var warnings: [String] = []
    }

    let authorisers: any Authorisers
    let book: PolicyBook

    /// Puts the parts together.
    public init(authorisers: any Authorisers, book: PolicyBook) {
        self.authorisers = authorisers
        self.book = book
    }

    /// Checks every requirement of `rule`.
    public func callAsFunction(_ rule: Rule) async -> Findings {
        var findings = Findings()
        let contents = book.current
        let instances = await authorisers.instances().map(\.id)
        var seen: Set<Rule.Leaf> = []
        for leaf in rule.leaves where seen.insert(leaf).inserted {
            guard instances.contains(leaf.instance) else {
                findings.errors.append(Self.unknown(leaf.instance, among: instances))
                continue
            }
            if case .named(let name) = leaf, contents.requirements[name] == nil {
                findings.errors.append(Self.unknown(name, among: contents.requirements.keys))
                continue
            }
            guard let requirement = contents.requirement(of: leaf) else { continue }
            findings.add(await check(requirement), at: leaf)
        }
        return findings
    }

    /// Checks one requirement against its plugin's schema.
    func check(_ requirement: Requirement) async -> Answer<[String]> {
        await authorisers.requirementProblems(requirement.json, at: requirement.instance)
    }

    static func unknown(_ instance: InstanceID, among known: [InstanceID]) -> String {
        let names = known.map(\.text)
        if let nearest = NearestWord.of(instance.text, among: names) {
            return "\(instance): there is no such instance; did you mean \(nearest)?"
        }
        return names.isEmpty
            ? "\(instance): there is no such instance, and none is configured: add one under `instances` in the configuration"
            : "\(instance): there is no such instance; there are \(names.joined(separator: ", "))"
    }

    private static func unknown(_ name: RequirementName, among known: some Sequence<RequirementName>) -> String {
        if let nearest = NearestWord.of(name.description, among: known.map(\.description)) {
            return "\(name): no requirement has this name; did you mean \(nearest)?"
        }
        return "\(name): no requirement has this name; give it one with `usher requirement set \(name) JSON`"
    }
}

extension CheckRule.Findings {
    fileprivate mutating func add(_ answer: Answer<[String]>, at leaf: Rule.Leaf) {
        switch answer {
        case .answered(let problems):
            errors += problems.map { "\(leaf.rule.text): \($0)" }
        case .unknown(let unknown):
            // It may be right: nobody is let in or removed by it before the plugin has said so.
            warnings.append(
                "\(leaf.rule.text): could not be checked (\(unknown.kind.rawValue)); until it can, it decides nothing")
        }
    }
}

extension Rule.Leaf {
    /// As a rule of its own.
    var rule: Rule {
        switch self {
        case .named(let name): .named(name)
        case .requirement(let requirement): .requirement(requirement)
        }
    }
}
