extension Rule {
    /// Decides for all of `people` at once. `leaf` says what is known about a requirement: about everybody it likes, of whom only
    /// `people` count; an empty value where nothing is known, for example about a name that nobody defined.
    ///
    /// All is the least of its parts and any the greatest, in the order of ``Verdict``. Not is pushed down to the requirements
    /// (De Morgan), where holds and fails change places, and unproven and unknown stay. So nobody is admitted by an account that
    /// they did not show. The time is that of a few operations on sets for each requirement.
    public func verdicts(among people: PersonSet, _ leaf: (Leaf) -> RequirementVerdicts) -> Verdicts {
        verdicts(among: people, excluded: false, leaf)
    }

    func verdicts(among people: PersonSet, excluded: Bool, _ leaf: (Leaf) -> RequirementVerdicts) -> Verdicts {
        switch self {
        case .empty: return Verdicts()
        case .named(let name): return leaf(.named(name)).verdicts(among: people, excluded: excluded)
        case .requirement(let requirement): return leaf(.requirement(requirement)).verdicts(among: people, excluded: excluded)
        case .not(let part): return part.verdicts(among: people, excluded: !excluded, leaf)
        case .all(let parts), .any(let parts):
            let verdicts = parts.map { $0.verdicts(among: people, excluded: excluded, leaf) }
            return isLeast(excluded: excluded) ? Verdicts.least(of: verdicts) : Verdicts.greatest(of: verdicts)
        }
    }

    /// Whether this list, wanted or excluded, takes the least of its parts; otherwise it takes the greatest.
    func isLeast(excluded: Bool) -> Bool {
        if case .all = self { !excluded } else { excluded }
    }
}

extension Verdicts {
    /// About each person the least of what `parts` say. Of no parts: everybody is unknown (law 2).
    static func least(of parts: [Verdicts]) -> Verdicts {
        guard var result = parts.first else { return Verdicts() }
        for part in parts.dropFirst() {
            result.holds.formIntersection(part.holds)
            result.fails.formUnion(part.fails)
            result.unproven.formUnion(part.unproven)
        }
        result.unproven.subtract(result.fails)
        return result
    }

    /// About each person the greatest of what `parts` say. Of no parts: everybody is unknown (law 2).
    static func greatest(of parts: [Verdicts]) -> Verdicts {
        guard var result = parts.first else { return Verdicts() }
        // Whoever is unproven or less everywhere.
        var low = result.fails.union(result.unproven)
        for part in parts.dropFirst() {
            result.holds.formUnion(part.holds)
            result.fails.formIntersection(part.fails)
            low.formIntersection(part.fails.union(part.unproven))
        }
        low.subtract(result.fails)
        result.unproven = low
        return result
    }
}
