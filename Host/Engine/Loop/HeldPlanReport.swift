public import UsherDomain

/// A plan that waits for a person, for admins.
public struct HeldPlanReport: Hashable, Sendable {
    /// How many acts are listed at most, of all plans together; the numbers count all.
    public static let actsMax = 10_000

    /// How many acts of one kind in one room.
    public struct Count: Hashable, Sendable {
        public let room: RoomID
        public let kind: MembershipAct.Kind
        public let acts: Int

        public init(room: RoomID, kind: MembershipAct.Kind, acts: Int) {
            self.room = room
            self.kind = kind
            self.acts = acts
        }
    }

    public let hash: PlanHash
    public let heldAt: Instant
    public let expiresAt: Instant
    public let causes: [HeldPlan.Cause]
    /// What would be done, room by room; perhaps not all of it.
    public let acts: [MembershipAct]
    /// All of it, in numbers.
    public let counts: [Count]

    public init(hash: PlanHash, heldAt: Instant, causes: [HeldPlan.Cause], acts: [MembershipAct], counts: [Count]? = nil) {
        self.hash = hash
        self.heldAt = heldAt
        expiresAt = heldAt.advanced(byMilliseconds: HeldPlan.lifetimeMilliseconds)
        self.causes = causes
        self.acts = acts
        self.counts = counts ?? acts.map { Count(room: $0.room, kind: $0.kind, acts: 1) }
    }

    /// Lists at most `actsMax` acts.
    init(_ plan: HeldPlan, _ people: People, actsMax: Int) {
        var acts: [MembershipAct] = []
        var counts: [Count] = []
        for group in plan.groups {
            acts += group.acts(people, limit: actsMax - acts.count)
            let count = group.people.count
            if let last = counts.last, last.room == group.room, last.kind == group.kind {
                counts[counts.count - 1] = Count(room: group.room, kind: group.kind, acts: last.acts + count)
            } else {
                counts.append(Count(room: group.room, kind: group.kind, acts: count))
            }
        }
        self.init(hash: plan.hash, heldAt: plan.heldAt, causes: plan.causes, acts: acts, counts: counts)
    }

    /// How many acts there are, also those that are not listed.
    public var count: Int { counts.reduce(0) { $0 + $1.acts } }
}
