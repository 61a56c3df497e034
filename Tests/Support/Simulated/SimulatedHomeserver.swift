import Synchronization
public import UsherDomain

/// A homeserver in memory: rooms and spaces, who is in them, and a log of everything that anybody does to a membership. What the
/// bot sees of it is a copy that ``deliverSync()`` brings up to date; what the bot does goes wrong as ``troubles`` say. Any
/// thread.
public final class SimulatedHomeserver: Sendable {
    struct State {
        var rooms: [RoomID: SimulatedRoom] = [:]
        var events: [SimulatedEvent] = []
        var notices: [SimulatedNotice] = []
        var attempts: [SimulatedAttempt] = []
        var seen: [RoomID: SimulatedRoom] = [:]
        /// Counts the deliveries that changed a room.
        var seenVersions: [RoomID: Int] = [:]
        var changed: Set<RoomID> = []
        /// Rooms whose state the bot does not get.
        var unreadable: Set<RoomID> = []
        var invitations: [RoomID: UserID] = [:]
        var isComplete = false
        var isStalled = false
        var syncCount = 0
        var troubles = HomeserverTroubles()
        var limitedUntil: Instant?
        var lastRoom = 0
        var calls = 0
        /// Calls that never arrived, by room and user.
        var lost: [RoomID: [UserID: Int]] = [:]
    }

    /// Who the bot is.
    public let bot: UserID
    let clock: any WallClock
    let steadyClock: any SteadyClock
    let random: SeededRandom
    let state = Mutex(State())

    /// Without rooms. `random` decides which calls go wrong.
    public init(bot: UserID, clock: any WallClock, steadyClock: any SteadyClock, random: SeededRandom) {
        self.bot = bot
        self.clock = clock
        self.steadyClock = steadyClock
        self.random = random
    }

    /// What goes wrong with calls of the bot, from now on.
    public var troubles: HomeserverTroubles {
        get { state.withLock { $0.troubles } }
        set { state.withLock { $0.troubles = newValue } }
    }

    // MARK: The truth

    /// All rooms as they are.
    public var rooms: [RoomID: SimulatedRoom] { state.withLock { $0.rooms } }

    public func room(_ id: RoomID) -> SimulatedRoom? { state.withLock { $0.rooms[id] } }

    /// What was done, oldest first, beginning with number `first`.
    public func events(from first: Int = 0) -> [SimulatedEvent] { state.withLock { Array($0.events.dropFirst(first)) } }

    public var eventCount: Int { state.withLock { $0.events.count } }

    /// What the bot tried, oldest first, beginning with number `first`.
    public func attempts(from first: Int = 0) -> [SimulatedAttempt] { state.withLock { Array($0.attempts.dropFirst(first)) } }

    /// Whether the sync has failed for so long that what the bot sees may be old.
    public var isSyncStalled: Bool {
        get { state.withLock { $0.isStalled } }
        set {
            state.withLock { state in
                state.isStalled = newValue
                state.syncCount += 1
            }
        }
    }

    /// How many of the bot's calls about `user` in `room` never arrived.
    public func lostCalls(about user: UserID, in room: RoomID) -> Int { state.withLock { $0.lost[room]?[user] ?? 0 } }

    /// How often the bot asked for anything to be done, whatever came of it.
    public var callCount: Int { state.withLock { $0.calls } }

    /// What the bot has told people, oldest first.
    public var notices: [SimulatedNotice] { state.withLock { $0.notices } }

    /// Makes a room and returns its id: with a server's name behind it before version 12, and without since.
    public func make(
        version: Int, creator: UserID, isSpace: Bool = false, joinRule: JoinRule = .invite, isFederated: Bool = true,
        predecessor: RoomID? = nil
    ) -> RoomID {
        state.withLock { state in
            state.lastRoom += 1
            let text = version >= 12 ? "!room\(state.lastRoom)" : "!room\(state.lastRoom):\(bot.server)"
            guard let id = RoomID(text) else { preconditionFailure("made of characters that are allowed") }
            state.rooms[id] = SimulatedRoom(
                id, version: version, creator: creator, isSpace: isSpace, joinRule: joinRule, isFederated: isFederated,
                predecessor: predecessor)
            state.changed.insert(id)
            return id
        }
    }

    /// Changes whatever is no membership: power, join rule, children. Whoever may do that does it.
    public func change(_ room: RoomID, _ body: (inout SimulatedRoom) -> Void) {
        state.withLock { state in
            guard state.rooms[room] != nil else { return }
            body(&state.rooms[room]!)
            state.changed.insert(room)
        }
    }

    /// Somebody does something to a membership. Returns whether it was allowed, and something changed.
    @discardableResult
    public func act(
        _ kind: SimulatedEvent.Kind, _ user: UserID, in room: RoomID, by sender: UserID? = nil, reason: String = ""
    ) -> Bool {
        do throws(SimulatedRoom.Refusal) {
            return try perform(kind, user, in: room, by: sender ?? user, reason: reason)
        } catch {
            return false
        }
    }

    /// The bot does something.
    func attempt(_ kind: SimulatedEvent.Kind, _ user: UserID, in room: RoomID, reason: String) throws(SimulatedRoom.Refusal) {
        let before = self.room(room)?.standing(of: user, seenBy: bot) ?? .none
        var refusal: SimulatedRoom.Refusal?
        do throws(SimulatedRoom.Refusal) {
            _ = try perform(kind, user, in: room, by: bot, reason: reason)
        } catch {
            refusal = error
        }
        let attempt = SimulatedAttempt(
            at: clock.now(), kind: kind, room: room, user: user, before: before, refusal: refusal?.code)
        state.withLock { $0.attempts.append(attempt) }
        if let refusal { throw refusal }
    }

    func perform(
        _ kind: SimulatedEvent.Kind, _ user: UserID, in id: RoomID, by sender: UserID, reason: String
    ) throws(SimulatedRoom.Refusal) -> Bool {
        try state.withLock { state throws(SimulatedRoom.Refusal) in
            guard var room = state.rooms[id] else { throw SimulatedRoom.Refusal.forbidden }
            let before = room.standing(of: user, seenBy: bot)
            switch kind {
            case .join: try room.join(user) { state.rooms[$0]?.joined(user) ?? false }
            case .leave: try room.leave(user)
            case .knock: try room.knock(user)
            case .invite: guard try room.invite(user, by: sender, reason: reason) else { return false }
            case .kick: try room.kick(user, by: sender, reason: reason)
            case .ban: try room.ban(user, by: sender)
            case .unban: try room.unban(user, by: sender)
            }
            state.rooms[id] = room
            state.changed.insert(id)
            state.events.append(
                SimulatedEvent(
                    number: state.events.count, at: clock.now(), kind: kind, room: id, sender: sender, user: user, before: before,
                    reason: reason))
            return true
        }
    }

    // MARK: What the bot sees

    /// From now on the bot gets the state of all rooms but these, though it is in them.
    public func hide(_ rooms: Set<RoomID>) {
        state.withLock { state in
            state.changed.formUnion(state.unreadable.symmetricDifference(rooms))
            state.unreadable = rooms
        }
    }

    /// Rooms that the bot is in, and whose state it does not get.
    public var unread: Set<RoomID> {
        state.withLock { state in state.unreadable.filter { state.rooms[$0]?.joined(bot) ?? false } }
    }

    /// The sync catches up. Returns what it tells; `nil` when nothing has changed.
    public func deliverSync() -> RoomChanges? {
        state.withLock { state in
            let isFirst = !state.isComplete
            let changed = isFirst ? Set(state.rooms.keys) : state.changed
            state.changed = []
            state.isComplete = true
            state.syncCount += 1
            for id in changed {
                let member = state.rooms[id]?.members[bot]
                state.invitations[id] = member?.membership == .invite ? member?.sender : nil
                let room = state.rooms[id].flatMap { $0.joined(bot) && !state.unreadable.contains(id) ? $0 : nil }
                state.seen[id] = room
                state.seenVersions[id, default: 0] += 1
            }
            if isFirst { return RoomChanges(isComplete: true, rooms: []) }
            return changed.isEmpty ? nil : RoomChanges(isComplete: false, rooms: changed)
        }
    }

    /// The sync begins anew: nothing is known until it is delivered. Returns what it tells.
    public func resetSync() -> RoomChanges {
        state.withLock { state in
            state.isComplete = false
            state.syncCount += 1
            for id in state.seen.keys { state.seenVersions[id, default: 0] += 1 }
            state.seen = [:]
            state.invitations = [:]
            return RoomChanges(isComplete: true, rooms: [])
        }
    }

    /// The rooms as the last sync left them.
    public var seen: [RoomID: SimulatedRoom] { state.withLock { $0.seen } }
    /// Who invited the bot where, as the last sync left it.
    public var seenInvitations: [RoomID: UserID] { state.withLock { $0.invitations } }
    /// Counts how often ``seen`` was replaced.
    public var syncCount: Int { state.withLock { $0.syncCount } }
    public var isSyncComplete: Bool { state.withLock { $0.isComplete } }
}
