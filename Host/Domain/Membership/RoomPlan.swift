/// What a pass found for one room: who is to be invited, told, removed, and whatever a person should know about the room.
public struct RoomPlan: Hashable, Sendable {
    public let room: RoomID
    public let policy: EffectivePolicy
    /// Changes by kind; only what would be done now. In ``Phase/observe`` they are reported, not done.
    public var acts: [MembershipAct.Kind: PersonSet]
    /// Joined, and what is counted as 100 % by the brakes: everybody in the room who is not exempt.
    public var governed: PersonSet
    /// Joined or invited, and nobody knows whether they may be.
    public var undecided: PersonSet
    /// Joined or invited, and no account of theirs is linked.
    public var shadows: PersonSet
    /// Would have to go, but are exempt or beyond the bot's power.
    public var spared: PersonSet
    /// Departures under way that are not due yet.
    public var leaving: PersonSet
    /// What keeps the rule from being carried out here, with the fix.
    public var problems: [RoomProblem]

    public init(room: RoomID, policy: EffectivePolicy) {
        self.room = room
        self.policy = policy
        acts = [:]
        governed = []
        undecided = []
        shadows = []
        spared = []
        leaving = []
        problems = []
    }

    public subscript(kind: MembershipAct.Kind) -> PersonSet {
        get { acts[kind] ?? [] }
        set { acts[kind] = newValue.isEmpty ? nil : newValue }
    }
}

/// What keeps a rule from being carried out in a room, for admins, with what to do about it.
public enum RoomProblem: Hashable, Sendable {
    /// A policy, or a space above, names it, and the bot is not in it.
    case botIsNotIn
    /// The bot may not invite here: it has `has`, and needs `needs`.
    case cannotInvite(has: RoomPower.Level, needs: Int64)
    /// The bot may not remove people here.
    case cannotRemove(has: RoomPower.Level, needs: Int64)
    /// The room's power levels or join rule cannot be read.
    case unreadable
    /// Whoever is removed can come back by themselves, because anybody may join (or whoever is in one of these rooms).
    case openDoor(JoinRule)
    /// People of other servers are entitled and can never join.
    case notFederated
    /// The room was upgraded, and the new one does not name this one as its predecessor, or the bot is not there: not followed.
    case upgradeNotFollowed(to: RoomID)
    /// A name that the rule uses has no requirement behind it.
    case undefinedRequirement(RequirementName)
}
