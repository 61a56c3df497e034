/// What the brakes look at: the plans of one pass together with what was done before it.
public struct Pass {
    /// The rooms in which something may be done now.
    public var plans: [RoomPlan]
    /// The last plans of the other rooms: nothing of them is done now, but the people in them count among those that the rules
    /// govern.
    public var others: [RoomPlan]
    /// Within the last ``Brakes/windowMilliseconds``; without what a person approved.
    public var taken: TakenPeople
    public var tree: SpaceTree
    /// What the verdicts on the people of a room rest on.
    public var basis: (RoomPlan) -> Basis

    public init(
        plans: [RoomPlan], others: [RoomPlan] = [], taken: TakenPeople = TakenPeople(), tree: SpaceTree,
        basis: @escaping (RoomPlan) -> Basis
    ) {
        self.plans = plans
        self.others = others
        self.taken = taken
        self.tree = tree
        self.basis = basis
    }
}

/// From whom something was taken away of late.
public struct TakenPeople: Hashable, Sendable {
    public private(set) var everywhere: PersonSet = []
    public private(set) var rooms: [RoomID: PersonSet] = [:]
    /// By whose word.
    public private(set) var instances: [InstanceID: PersonSet] = [:]

    /// From nobody.
    public init() {}

    public init(_ takings: some Sequence<Taking>, _ people: People) {
        for taking in takings { add(people.number(of: taking.user), in: taking.room, by: taking.instances) }
    }

    /// Something was taken from `person`. One that is there already is not counted twice.
    public mutating func add(_ person: PersonNumber, in room: RoomID, by instances: [InstanceID]) {
        everywhere.insert(person)
        rooms[room, default: []].insert(person)
        for instance in instances { self.instances[instance, default: []].insert(person) }
    }
}

/// A pass after the brakes: every act that its rooms' phases carry out is in exactly one place.
public struct Braked: Hashable, Sendable {
    /// Changes that wait for a person together. They become a ``HeldPlan``, whose hash is that of
    /// ``HeldPlan/canonicalBytes(of:_:)``.
    public struct Held: Hashable, Sendable {
        public let causes: [HeldPlan.Cause]
        /// As in ``HeldPlan/groups``.
        public let groups: [ActGroup]

        public init(causes: [HeldPlan.Cause], groups: [ActGroup]) {
            self.causes = causes
            self.groups = groups
        }
    }

    /// To be done, in this order: whoever is spared, then whoever comes in (spaces first), then whoever is told or turned down,
    /// then removals, deepest rooms first and spaces last.
    public let go: [ActGroup]
    /// Each act is in one of them only. In the order of their first causes.
    public let held: [Held]
}
