extension Rule {
    /// Which requirements make the verdicts what they are, and of whom among `people`. Agrees with ``Explanation/decisive``. As
    /// in ``verdicts(among:_:)``, `leaf` says what is known about a requirement.
    public func decisive(among people: PersonSet, _ leaf: (Leaf) -> RequirementVerdicts) -> [Leaf: PersonSet] {
        var found: [Leaf: PersonSet] = [:]
        addDecisive(among: people, excluded: false, leaf, to: &found)
        return found
    }

    private func addDecisive(
        among people: PersonSet, excluded: Bool, _ leaf: (Leaf) -> RequirementVerdicts, to found: inout [Leaf: PersonSet]
    ) {
        guard !people.isEmpty else { return }
        switch self {
        case .empty: return
        case .named(let name): found[.named(name), default: []].formUnion(people)
        case .requirement(let requirement): found[.requirement(requirement), default: []].formUnion(people)
        case .not(let part): part.addDecisive(among: people, excluded: !excluded, leaf, to: &found)
        case .all(let parts), .any(let parts):
            let verdicts = parts.map { $0.verdicts(among: people, excluded: excluded, leaf) }
            let total = isLeast(excluded: excluded) ? Verdicts.least(of: verdicts) : Verdicts.greatest(of: verdicts)
            for (part, verdicts) in zip(parts, verdicts) {
                part.addDecisive(among: verdicts.agreeing(with: total, among: people), excluded: excluded, leaf, to: &found)
            }
        }
    }
}

extension Verdicts {
    /// Of whom among `people` both say the same.
    fileprivate func agreeing(with other: Verdicts, among people: PersonSet) -> PersonSet {
        var same = people
        for known in [holds, fails, unproven, other.holds, other.fails, other.unproven] { same.subtract(known) }
        same.formUnion(holds.intersection(other.holds).intersection(people))
        same.formUnion(fails.intersection(other.fails).intersection(people))
        same.formUnion(unproven.intersection(other.unproven).intersection(people))
        return same
    }
}
