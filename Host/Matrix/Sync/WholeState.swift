import UsherDomain
import UsherHTTP

/// Reads the whole state of single rooms (client-server API, `GET /rooms/{roomId}/state`).
struct WholeState: Sendable {
    /// The longest answer read, in bytes. A member takes 500 or more; whoever ever left stays listed.
    static let responseBytesMax = 256 * 1024 * 1024
    /// For one room, in milliseconds: a large one takes the homeserver minutes.
    static let deadlineMilliseconds = 300_000
    /// Rooms read at once. Each is held in memory meanwhile, and the homeserver has other work.
    static let roomsMax = 4

    let homeserver: HomeserverClient
    let state: StateReader
    let bot: UserID

    /// What a room's state is now. Throws also when what came is not the whole of it.
    func of(_ room: RoomID) async throws(HomeserverFailure) -> RoomState {
        var request = homeserver.request(.get, ["rooms", room.text, "state"])
        request.deadlineMilliseconds = Self.deadlineMilliseconds
        request.responseBytesMax = Self.responseBytesMax
        let answer = try await homeserver.perform(request)
        var result = RoomState(room, bot: bot)
        do {
            var reader = JSONReader(answer.body)
            try reader.array { (reader) throws(JSONProblem) in
                if let fact = try state.fact(&reader) { _ = result.apply(fact) }
            }
            try reader.finish()
        } catch {
            throw .malformedAnswer
        }
        guard result.isWhole else { throw .malformedAnswer }
        return result
    }

    /// What the states of these rooms are, a few at a time; of each the state, or why it cannot be had.
    func of(_ rooms: [RoomID]) async -> [RoomID: Result<RoomState, HomeserverFailure>] {
        await withTaskGroup(of: (RoomID, Result<RoomState, HomeserverFailure>).self) { group in
            var found: [RoomID: Result<RoomState, HomeserverFailure>] = [:]
            var waiting = rooms.makeIterator()
            for _ in 0..<Self.roomsMax {
                guard let room = waiting.next() else { break }
                group.addTask { (room, await result(room)) }
            }
            while let (room, result) = await group.next() {
                found[room] = result
                if case .failure(.limited) = result { continue }
                if let next = waiting.next() { group.addTask { (next, await self.result(next)) } }
            }
            return found
        }
    }

    private func result(_ room: RoomID) async -> Result<RoomState, HomeserverFailure> {
        do {
            return .success(try await of(room))
        } catch {
            return .failure(error)
        }
    }
}
