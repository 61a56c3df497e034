/// Rooms that the bot cannot look into, and that may be spaces: what holds below them is not known. A value.
public struct UnseenRooms: Hashable, Sendable {
    /// The bot is in them, and their state could not be read: nobody knows where they belong and what belongs to them.
    public var unread: Set<RoomID>
    /// Spaces that the bot was in, with what they had as children when it last was.
    public var lost: [RoomID: Set<RoomID>]

    public init(unread: Set<RoomID> = [], lost: [RoomID: Set<RoomID>] = [:]) {
        self.unread = unread
        self.lost = lost
    }

    /// Everything is seen.
    public static let none = UnseenRooms()
}

/// One room that keeps a policy from being known, and why.
public struct UnseenRoom: Hashable, Comparable, Sendable {
    /// Why the bot cannot look into it.
    public enum Why: String, Hashable, Sendable {
        /// Its state could not be read.
        case unread
        /// The bot is no longer in it.
        case lost
    }

    public let room: RoomID
    public let why: Why

    public init(_ room: RoomID, _ why: Why) {
        self.room = room
        self.why = why
    }

    public static func < (left: UnseenRoom, right: UnseenRoom) -> Bool {
        ByteOrder.precedes(left.room.text, right.room.text)
    }
}
