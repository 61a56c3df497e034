import UsherDomain

/// A pass after the brakes, act by act.
struct BrakedActs {
    struct Held {
        let causes: [HeldPlan.Cause]
        let acts: [MembershipAct]
    }

    let go: [MembershipAct]
    let held: [Held]

    init(_ braked: Braked, _ people: People) {
        go = braked.go.flatMap { $0.acts(people) }
        held = braked.held.map { Held(causes: $0.causes, acts: $0.groups.flatMap { $0.acts(people) }) }
    }
}

extension Brakes {
    func acts(_ people: People, of pass: Pass) -> BrakedActs { BrakedActs(apply(to: pass), people) }
}

extension Basis {
    /// Put together from what is said about each of the people of a plan's acts.
    static func each(
        of plan: RoomPlan, instances: (PersonNumber) -> [InstanceID], emptied: (RoomID, PersonNumber) -> [Requirement]
    ) -> Basis {
        var basis = Basis()
        for person in plan.acts.values.reduce(into: PersonSet(), { $0.formUnion($1) }) {
            for instance in instances(person) { basis.instances[instance, default: []].insert(person) }
            for requirement in emptied(plan.room, person) { basis.emptied[requirement, default: []].insert(person) }
        }
        return basis
    }
}

extension [MembershipAct] {
    /// The same acts, each in a group of its own.
    func grouped(_ people: People) -> [ActGroup] {
        map {
            ActGroup(
                kind: $0.kind, room: $0.room, reason: $0.reason, instances: $0.instances, ruleVersion: $0.ruleVersion,
                people: [people.number(of: $0.user)])
        }
    }
}
