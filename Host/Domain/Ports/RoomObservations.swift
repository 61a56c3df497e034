/// The rooms that the bot is in, as the running sync knows them. Implemented by UsherMatrix. Any thread; no method waits.
public protocol RoomObservations: Sendable {
    /// Whether the list of rooms is complete: whatever is not in it is a room that the bot is not in. Until then nothing is known
    /// about any room.
    var isComplete: Bool { get }

    /// Whether what is known is kept up to date: `false` while the sync has failed for some time. Then what is here was true
    /// once.
    var isCurrent: Bool { get }

    /// All of them.
    var rooms: Set<RoomID> { get }

    /// Rooms that the bot is in and whose state could not be read: nothing is known of them but that. They are not among
    /// ``rooms``.
    var unread: Set<RoomID> { get }

    /// One of them at this moment; `nil` when the bot is not in it.
    func room(_ id: RoomID) -> ObservedRoom?
}

extension RoomObservations {
    public var isCurrent: Bool { isComplete }

    public var unread: Set<RoomID> { [] }
}

/// What the running sync has changed: keys, never events. Whoever gets one reads the rooms anew.
public struct RoomChanges: Hashable, Sendable {
    /// Everything may have changed: the start, or a gap. The set is empty then.
    public let isComplete: Bool
    /// Rooms that the bot has entered or left, or where any state or membership has changed.
    public let rooms: Set<RoomID>

    public init(isComplete: Bool, rooms: Set<RoomID>) {
        self.isComplete = isComplete
        self.rooms = rooms
    }
}
