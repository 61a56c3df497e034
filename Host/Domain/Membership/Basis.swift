/// What a rule's verdicts rest on, for everybody at once: whose word makes each person's verdict what it is.
public struct Basis: Hashable, Sendable {
    /// By instance: of whom its answers decide.
    public var instances: [InstanceID: PersonSet]
    /// Of groups that were not empty before and are now: of whom they decide.
    public var emptied: [Requirement: PersonSet]

    /// Nothing decides about anybody.
    public init(instances: [InstanceID: PersonSet] = [:], emptied: [Requirement: PersonSet] = [:]) {
        self.instances = instances
        self.emptied = emptied
    }

    /// `people` divided by who decides about them. Everybody is in exactly one of the parts.
    func divided(_ people: PersonSet) -> [(instances: [InstanceID], people: PersonSet)] {
        guard !people.isEmpty else { return [] }
        var parts: [(instances: [InstanceID], people: PersonSet)] = [([], people)]
        for (instance, theirs) in instances.sorted(by: { $0.key < $1.key }) {
            parts = parts.flatMap { part in
                let inside = part.people.intersection(theirs)
                if inside.isEmpty { return [part] }
                let outside = part.people.subtracting(inside)
                let within = (part.instances + [instance], inside)
                return outside.isEmpty ? [within] : [within, (part.instances, outside)]
            }
        }
        return parts
    }
}
