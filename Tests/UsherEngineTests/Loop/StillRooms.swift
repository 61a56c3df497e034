import Synchronization
import UsherDomain

/// Rooms in memory in which nothing happens but what the bot does, and that tell nobody: a test says when the loop looks.
final class StillRooms: RoomObservations, RoomInvitations, RoomActs {
    private struct State {
        var rooms: [RoomID: ObservedRoom] = [:]
        var isComplete = true
        /// What the homeserver answers to every removal, instead of doing it.
        var refusal: String?
        /// Homeservers that do not answer: nobody there can be invited.
        var silent: Set<ServerName> = []
        var done: [MembershipAct.Kind: Int] = [:]
    }

    private let people: People
    private let state = Mutex(State())

    init(people: People) {
        self.people = people
    }

    func set(_ room: ObservedRoom) {
        state.withLock { $0.rooms[room.id] = room }
    }

    func place(_ user: UserID, _ standing: Standing, in room: RoomID) {
        let person = people.number(of: user)
        state.withLock { $0.rooms[room]?.people.place(person, standing) }
    }

    func refuse(_ code: String?) {
        state.withLock { $0.refusal = code }
    }

    func silence(_ server: ServerName) {
        state.withLock { _ = $0.silent.insert(server) }
    }

    func complete(_ isComplete: Bool) {
        state.withLock { $0.isComplete = isComplete }
    }

    /// How many acts were done, notices among them as warnings.
    func done(_ kind: MembershipAct.Kind) -> Int { state.withLock { $0.done[kind] ?? 0 } }

    var isComplete: Bool { state.withLock { $0.isComplete } }
    var rooms: Set<RoomID> { state.withLock { Set($0.rooms.keys) } }
    var invitations: [RoomID: UserID] { [:] }

    func room(_ id: RoomID) -> ObservedRoom? { state.withLock { $0.rooms[id] } }

    func standing(of user: UserID, in room: RoomID) async throws(RoomsUnavailable) -> Standing {
        let person = people.number(of: user)
        guard let standing = self.room(room)?.people.standing(of: person) else {
            throw RoomsUnavailable("the bot is not in the room")
        }
        return standing
    }

    func invite(_ user: UserID, to room: RoomID, reason: String) async -> ActOutcome {
        if state.withLock({ $0.silent.contains(user.server) }) { return .unknown("their homeserver does not answer") }
        place(user, .invitedByBot, in: room)
        return count(.invite)
    }

    func remove(_ user: UserID, from room: RoomID, reason: String) async -> ActOutcome {
        if let code = state.withLock({ $0.refusal }) { return .refused(code: code) }
        place(user, .removedByBot, in: room)
        return count(.remove)
    }

    func tell(_ user: UserID, id: String, text: String) async -> ActOutcome { count(.warn) }

    func join(_ room: RoomID, via: [ServerName]) async -> ActOutcome { .accepted }

    func wait(for kind: MembershipAct.Kind, of user: UserID, in room: RoomID) -> Int64 { 0 }

    func wait(for kind: MembershipAct.Kind) -> Int64 { 0 }

    private func count(_ kind: MembershipAct.Kind) -> ActOutcome {
        state.withLock { $0.done[kind, default: 0] += 1 }
        return .accepted
    }
}
