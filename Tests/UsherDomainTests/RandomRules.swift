import UsherTesting

@testable import UsherDomain

/// Random rules over a handful of requirements, and random knowledge about a handful of people.
struct RandomRules {
    let random: SeededRandom

    static let leaves: [Rule.Leaf] = ["github", "patreon", "or"].flatMap { text -> [Rule.Leaf] in
        guard let instance = InstanceID(text), let name = RequirementName("core", at: instance) else { return [] }
        return [.named(name), .requirement(Requirement(instance: instance, canonicalJSON: "{\"group\":\"\(text) # \\\" }\"}"))]
    }

    /// What is known about one person and one requirement.
    enum Known: CaseIterable {
        case fails, unproven, unknown, holds, departed

        var evidence: LeafEvidence {
            switch self {
            case .fails: LeafEvidence(verdict: .fails)
            case .unproven: LeafEvidence(verdict: .unproven)
            case .unknown: LeafEvidence(verdict: .unknown)
            case .holds: LeafEvidence(verdict: .holds)
            case .departed: LeafEvidence(verdict: .unproven, isDeparted: true)
            }
        }
    }

    typealias Knowledge = [Rule.Leaf: Known]

    /// One that keeps the limits: of a few thousand, one has more requirements than a rule may have.
    func rule() -> Rule {
        while true {
            let rule = rule(depth: 5)
            if rule.leaves.count <= Rule.requirementsMax { return rule }
        }
    }

    func rule(depth: Int) -> Rule {
        switch random.number(in: 0...(depth > 0 ? 9 : 4)) {
        case 0: .empty
        case 1...4: Self.rule(random.element(of: Self.leaves) ?? Self.leaves[0])
        case 5, 6: .all((0..<random.number(in: 1...4)).map { _ in rule(depth: depth - 1) })
        case 7, 8: .any((0..<random.number(in: 1...4)).map { _ in rule(depth: depth - 1) })
        default: .not(rule(depth: depth - 1))
        }
    }

    static func rule(_ leaf: Rule.Leaf) -> Rule {
        switch leaf {
        case .named(let name): .named(name)
        case .requirement(let requirement): .requirement(requirement)
        }
    }

    func knowledge() -> Knowledge {
        Dictionary(uniqueKeysWithValues: Self.leaves.map { ($0, random.element(of: Known.allCases) ?? .unknown) })
    }

    /// The same for many: person `n` is known by the `n`th.
    static func sets(_ known: [Knowledge], _ leaf: Rule.Leaf) -> RequirementVerdicts {
        func people(_ kind: Known) -> PersonSet {
            PersonSet(known.indices.filter { known[$0][leaf] == kind }.map { PersonNumber(number: UInt32($0)) })
        }
        return RequirementVerdicts(
            holds: people(.holds), fails: people(.fails), unproven: people(.unproven), departed: people(.departed))
    }
}

extension Rule {
    func verdict(_ known: RandomRules.Knowledge) -> Verdict {
        explain { (known[$0] ?? .unknown).evidence }.verdict
    }
}
