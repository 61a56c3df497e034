/// Changes that the brakes stopped: they wait for a person, and are forgotten after seven days.
public struct HeldPlan: Hashable, Sendable {
    /// How long it can be approved, in milliseconds.
    public static let lifetimeMilliseconds: Int64 = 7 * 24 * 3_600_000

    /// Why it was stopped.
    public enum Cause: Hashable, Sendable {
        /// Too many of one room.
        case room(RoomID, removed: Int, governed: Int)
        /// Too many by one instance's word.
        case instance(InstanceID, removed: Int, governed: Int)
        /// Too many over everything.
        case everything(removed: Int, governed: Int)
        /// A group that had members has none.
        case emptyGroup(Requirement)
    }

    public let hash: PlanHash
    public let heldAt: Instant
    public let causes: [Cause]
    /// Exactly what would be done, as in ``Swift/Array/arranged``.
    public let groups: [ActGroup]
    /// A person has said no to it: it cannot be approved any more, and keeps the same from being held again until its time is
    /// over.
    public var isDropped: Bool

    public init(hash: PlanHash, heldAt: Instant, causes: [Cause], groups: [ActGroup], isDropped: Bool = false) {
        self.hash = hash
        self.heldAt = heldAt
        self.causes = causes
        self.groups = groups
        self.isDropped = isDropped
    }

    public var expiresAt: Instant { heldAt.advanced(byMilliseconds: Self.lifetimeMilliseconds) }

    /// How many acts it would do.
    public var count: Int { groups.actCount }
}
