/// What is known about everybody at once and one requirement. Whoever is in none of the sets is ``Verdict/unknown``. ``holds``,
/// ``fails`` and ``unproven`` are disjoint; ``departed`` goes before them.
public struct RequirementVerdicts: Hashable, Sendable {
    /// A fresh "holds".
    public var holds: PersonSet
    /// A fresh "does not hold".
    public var fails: PersonSet
    /// No account that could be asked about.
    public var unproven: PersonSet
    /// They had an account at the instance and took the link away. That speaks against them whether the requirement is wanted or
    /// excluded: otherwise whoever is excluded came in by unlinking.
    public var departed: PersonSet

    /// Everybody is unknown: what a name means that nobody defined, and a requirement that no longer fits.
    public init() {
        self.init(holds: [], fails: [])
    }

    public init(holds: PersonSet, fails: PersonSet, unproven: PersonSet = [], departed: PersonSet = []) {
        self.holds = holds
        self.fails = fails
        self.unproven = unproven
        self.departed = departed
    }

    /// What it makes of `people`, where the requirement is wanted, or excluded.
    func verdicts(among people: PersonSet, excluded: Bool) -> Verdicts {
        var verdicts = Verdicts(
            holds: (excluded ? fails : holds).intersection(people), fails: (excluded ? holds : fails).intersection(people),
            unproven: unproven.intersection(people))
        if !departed.isEmpty {
            let departed = departed.intersection(people)
            verdicts.fails.formUnion(departed)
            verdicts.holds.subtract(departed)
            verdicts.unproven.subtract(departed)
        }
        return verdicts
    }
}
