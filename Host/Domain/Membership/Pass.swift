/// What the brakes look at: the plans of one pass together with what was done before it.
public struct Pass {
    /// The rooms that were planned in this pass.
    public var plans: [RoomPlan]
    /// The last plans of the other rooms: nothing of them is done now, but the people in them count among those that the rules
    /// govern.
    public var others: [RoomPlan]
    /// Of the last ``Brakes/windowMilliseconds``; without what a person approved.
    public var takings: [Taking]
    public var tree: SpaceTree
    public var people: People
    /// Whose evidence decides about a person in a room.
    public var instances: (RoomID, PersonNumber) -> [InstanceID]
    /// Which groups that a decision about a person in a room rests on were not empty before, and are now.
    public var emptied: (RoomID, PersonNumber) -> [Requirement]

    public init(
        plans: [RoomPlan], others: [RoomPlan] = [], takings: [Taking] = [], tree: SpaceTree, people: People,
        instances: @escaping (RoomID, PersonNumber) -> [InstanceID],
        emptied: @escaping (RoomID, PersonNumber) -> [Requirement] = { _, _ in [] }
    ) {
        self.plans = plans
        self.others = others
        self.takings = takings
        self.tree = tree
        self.people = people
        self.instances = instances
        self.emptied = emptied
    }
}

/// A pass after the brakes: every act that its rooms' phases carry out is in exactly one place.
public struct Braked: Hashable, Sendable {
    /// Changes that wait for a person together. They become a ``HeldPlan``, whose hash is that of
    /// ``HeldPlan/canonicalText(of:)``.
    public struct Held: Hashable, Sendable {
        public let causes: [HeldPlan.Cause]
        /// Sorted as in ``HeldPlan/acts``.
        public let acts: [MembershipAct]
    }

    /// To be done, in this order: whoever is spared, then whoever comes in (spaces first), then whoever is told or turned down,
    /// then removals, deepest rooms first and spaces last.
    public let go: [MembershipAct]
    /// Each act is in one of them only. In the order of their first acts.
    public let held: [Held]
}
