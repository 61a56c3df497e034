import Synchronization
import UsherDomain

/// Direct rooms for notices that this process made, until the sync shows them; and for whom one is being made, so that nobody
/// gets two. Any thread.
final class NoticeRooms: Sendable {
    private struct State {
        var made: [UserID: RoomID] = [:]
        var making: Set<UserID> = []
    }

    private let state = Mutex(State())

    func room(for user: UserID) -> RoomID? {
        state.withLock { $0.made[user] }
    }

    /// Begins to make a room for `user`; `false` when somebody does so already.
    func begin(_ user: UserID) -> Bool {
        state.withLock { $0.making.insert(user).inserted }
    }

    /// Ends that; `room` is `nil` when none was made.
    func end(_ user: UserID, _ room: RoomID?) {
        state.withLock { state in
            state.making.remove(user)
            if let room { state.made[user] = room }
        }
    }

    /// The room is no use (any more), or the sync knows it.
    func forget(_ user: UserID) {
        state.withLock { $0.made[user] = nil }
    }
}
