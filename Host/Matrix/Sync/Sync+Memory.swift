import Logging
import UsherDomain

// What is kept over restarts.
extension Sync {
    /// Whose sync this is. What was kept is of no use to another account, at another homeserver, or where other events are asked
    /// for.
    var owner: String { "\(known.bot) \(homeserver.address) \(String(decoding: SyncFilter.json, as: UTF8.self))" }

    /// Where an earlier process was, if that is on disk.
    func resumed() -> SyncPosition {
        let nothing = SyncPosition(memory: SyncMemory(owner: owner, register: known.people))
        let kept: KeptSync
        do {
            guard let stored = try store?.load(), stored.owner == owner else { return nothing }
            kept = try KeptSync(stored, bot: known.bot, register: known.people)
        } catch {
            log.warning(
                "what the last run knew of the rooms cannot be read; the homeserver is asked for everything",
                metadata: ["error": "\(error)"])
            return nothing
        }
        let now = clock.now()
        var position = SyncPosition(
            memory: SyncMemory(owner: owner, register: known.people, kept: kept, now: now))
        for case (let room, .room(_, let readAt)) in kept.rooms { position.rereads.read(room, at: readAt) }
        position.unread = UnreadRooms(kept.unread)
        position.kept = kept
        return position
    }

    /// Asks for what came since the last run, and goes on from there.
    func resume(_ position: inout SyncPosition, _ kept: KeptSync) async throws(HomeserverFailure) {
        let filter = freshFilter(SyncFilter.resumed(question:))
        let answer = try await ask(filter: filter, since: kept.position, timeout: 0)
        // A homeserver whose database was cleared or restored may take the position for one of its own. Then it has other rooms.
        let joined = try await joinedRooms()
        guard kept.allRooms.subtracting(answer.left).isSubset(of: joined) else {
            log.warning("the homeserver has lost rooms without telling; it is asked for everything")
            position = SyncPosition(memory: SyncMemory(owner: owner, register: known.people))
            return
        }
        for room in position.unread.rooms where !joined.contains(room) { position.unread.remove(room) }
        // Rooms that the position knows nothing of, as after the homeserver's database was restored.
        let strange = joined.subtracting(kept.allRooms).subtracting(position.unread.rooms)
            .subtracting(answer.joined.map(\.room)).sorted { $0.text < $1.text }
        let states = await read(answer, kept.damaged.filter(joined.contains) + strange, again: [], &position)
        let changes = known.resume(kept, answer, states: states, unread: position.unread.rooms)
        position.kept = nil
        position.since = answer.nextBatch
        log.info("sync resumed", metadata: ["rooms": "\(kept.rooms.count)", "read": "\(states.count)"])
        say(ready: true)
        await observer(changes)
    }

    /// `GET /joined_rooms`.
    private func joinedRooms() async throws(HomeserverFailure) -> Set<RoomID> {
        let answer = try await homeserver.get(["joined_rooms"])
        guard case .array(let rooms)? = answer["joined_rooms"] else { throw .malformedAnswer }
        return Set(rooms.compactMap { $0.string.flatMap(RoomID.init) })
    }

    /// Writes down what has changed, if it is time. A failure costs nothing now, and the next start more.
    func keep(_ position: inout SyncPosition, isLast: Bool) {
        let now = clock.now()
        guard let store, let since = position.since, known.isComplete,
            position.memory.isDue(position: since, now: now, isLast: isLast)
        else { return }
        let rereads = position.rereads
        let checkpoint = position.memory.checkpoint(
            position: since, rest: KeptSync.rest(invitations: known.invitations, unread: Array(position.unread.rooms)),
            rooms: { known.allRooms }, record: { known.record(of: $0, readAt: rereads.at($0)) })
        do {
            try store.store(checkpoint)
            position.memory.stored(checkpoint, now: now)
        } catch {
            position.memory.failed(now: now)
            log.warning("what is known of the rooms could not be stored", metadata: ["error": "\(error)"])
        }
    }
}
