extension Rule {
    /// The parts that instances answer, from left to right; one that stands twice comes twice.
    public var leaves: [Leaf] {
        switch self {
        case .empty: []
        case .named(let name): [.named(name)]
        case .requirement(let requirement): [.requirement(requirement)]
        case .all(let parts), .any(let parts): parts.flatMap(\.leaves)
        case .not(let part): part.leaves
        }
    }

    /// Whose answers it needs.
    public var instances: Set<InstanceID> { Set(leaves.map(\.instance)) }

    /// The names it uses.
    public var names: Set<RequirementName> {
        Set(leaves.compactMap { leaf in if case .named(let name) = leaf { name } else { nil } })
    }

    /// What has to be asked for it. `resolve` says what a name means; one that means nothing is left out.
    public func requirements(resolve: (RequirementName) -> Requirement?) -> Set<Requirement> {
        Set(
            leaves.compactMap { leaf in
                switch leaf {
                case .named(let name): resolve(name)
                case .requirement(let requirement): requirement
                }
            })
    }

    /// How deep all, any and not are nested: 0 for a requirement alone.
    public var depth: Int {
        switch self {
        case .empty, .named, .requirement: 0
        case .all(let parts), .any(let parts): 1 + (parts.map(\.depth).max() ?? 0)
        case .not(let part): 1 + part.depth
        }
    }

    /// The same rule without lists of one and lists of none, which mean what their part means, and nothing: the form that both
    /// parsers make, and that text and JSON give back.
    public var normalised: Rule {
        switch self {
        case .empty, .named, .requirement: self
        case .not(let part): .not(part.normalised)
        case .all(let parts): Self.list(parts.map(\.normalised), Rule.all)
        case .any(let parts): Self.list(parts.map(\.normalised), Rule.any)
        }
    }

    private static func list(_ parts: [Rule], _ make: ([Rule]) -> Rule) -> Rule {
        switch parts.count {
        case 0: .empty
        case 1: parts[0]
        default: make(parts)
        }
    }
}
