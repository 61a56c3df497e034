/// What is known about everybody at once. Whoever is in none of the sets is ``Verdict/unknown``. The sets are disjoint.
public struct Verdicts: Hashable, Sendable {
    public var holds: PersonSet
    public var fails: PersonSet
    public var unproven: PersonSet

    /// Everybody is unknown.
    public init() {
        self.init(holds: [], fails: [], unproven: [])
    }

    /// The sets must be disjoint.
    public init(holds: PersonSet, fails: PersonSet, unproven: PersonSet) {
        self.holds = holds
        self.fails = fails
        self.unproven = unproven
    }

    /// About `people` only.
    public func only(_ people: PersonSet) -> Verdicts {
        Verdicts(
            holds: holds.intersection(people), fails: fails.intersection(people), unproven: unproven.intersection(people))
    }

    /// About one person.
    public func verdict(on person: PersonNumber) -> Verdict {
        if holds.contains(person) { return .holds }
        if fails.contains(person) { return .fails }
        return unproven.contains(person) ? .unproven : .unknown
    }
}
