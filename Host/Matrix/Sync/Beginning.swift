import UsherDomain
import UsherHTTP

/// The start of a sync, under way: which rooms there are, and whose state was read so far. A pure value.
struct Beginning {
    /// How often a room is tried before the others no longer wait for it.
    static let triesMax = 3

    /// Where the stream is read on from afterwards: what happens meanwhile is not lost.
    let nextBatch: String
    let invited: [(room: RoomID, by: UserID)]
    private(set) var states: [RoomID: RoomState] = [:]
    private(set) var toRead: [RoomID] = []
    /// Rooms whose state the homeserver does not give, while it answers otherwise.
    private(set) var leftOut: [RoomID] = []
    /// Why there are rooms to read yet; `nil` when there are none.
    private(set) var failure: HomeserverFailure?
    private var failures: [RoomID: Int] = [:]

    /// Begins with the answer to a first sync. Rooms for notices are known by their creation, and not read.
    init(_ answer: SyncAnswer, _ bot: UserID) {
        nextBatch = answer.nextBatch
        invited = answer.invited
        for (room, facts) in answer.joined {
            let state = RoomState(room, bot: bot, facts: facts)
            if state.noticesFor != nil { states[room] = state } else { toRead.append(room) }
        }
    }

    /// Takes over what was read. `isAnswering`: the homeserver answers, so that a failure is the single room's.
    mutating func take(_ results: [RoomID: Result<RoomState, HomeserverFailure>], isAnswering: Bool) {
        failure = nil
        toRead = toRead.filter { room in
            switch results[room] {
            case .success(let state)?:
                states[room] = state
                return false
            case .failure(let why)?:
                failures[room, default: 0] += 1
                if isAnswering, isHopeless(why) || failures[room, default: 0] >= Self.triesMax {
                    leftOut.append(room)
                    return false
                }
                failure = why
                return true
            case nil:
                return true
            }
        }
        if !toRead.isEmpty, failure == nil { failure = .noAnswer(.busy) }
    }

    /// Whether trying again soon would change nothing: the bot is not in the room after all, or there is none.
    private func isHopeless(_ why: HomeserverFailure) -> Bool {
        guard case .refused(let status, _) = why else { return false }
        return status == 403 || status == 404
    }
}
