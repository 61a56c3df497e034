/// Somebody in a room who is no longer entitled to be there: since when, and when they go. Ended when they are entitled again.
public struct Departure: Hashable, Sendable {
    public let room: RoomID
    public let user: UserID
    /// When they were first found to be refused.
    public let since: Instant
    /// They are not removed before.
    public var dueAt: Instant
    /// When they were told, by direct message; `nil` = not yet, and nobody is removed untold while a grace period was promised.
    public var noticedAt: Instant?
    /// Why, for the person.
    public var reason: String
    /// Whose evidence refuses them; sorted.
    public var instances: [InstanceID]
    /// The version of the rule by which a person approved this departure with a plan; `nil` = nobody did. While that rule holds,
    /// the brakes do not count it again: what another rule wants is another plan.
    public var approvedVersion: String?
    /// When they were last removed, and how often; a person who comes back into an open room is removed again, at growing
    /// intervals.
    public var removedAt: Instant?
    public var removals: Int

    public init(
        room: RoomID, user: UserID, since: Instant, dueAt: Instant, noticedAt: Instant? = nil, reason: String,
        instances: [InstanceID], approvedVersion: String? = nil, removedAt: Instant? = nil, removals: Int = 0
    ) {
        self.room = room
        self.user = user
        self.since = since
        self.dueAt = dueAt
        self.noticedAt = noticedAt
        self.reason = reason
        self.instances = instances
        self.approvedVersion = approvedVersion
        self.removedAt = removedAt
        self.removals = removals
    }
}
