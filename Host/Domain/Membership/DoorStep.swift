/// What to do for an entitled person at a room's door, decided from what the room's state says about them.
public enum DoorStep: Hashable, Sendable {
    /// They are in, or hold an invitation: nothing to do.
    case alreadyIn
    /// Invite them. Answers a knock, too.
    case invite
    /// They are banned. Bans are a moderator's decision and are respected (law 9).
    case banned

    /// Decides. A person who left is invited again, because a redemption is their own request to come in.
    public init(for membership: Membership) {
        switch membership {
        case .join, .invite: self = .alreadyIn
        case .ban: self = .banned
        case .none, .leave, .knock: self = .invite
        }
    }
}
