/// What keeps a rule from being carried out in a room, for admins, with what to do about it.
public enum RoomProblem: Hashable, Sendable {
    /// A policy, or a space above, names it, and the bot is not in it.
    case botIsNotIn
    /// The bot may not invite here: it has `has`, and needs `needs`.
    case cannotInvite(has: RoomPower.Level, needs: Int64)
    /// The bot may not remove people here.
    case cannotRemove(has: RoomPower.Level, needs: Int64)
    /// The bot is in it, and its state could not be read.
    case unread
    /// More than what is known may hold here: these rooms cannot be looked into.
    case policyUnknown(because: [UnseenRoom])
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
