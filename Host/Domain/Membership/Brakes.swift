/// Stops a pass that would take too much away at once (law 4), and lets the rest of it go on.
///
/// What is counted are distinct people from whom something is taken away: told to leave, removed, or uninvited; in this pass
/// and in the hours before it. They are counted in each room, against the people governed there; for each instance, against the
/// people in all rooms whose rule asks it; and over everything. Too many in a room or by an instance hold all of that room's or
/// that instance's acts; what is left is counted over everything. Acts of departures that a person approved are neither counted
/// nor held.
///
/// Everything is decided on sets of people: a rule that is wrong for everybody in every room costs no more than a right one.
///
/// The people against whom is counted include those from whom something was just taken: whoever was removed an hour ago was one
/// of them.
public struct Brakes: Sendable {
    /// How far back takings count, in milliseconds: a day, so that a list that crumbles slowly is noticed, too.
    public static let windowMilliseconds: Int64 = 24 * 3_600_000

    public var instance: BrakeLimits
    public var everything: BrakeLimits

    /// Limits for one instance's word, and over everything. Those of a room are in its policy.
    public init(instance: BrakeLimits = .standard, everything: BrakeLimits = .standard) {
        self.instance = instance
        self.everything = everything
    }

    /// Divides a pass into what goes on and what waits for a person. The order of its plans and takings does not matter.
    public func apply(to pass: Pass) -> Braked {
        var weighing = Weighing(pass)
        weighing.weighRooms()
        weighing.weighInstances(instance)
        weighing.holdEmptied()
        weighing.weighEverything(everything)
        return Braked(go: weighing.go(), held: weighing.held())
    }
}

/// One pass on the scales.
private struct Weighing {
    /// A reason to hold, and whose acts it holds, by the plan's index.
    struct Cause {
        let cause: HeldPlan.Cause
        let people: [Int: PersonSet]
    }

    let pass: Pass
    let plans: [RoomPlan]
    let bases: [Basis]
    /// The plans that people are governed by, of this pass and others.
    let governing: [RoomPlan]
    /// By plan, from whom something would be taken away that the brakes count.
    let counted: [PersonSet]
    var causes: [Cause] = []
    /// By plan, whose acts some cause holds.
    var stopped: [PersonSet]

    init(_ pass: Pass) {
        self.pass = pass
        // Spaces and rooms from the top down, each level by ID: the order in which people come in.
        plans = pass.plans.map { (pass.tree.isSpace($0.room), pass.tree.depth(of: $0.room), $0) }
            .sorted { left, right in
                if left.0 != right.0 { return left.0 }
                if left.1 != right.1 { return left.1 < right.1 }
                return ByteOrder.precedes(left.2.room.text, right.2.room.text)
            }
            .map(\.2)
        bases = plans.map { $0.acts.isEmpty ? Basis() : pass.basis($0) }
        governing = (plans + pass.others).filter { $0.phase != .observe }
        counted = plans.map { plan in
            MembershipAct.Kind.allCases.filter { $0.takesAway && plan.isCarriedOut($0) }
                .reduce(into: PersonSet()) { $0.formUnion(plan[$1]) }.subtracting(plan.approved)
        }
        stopped = [PersonSet](repeating: [], count: plans.count)
    }

    /// Notes a cause for these people's acts if they, with whom something was taken from before, are too many.
    private mutating func weigh(
        _ members: [Int: PersonSet], taken: PersonSet, governed: PersonSet, _ limits: BrakeLimits,
        _ cause: (_ removed: Int, _ governed: Int) -> HeldPlan.Cause
    ) {
        guard !members.isEmpty else { return }
        let removed = members.values.reduce(into: taken) { $0.formUnion($1) }
        let governed = governed.union(removed).count
        guard limits.stop(removed: removed.count, of: governed) else { return }
        note(cause(removed.count, governed), members)
    }

    private mutating func note(_ cause: HeldPlan.Cause, _ members: [Int: PersonSet]) {
        causes.append(Cause(cause: cause, people: members))
        for (plan, people) in members { stopped[plan].formUnion(people) }
    }

    mutating func weighRooms() {
        for (index, plan) in plans.enumerated() where !counted[index].isEmpty {
            weigh(
                [index: counted[index]], taken: pass.taken.rooms[plan.room] ?? [], governed: plan.governed, plan.policy.brakes
            ) {
                .room(plan.room, removed: $0, governed: $1)
            }
        }
    }

    /// By some key of the bases, whose acts it is about.
    private func members<Key: Hashable>(_ parts: (Basis) -> [Key: PersonSet]) -> [Key: [Int: PersonSet]] {
        var members: [Key: [Int: PersonSet]] = [:]
        for index in plans.indices where !counted[index].isEmpty {
            for (key, people) in parts(bases[index]) {
                let concerned = counted[index].intersection(people)
                if !concerned.isEmpty { members[key, default: [:]][index] = concerned }
            }
        }
        return members
    }

    mutating func weighInstances(_ limits: BrakeLimits) {
        for (instance, members) in members(\.instances).sorted(by: { $0.key < $1.key }) {
            let concerned = governed { $0.policy.rule.instances.contains(instance) }
            weigh(members, taken: pass.taken.instances[instance] ?? [], governed: concerned, limits) {
                .instance(instance, removed: $0, governed: $1)
            }
        }
    }

    mutating func holdEmptied() {
        let ordered = members(\.emptied).sorted {
            if $0.key.instance != $1.key.instance { return $0.key.instance < $1.key.instance }
            return ByteOrder.precedes($0.key.json, $1.key.json)
        }
        for (requirement, members) in ordered { note(.emptyGroup(requirement), members) }
    }

    /// Counts what nothing holds yet.
    mutating func weighEverything(_ limits: BrakeLimits) {
        var rest: [Int: PersonSet] = [:]
        for index in plans.indices {
            let left = counted[index].subtracting(stopped[index])
            if !left.isEmpty { rest[index] = left }
        }
        weigh(rest, taken: pass.taken.everywhere, governed: governed { _ in true }, limits) {
            .everything(removed: $0, governed: $1)
        }
    }

    private func governed(_ isMeant: (RoomPlan) -> Bool) -> PersonSet {
        governing.reduce(into: PersonSet()) { if isMeant($1) { $0.formUnion($1.governed) } }
    }

    /// The acts of one plan and reason about these people.
    private func groups(_ index: Int, _ reason: ActReason, _ people: PersonSet) -> [ActGroup] {
        let plan = plans[index]
        return bases[index].divided(people).map { part in
            ActGroup(
                kind: reason.kind, room: plan.room, reason: reason.text, instances: part.instances,
                ruleVersion: plan.policy.ruleVersion, people: part.people)
        }
    }

    private func carriedOut(_ plan: RoomPlan) -> [(reason: ActReason, people: PersonSet)] {
        ActReason.allCases.filter { plan.isCarriedOut($0.kind) }.compactMap { reason in
            plan.reasons[reason].map { (reason, $0) }
        }
    }

    func go() -> [ActGroup] {
        // Rooms are in the order of coming in; going out is the other way round.
        var byRank: [[(place: Int, group: ActGroup)]] = [[], [], [], []]
        for (index, plan) in plans.enumerated() {
            for (reason, people) in carriedOut(plan) {
                let free = reason.kind.takesAway ? people.subtracting(stopped[index]) : people
                let rank = Self.rank(reason.kind)
                byRank[rank] += groups(index, reason, free).map { (rank == 3 ? -index : index, $0) }
            }
        }
        return byRank.flatMap { acts in
            Dictionary(grouping: acts, by: \.place).sorted { $0.key < $1.key }.flatMap { $0.value.map(\.group).arranged }
        }
    }

    private static func rank(_ kind: MembershipAct.Kind) -> Int {
        switch kind {
        case .spare: 0
        case .invite, .admit: 1
        case .deny, .warn: 2
        case .withdraw, .remove: 3
        }
    }

    /// Acts that share a cause wait together, and so do those that are connected by others.
    func held() -> [Braked.Held] {
        let roots = connected()
        return Set(roots).sorted().map { root in
            let mine = causes.indices.filter { roots[$0] == root }
            var groups: [ActGroup] = []
            for (index, plan) in plans.enumerated() {
                let people = mine.reduce(into: PersonSet()) { $0.formUnion(causes[$1].people[index] ?? []) }
                guard !people.isEmpty else { continue }
                for (reason, acting) in carriedOut(plan) where reason.kind.takesAway {
                    groups += self.groups(index, reason, acting.intersection(people))
                }
            }
            return Braked.Held(causes: mine.map { causes[$0].cause }, groups: groups.arranged)
        }
    }

    /// For each cause the first one that it is connected with by somebody's act, directly or by others.
    private func connected() -> [Int] {
        var group = Array(causes.indices)
        func root(_ cause: Int) -> Int {
            var cause = cause
            while group[cause] != cause { cause = group[cause] }
            return cause
        }
        for index in plans.indices {
            let here = causes.indices.filter { causes[$0].people[index] != nil }
            for (place, one) in here.enumerated() {
                for other in here[(place + 1)...] where root(one) != root(other) {
                    guard let ours = causes[one].people[index], let theirs = causes[other].people[index],
                        !ours.isDisjoint(with: theirs)
                    else { continue }
                    let (left, right) = (root(one), root(other))
                    group[max(left, right)] = min(left, right)
                }
            }
        }
        return causes.indices.map(root)
    }
}
