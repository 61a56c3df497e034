/// What a room's state says about one person (`m.room.member`; no event means ``none``).
public enum Membership: String, Hashable, Sendable, CaseIterable {
    case none
    case join
    case invite
    case knock
    case leave
    case ban

    /// Whether the person is in the room or may enter it without us.
    public var isIn: Bool { self == .join || self == .invite }
}
