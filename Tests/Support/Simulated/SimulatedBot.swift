import Synchronization
public import UsherDomain

/// The bot of one run of the daemon at a ``SimulatedHomeserver``: what it sees and what it does. When the daemon dies, ``die()``
/// cuts it off, so that whatever is still winding up does nothing. Any thread.
public final class SimulatedBot: RoomActs, RoomObservations, RoomInvitations, Sendable {
    private struct Seen {
        var version: Int
        var room: ObservedRoom?
    }

    private let homeserver: SimulatedHomeserver
    private let people: People
    private let seen = Mutex<[RoomID: Seen]>([:])
    private let dead = Mutex(false)

    /// `people` is the daemon's register.
    public init(_ homeserver: SimulatedHomeserver, people: People) {
        self.homeserver = homeserver
        self.people = people
    }

    /// From now on, nothing reaches the homeserver and nothing comes from it.
    public func die() {
        dead.withLock { $0 = true }
    }

    private var isDead: Bool { dead.withLock { $0 } }

    // MARK: RoomObservations

    public var isComplete: Bool { homeserver.isSyncComplete }

    public var isCurrent: Bool { isComplete && !homeserver.isSyncStalled }

    public var rooms: Set<RoomID> { Set(homeserver.state.withLock { $0.seen.keys }) }

    public var unread: Set<RoomID> { homeserver.unread }

    public func room(_ id: RoomID) -> ObservedRoom? {
        let (version, room) = homeserver.state.withLock { ($0.seenVersions[id] ?? 0, $0.seen[id]) }
        return seen.withLock { seen in
            if let known = seen[id], known.version == version { return known.room }
            let observed = room?.observed(by: homeserver.bot, people: people)
            seen[id] = Seen(version: version, room: observed)
            return observed
        }
    }

    public var invitations: [RoomID: UserID] { homeserver.seenInvitations }

    // MARK: RoomActs

    public func standing(of user: UserID, in room: RoomID) async throws(RoomsUnavailable) -> Standing {
        let troubles = homeserver.troubles
        if isDead || homeserver.random.happens(troubles.unreadable) { throw RoomsUnavailable("no answer") }
        let found = homeserver.room(room)
        guard let found, found.joined(homeserver.bot) else {
            throw RoomsUnavailable("M_FORBIDDEN: the bot is not in that room")
        }
        return found.standing(of: user, seenBy: homeserver.bot)
    }

    public func invite(_ user: UserID, to room: RoomID, reason: String) async -> ActOutcome {
        if homeserver.troubles.serversDown.contains(user.server) {
            lose((user, room))
            return .unknown("502: their server cannot be reached")
        }
        return await send(.invite, user, room, reason)
    }

    public func remove(_ user: UserID, from room: RoomID, reason: String) async -> ActOutcome {
        await send(.kick, user, room, reason)
    }

    public func tell(_ user: UserID, id: String, text: String) async -> ActOutcome {
        await call { homeserver in
            homeserver.state.withLock { state in
                guard !state.notices.contains(where: { $0.id == id && $0.user == user }) else { return }
                state.notices.append(SimulatedNotice(at: homeserver.clock.now(), user: user, id: id, text: text))
            }
            return .accepted
        }
    }

    public func join(_ room: RoomID, via: [ServerName]) async -> ActOutcome {
        await send(.join, homeserver.bot, room, "")
    }

    public func wait(for kind: MembershipAct.Kind, of user: UserID, in room: RoomID) -> Int64 { wait(for: kind) }

    public func wait(for kind: MembershipAct.Kind) -> Int64 {
        let now = homeserver.clock.now()
        return homeserver.state.withLock { state in
            state.limitedUntil.map { max($0.milliseconds(since: now), 0) } ?? 0
        }
    }

    private func send(_ kind: SimulatedEvent.Kind, _ user: UserID, _ room: RoomID, _ reason: String) async -> ActOutcome {
        await call(about: (user, room)) { $0.outcome(kind, user, room, reason) }
    }

    /// Notes a call that came to nothing, which nobody can tell from one whose answer was lost.
    private func lose(_ seat: (user: UserID, room: RoomID)?) {
        guard let seat else { return }
        homeserver.state.withLock { $0.lost[seat.room, default: [:]][seat.user, default: 0] += 1 }
    }

    private func call(
        about seat: (user: UserID, room: RoomID)? = nil, _ body: (SimulatedHomeserver) -> ActOutcome
    ) async -> ActOutcome {
        if isDead {
            lose(seat)
            return .unknown("no answer")
        }
        homeserver.state.withLock { $0.calls += 1 }
        switch homeserver.troubles.trouble(homeserver.random) {
        case .lostBefore:
            lose(seat)
            return .unknown("no answer")
        case .limited(let milliseconds):
            homeserver.state.withLock {
                $0.limitedUntil = homeserver.clock.now().advanced(byMilliseconds: milliseconds)
            }
            return .limited(retryAfterMilliseconds: milliseconds)
        case .refused: return .refused(code: "M_FORBIDDEN")
        case .ignored: return .accepted
        case .lostAfter:
            _ = body(homeserver)
            return .unknown("the answer was lost")
        case .hangs:
            _ = body(homeserver)
            // A cancelled sleep ends the call like a slow one.
            do { try await homeserver.steadyClock.sleep(milliseconds: HomeserverTroubles.hangMilliseconds) } catch {}
            return .unknown("no answer in time")
        case nil: return body(homeserver)
        }
    }
}

extension SimulatedHomeserver {
    fileprivate func outcome(
        _ kind: SimulatedEvent.Kind, _ user: UserID, _ room: RoomID, _ reason: String
    ) -> ActOutcome {
        do throws(SimulatedRoom.Refusal) {
            try attempt(kind, user, in: room, reason: reason)
            return .accepted
        } catch {
            return .refused(code: error.code)
        }
    }
}
