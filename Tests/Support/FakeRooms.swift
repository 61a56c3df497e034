import Synchronization
public import UsherDomain

/// Rooms of a homeserver that lives in memory: it applies Matrix' rules for invitations, and fails as ``troubles`` says.
public final class FakeRooms: Rooms, Sendable {
    /// What was called.
    public enum Call: Hashable, Sendable {
        case membership(UserID, RoomID)
        case invite(UserID, RoomID)
    }

    /// How a homeserver says no.
    public enum Refusal: Hashable, Sendable {
        /// With Matrix' `errcode`.
        case code(String)
        /// 429.
        case limited(retryAfterMilliseconds: Int64)
    }

    private struct Room {
        var name: String?
        var members: [UserID: Membership] = [:]
        var invitations: [UserID: Int] = [:]
    }

    /// What goes wrong. A membership that is refused with a code is unavailable, too: reading has no "no".
    public let troubles = TroubleScript<Call, Refusal>()

    private let rooms = Mutex<[RoomID: Room]>([:])

    /// No rooms.
    public init() {}

    /// Makes a room that the bot may invite to.
    public func make(_ room: RoomID, name: String? = nil) {
        rooms.withLock { $0[room] = Room(name: name) }
    }

    /// Something happens in the room without Usher: a join, a ban, a leave.
    public func set(_ user: UserID, in room: RoomID, to membership: Membership) {
        rooms.withLock { $0[room]?.members[user] = membership }
    }

    /// What the room's state says, without any trouble.
    public func membershipNow(of user: UserID, in room: RoomID) -> Membership {
        rooms.withLock { $0[room]?.members[user] ?? Membership.none }
    }

    /// How many invitation events for `user` the room's timeline holds: more than one is a person pestered.
    public func invitations(of user: UserID, in room: RoomID) -> Int {
        rooms.withLock { $0[room]?.invitations[user] ?? 0 }
    }

    /// How many people are in the room or invited.
    public func peopleIn(_ room: RoomID) -> Int {
        rooms.withLock { rooms in (rooms[room]?.members ?? [:]).values.count { $0.isIn } }
    }

    public func membership(of user: UserID, in room: RoomID) async throws(RoomsUnavailable) -> Membership {
        switch await troubles.trouble(with: .membership(user, room)) {
        case .none: break
        case .lostBefore, .lostAfter: throw RoomsUnavailable("no answer")
        case .refused(.code(let code)): throw RoomsUnavailable(code)
        case .refused(.limited(let milliseconds)):
            throw RoomsUnavailable("M_LIMIT_EXCEEDED", retryAfterMilliseconds: milliseconds)
        }
        let found = rooms.withLock { rooms in rooms[room].map { $0.members[user] ?? Membership.none } }
        guard let found else { throw RoomsUnavailable("M_FORBIDDEN: the bot is not in that room") }
        return found
    }

    public func invite(_ user: UserID, to room: RoomID) async -> ActOutcome {
        let trouble = await troubles.trouble(with: .invite(user, room))
        switch trouble {
        case .lostBefore: return .unknown("no answer")
        case .refused(.code(let code)): return .refused(code: code)
        case .refused(.limited(let milliseconds)): return .limited(retryAfterMilliseconds: milliseconds)
        case .none, .lostAfter: break
        }
        let outcome = rooms.withLock { rooms -> ActOutcome in
            guard let before = rooms[room].map({ $0.members[user] ?? Membership.none }) else {
                return .refused(code: "M_FORBIDDEN")
            }
            guard before != .join, before != .ban else { return .refused(code: "M_FORBIDDEN") }
            rooms[room]?.members[user] = .invite
            rooms[room]?.invitations[user, default: 0] += 1
            return .accepted
        }
        if case .lostAfter = trouble { return .unknown("the answer was lost") }
        return outcome
    }

    public func summary(of room: RoomID) async -> RoomSummary? {
        rooms.withLock { rooms in
            rooms[room].map { known in
                RoomSummary(id: room, name: known.name, joinedCount: known.members.values.count { $0 == .join })
            }
        }
    }
}
