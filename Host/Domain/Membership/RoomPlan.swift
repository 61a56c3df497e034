/// What a pass found for one room: who is to be invited, told, removed, and whatever a person should know about the room.
public struct RoomPlan: Hashable, Sendable {
    public let room: RoomID
    public let policy: EffectivePolicy
    /// The policy's phase at the moment of the pass.
    public let phase: Phase
    /// Changes by kind; only what would be done now. In ``Phase/observe`` they are reported, not done. Nobody is in two of them.
    public private(set) var acts: [MembershipAct.Kind: PersonSet]
    /// The same, by reason.
    public private(set) var reasons: [ActReason: PersonSet]
    /// Departures that end without an act and without a word: of people who are not in the room. To be removed from the store, in
    /// every phase.
    public var ended: PersonSet
    /// Departures that a person approved: the brakes let them pass.
    public var approved: PersonSet
    /// Joined, and what is counted as 100 % by the brakes: everybody in the room who is not exempt or beyond the bot's power.
    public var governed: PersonSet
    /// Joined or invited, and nobody knows whether they may be.
    public var undecided: PersonSet
    /// Joined or invited, and no account of theirs is linked.
    public var shadows: PersonSet
    /// Would have to go, but are exempt, beyond the bot's power, or left alone for a while.
    public var spared: PersonSet
    /// In the room with a departure under way that nothing is done about now: it is not due, or waits.
    public var leaving: PersonSet
    /// Knocking, and not answered: nobody knows whether they may come in, or the room's moderators decide.
    public var waiting: PersonSet
    /// What keeps the rule from being carried out here, with the fix.
    public var problems: [RoomProblem]
    /// When time alone may change this plan, after the pass; `nil` = never.
    public var lookAgainAt: Instant?

    /// Nothing is to be done.
    public init(room: RoomID, policy: EffectivePolicy, phase: Phase) {
        self.room = room
        self.policy = policy
        self.phase = phase
        acts = [:]
        reasons = [:]
        ended = []
        approved = []
        governed = []
        undecided = []
        shadows = []
        spared = []
        leaving = []
        waiting = []
        problems = []
    }

    /// The people of one kind of act.
    public subscript(kind: MembershipAct.Kind) -> PersonSet { acts[kind] ?? [] }

    /// Adds people to the acts of the reason's kind.
    public mutating func add(_ people: PersonSet, because reason: ActReason) {
        guard !people.isEmpty else { return }
        acts[reason.kind, default: []].formUnion(people)
        reasons[reason, default: []].formUnion(people)
    }

    /// Why the act of this kind is planned for `person`; `nil` when it is not.
    public func reason(for kind: MembershipAct.Kind, of person: PersonNumber) -> ActReason? {
        ActReason.allCases.first { $0.kind == kind && reasons[$0]?.contains(person) == true }
    }

    /// Whom acts like these are planned for and carried out: by the same rule and for the same reason. Whom `group` is about does
    /// not matter.
    public func wanted(like group: ActGroup) -> PersonSet {
        guard group.room == room, isCarriedOut(group.kind), policy.ruleVersion == group.ruleVersion,
            let reason = ActReason.allCases.first(where: { $0.kind == group.kind && $0.text == group.reason })
        else { return [] }
        return reasons[reason] ?? []
    }

    /// Whether acts of this kind are done in this phase, not only reported. Whoever may stay after all is spared in each.
    public func isCarriedOut(_ kind: MembershipAct.Kind) -> Bool {
        switch phase {
        case .observe: kind == .spare
        case .announce: kind != .remove && kind != .withdraw
        case .enforce: true
        }
    }
}
