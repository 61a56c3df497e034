public import UsherDomain

/// What a sync has changed: keys, never events. Whoever gets one reads the state anew.
public struct SyncUpdate: Hashable, Sendable {
    /// One person in one room.
    public struct Member: Hashable, Sendable {
        public let room: RoomID
        public let user: UserID

        public init(room: RoomID, user: UserID) {
            self.room = room
            self.user = user
        }
    }

    /// Whether everything was read anew, at the start or after a gap: then all that is known may have changed, and the sets are
    /// empty.
    public let isComplete: Bool
    /// Whose membership has changed.
    public internal(set) var members: Set<Member> = []
    /// Rooms that the bot has entered or left, or where something else than a membership has changed.
    public internal(set) var rooms: Set<RoomID> = []

    init(isComplete: Bool) {
        self.isComplete = isComplete
    }
}
