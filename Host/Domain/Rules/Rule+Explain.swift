extension Rule {
    /// Decides for one person, and shows how. `leaf` says what is known about them and a requirement. Agrees with
    /// ``verdicts(among:_:)``.
    public func explain(_ leaf: (Leaf) -> LeafEvidence) -> Explanation {
        switch self {
        case .empty: return Explanation(part: .empty, verdict: .unknown, excluded: .unknown)
        case .named(let name): return Self.explain(.named(name), leaf)
        case .requirement(let requirement): return Self.explain(.requirement(requirement), leaf)
        case .not(let rule):
            let part = rule.explain(leaf)
            return Explanation(part: .not(part), verdict: part.excluded, excluded: part.verdict)
        case .all(let rules):
            let parts = rules.map { $0.explain(leaf) }
            // Of no parts, nothing is known (law 2).
            return Explanation(
                part: .all(parts), verdict: parts.map(\.verdict).min() ?? .unknown,
                excluded: parts.map(\.excluded).max() ?? .unknown)
        case .any(let rules):
            let parts = rules.map { $0.explain(leaf) }
            return Explanation(
                part: .any(parts), verdict: parts.map(\.verdict).max() ?? .unknown,
                excluded: parts.map(\.excluded).min() ?? .unknown)
        }
    }

    private static func explain(_ leaf: Leaf, _ evidence: (Leaf) -> LeafEvidence) -> Explanation {
        let evidence = evidence(leaf)
        return Explanation(part: .requirement(leaf, evidence), verdict: evidence.verdict, excluded: evidence.excluded)
    }
}
