/// Stops a pass that would take too much away at once (law 4), and lets the rest of it go on.
///
/// What is counted are distinct people from whom something is taken away: told to leave, removed, or uninvited; in this pass
/// and in the hours before it. They are counted in each room, against the people governed there; for each instance, against the
/// people in all rooms whose rule asks it; and over everything. Too many in a room or by an instance hold all of that room's or
/// that instance's acts; what is left is counted over everything. Acts of departures that a person approved are neither counted
/// nor held.
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
    /// An act that takes something away, and that the brakes count.
    struct Candidate {
        let plan: Int
        let person: PersonNumber
        let act: MembershipAct
        var causes: [Int] = []
    }

    let pass: Pass
    let plans: [RoomPlan]
    /// The plans that people are governed by, of this pass and others.
    let governing: [RoomPlan]
    let takings: [(taking: Taking, person: PersonNumber)]
    var candidates: [Candidate] = []
    var free: [MembershipAct] = []
    var causes: [HeldPlan.Cause] = []

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
        governing = (plans + pass.others).filter { $0.phase != .observe }
        takings = pass.takings.map { ($0, pass.people.number(of: $0.user)) }
        for (index, plan) in plans.enumerated() { collect(index, plan) }
    }

    private mutating func collect(_ index: Int, _ plan: RoomPlan) {
        let version = plan.policy.ruleVersion
        for reason in ActReason.allCases where plan.isCarriedOut(reason.kind) {
            let acting = plan.reasons[reason] ?? []
            for (person, user) in zip(acting, pass.people.users(acting)) {
                let act = MembershipAct(
                    kind: reason.kind, room: plan.room, user: user, reason: reason.text,
                    instances: Set(pass.instances(plan.room, person)).sorted(), ruleVersion: version)
                if reason.kind.takesAway, !plan.approved.contains(person) {
                    candidates.append(Candidate(plan: index, person: person, act: act))
                } else {
                    free.append(act)
                }
            }
        }
    }

    /// Notes a cause for these candidates if they, with what was taken before, go too far.
    private mutating func weigh(
        _ members: [Int], taken: PersonSet, governed: PersonSet, _ limits: BrakeLimits,
        _ cause: (_ removed: Int, _ governed: Int) -> HeldPlan.Cause
    ) {
        guard !members.isEmpty else { return }
        let removed = PersonSet(members.map { candidates[$0].person }).union(taken)
        let governed = governed.union(removed).count
        guard limits.stop(removed: removed.count, of: governed) else { return }
        note(cause(removed.count, governed), members)
    }

    private mutating func note(_ cause: HeldPlan.Cause, _ members: [Int]) {
        causes.append(cause)
        for member in members { candidates[member].causes.append(causes.count - 1) }
    }

    mutating func weighRooms() {
        let members = Dictionary(grouping: candidates.indices, by: { [candidates] in candidates[$0].plan })
        let taken = Dictionary(grouping: takings) { $0.taking.room }.mapValues { PersonSet($0.map(\.person)) }
        for (index, indices) in members.sorted(by: { $0.key < $1.key }) {
            let plan = plans[index]
            weigh(indices, taken: taken[plan.room] ?? [], governed: plan.governed, plan.policy.brakes) {
                .room(plan.room, removed: $0, governed: $1)
            }
        }
    }

    mutating func weighInstances(_ limits: BrakeLimits) {
        var members: [InstanceID: [Int]] = [:]
        for index in candidates.indices {
            for instance in candidates[index].act.instances { members[instance, default: []].append(index) }
        }
        for (instance, indices) in members.sorted(by: { $0.key < $1.key }) {
            let taken = PersonSet(takings.filter { $0.taking.instances.contains(instance) }.map(\.person))
            let concerned = governed { $0.policy.rule.instances.contains(instance) }
            weigh(indices, taken: taken, governed: concerned, limits) {
                .instance(instance, removed: $0, governed: $1)
            }
        }
    }

    mutating func holdEmptied() {
        var members: [Requirement: [Int]] = [:]
        for (index, candidate) in candidates.enumerated() {
            for requirement in Set(pass.emptied(candidate.act.room, candidate.person)) {
                members[requirement, default: []].append(index)
            }
        }
        let ordered = members.sorted {
            if $0.key.instance != $1.key.instance { return $0.key.instance < $1.key.instance }
            return ByteOrder.precedes($0.key.json, $1.key.json)
        }
        for (requirement, indices) in ordered { note(.emptyGroup(requirement), indices) }
    }

    /// Counts what nothing holds yet.
    mutating func weighEverything(_ limits: BrakeLimits) {
        let rest = candidates.indices.filter { candidates[$0].causes.isEmpty }
        let all = governed { _ in true }
        weigh(rest, taken: PersonSet(takings.map(\.person)), governed: all, limits) {
            .everything(removed: $0, governed: $1)
        }
    }

    private func governed(_ isMeant: (RoomPlan) -> Bool) -> PersonSet {
        governing.reduce(into: PersonSet()) { if isMeant($1) { $0.formUnion($1.governed) } }
    }

    func go() -> [MembershipAct] {
        let acts = free + candidates.filter { $0.causes.isEmpty }.map(\.act)
        var byRank: [[MembershipAct]] = [[], [], [], []]
        for act in acts { byRank[Self.rank(act.kind)].append(act) }
        // Rooms are in the order of coming in; going out is the other way round. Sorting is stable within a room.
        let places = Dictionary(plans.enumerated().map { ($1.room, $0) }, uniquingKeysWith: { first, _ in first })
        for rank in 0..<3 { byRank[rank] = Self.arranged(byRank[rank], places) { $0 < $1 } }
        byRank[3] = Self.arranged(byRank[3], places) { $0 > $1 }
        return byRank.flatMap(\.self)
    }

    private static func arranged(
        _ acts: [MembershipAct], _ places: [RoomID: Int], _ isBefore: (Int, Int) -> Bool
    ) -> [MembershipAct] {
        Dictionary(grouping: acts) { places[$0.room] ?? 0 }.sorted { isBefore($0.key, $1.key) }
            .flatMap { HeldPlan.sorted($0.value) }
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
        var group = Array(causes.indices)
        func root(_ cause: Int) -> Int {
            var cause = cause
            while group[cause] != cause { cause = group[cause] }
            return cause
        }
        for candidate in candidates {
            guard let first = candidate.causes.first else { continue }
            for other in candidate.causes.dropFirst() {
                let (left, right) = (root(first), root(other))
                group[max(left, right)] = min(left, right)
            }
        }
        var acts: [Int: [MembershipAct]] = [:]
        for candidate in candidates {
            if let first = candidate.causes.first { acts[root(first), default: []].append(candidate.act) }
        }
        return acts.keys.sorted().map { key in
            Braked.Held(
                causes: causes.indices.filter { root($0) == key }.map { causes[$0] }, acts: HeldPlan.sorted(acts[key] ?? []))
        }
    }
}
