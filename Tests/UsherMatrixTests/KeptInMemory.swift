import Synchronization
import UsherDomain

/// A ``SyncStore`` in memory, which can fail.
final class KeptInMemory: SyncStore {
    struct Refused: Error {}

    private struct State {
        var stored: StoredSync?
        var checkpoints: [SyncCheckpoint] = []
        var isBroken = false
        var limits: [String: String] = [:]
    }

    private let state = Mutex(State())

    var checkpoints: [SyncCheckpoint] { state.withLock { $0.checkpoints } }
    var stored: StoredSync? { state.withLock { $0.stored } }

    func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

    func tamper(_ change: (inout StoredSync) -> Void) {
        state.withLock { state in
            guard var stored = state.stored else { return }
            change(&stored)
            state.stored = stored
        }
    }

    func load() throws -> StoredSync? {
        try state.withLock { state in
            if state.isBroken { throw Refused() }
            return state.stored
        }
    }

    func store(_ checkpoint: SyncCheckpoint) throws {
        try state.withLock { state in
            if state.isBroken { throw Refused() }
            state.checkpoints.append(checkpoint)
            var (people, rooms) = (state.stored?.people ?? [], state.stored?.rooms ?? [:])
            if checkpoint.isWhole { (people, rooms) = ([], [:]) }
            for (block, bytes) in checkpoint.people.sorted(by: { $0.key < $1.key }) {
                if block < people.count { people[block] = bytes } else { people.append(bytes) }
            }
            for room in checkpoint.gone { rooms[room] = nil }
            for (room, bytes) in checkpoint.rooms { rooms[room] = .some(bytes) }
            state.stored = StoredSync(
                owner: checkpoint.owner, position: checkpoint.position, rest: checkpoint.rest, people: people, rooms: rooms)
        }
    }

    func limits(of owner: String) throws -> String? {
        try state.withLock { state in
            if state.isBroken { throw Refused() }
            return state.limits[owner]
        }
    }

    func set(limits: String, of owner: String) throws {
        try state.withLock { state in
            if state.isBroken { throw Refused() }
            state.limits = [owner: limits]
        }
    }
}
