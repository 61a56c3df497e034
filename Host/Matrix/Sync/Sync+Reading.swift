import Logging
import UsherDomain

// Rooms whose whole state is read beside the stream.
extension Sync {
    /// Reads the whole state of rooms
    /// - that the bot has just joined. The answer brings their state too, but it can be from a moment before the one from which
    ///   the stream goes on, and what lies between is never told. Read now, and again after the next poll.
    /// - that were never read: `unread` are those to be tried again. Where that fails they are tried again later.
    /// - that are read `again`, where a failure changes nothing.
    func read(
        _ answer: SyncAnswer, _ unread: [RoomID], again: [RoomID], _ position: inout SyncPosition
    ) async -> [RoomID: RoomState] {
        for room in answer.left {
            position.unread.remove(room)
            position.rereads.forget(room)
            position.memory.note(room)
        }
        for (room, _) in answer.invited { position.memory.note(room) }
        let left = Set(answer.left)
        var wanted = unread.filter { !left.contains($0) }
        var inAnswer: Set<RoomID> = []
        for (room, facts) in answer.joined {
            position.memory.note(room)
            let isJoined = facts.contains(where: \.isCreation)
            if isJoined { inAnswer.insert(room) }
            if isJoined || !isKnown(room, position) && !position.unread.contains(room) {
                wanted.append(room)
                position.rereads.joined(room)
            }
        }
        let rereads = Set(again).subtracting(wanted).subtracting(left).filter { isKnown($0, position) }
        for room in again where !rereads.contains(room) && !wanted.contains(room) { position.rereads.forget(room) }
        return await read(wanted, rereads, inAnswer, &position)
    }

    private func isKnown(_ room: RoomID, _ position: SyncPosition) -> Bool {
        position.kept.map { $0.rooms[room] != nil } ?? known.contains(room)
    }

    private func read(
        _ wanted: [RoomID], _ again: Set<RoomID>, _ inAnswer: Set<RoomID>, _ position: inout SyncPosition
    ) async -> [RoomID: RoomState] {
        guard !wanted.isEmpty || !again.isEmpty else { return [:] }
        let results = await whole.of(wanted + again)
        let now = clock.now()
        var states: [RoomID: RoomState] = [:]
        for room in wanted + again {
            position.memory.note(room)
            if case .success(let state)? = results[room] {
                states[room] = state
                position.unread.remove(room)
                // Nothing is decided about the room of somebody's notices.
                if state.noticesFor == nil { position.rereads.read(room, at: now) } else { position.rereads.forget(room) }
            } else if again.contains(room) {
                position.rereads.failed(room, now: now)
                log.warning("the state of a room cannot be read again; what is known of it stays", metadata: ["room": "\(room)"])
            } else if inAnswer.contains(room) {
                // The state in the answer has to do until then.
                position.unread.remove(room)
            } else {
                position.unread.failed(room)
                logUnread(room)
            }
        }
        return states
    }
}
