import Synchronization
public import UsherDomain

/// What the running sync knows of the rooms that the bot is in. Any task may read; only ``Sync`` writes.
public final class KnownRooms: Sendable {
    private let rooms = Mutex<[RoomID: RoomState]>([:])
    private let complete = Atomic<Bool>(false)

    /// Knows nothing yet.
    public init() {}

    /// Whether the list of rooms is complete: whatever is not in it is a room that the bot is not in.
    public var isComplete: Bool { complete.load(ordering: .acquiring) }

    /// The state of `room`; `nil` when the bot is not in it, or before the first sync.
    public func state(of room: RoomID) -> RoomState? {
        rooms.withLock { $0[room] }
    }

    /// What may be shown of `room`; `nil` when the bot is not in it.
    public func summary(of room: RoomID) -> RoomSummary? {
        rooms.withLock { rooms in
            rooms[room].map { RoomSummary(id: room, name: $0.name, joinedCount: $0.joinedCount) }
        }
    }

    /// Takes over the answer of a sync and returns what has changed. A complete answer replaces everything: rooms that it lacks
    /// are rooms that the bot is no longer in.
    func apply(_ answer: SyncAnswer, isComplete: Bool) -> SyncUpdate {
        isComplete ? replace(answer) : amend(answer)
    }

    private func replace(_ answer: SyncAnswer) -> SyncUpdate {
        // Built outside the lock: readers must not wait for a million members.
        var fresh: [RoomID: RoomState] = [:]
        for (room, events) in answer.joined {
            var state = RoomState()
            for event in events { _ = state.apply(event) }
            fresh[room] = state
        }
        rooms.withLock { rooms in rooms = fresh }
        complete.store(true, ordering: .releasing)
        return SyncUpdate(isComplete: true)
    }

    private func amend(_ answer: SyncAnswer) -> SyncUpdate {
        var changes = SyncUpdate(isComplete: false)
        rooms.withLock { rooms in
            for (room, events) in answer.joined {
                if rooms[room] == nil {
                    rooms[room] = RoomState()
                    changes.rooms.insert(room)
                }
                for event in events where rooms[room]?.apply(event) == true {
                    switch event {
                    case .member(let user, _): changes.members.insert(SyncUpdate.Member(room: room, user: user))
                    case .event: changes.rooms.insert(room)
                    }
                }
            }
            for room in answer.left where rooms.removeValue(forKey: room) != nil { changes.rooms.insert(room) }
        }
        return changes
    }
}
