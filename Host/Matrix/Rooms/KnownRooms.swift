import Synchronization
public import UsherDomain

/// What the running sync knows of the rooms that the bot is in. Any task may read; only ``Sync`` writes.
///
/// Rooms that Usher made to send notices to one person are kept apart: no rule concerns them.
public final class KnownRooms: RoomObservations, RoomInvitations {
    /// Most invitations kept of one person: whoever sends more is not waiting for an answer.
    static let invitationsPerPersonMax = 100
    /// Most invitations kept in all, so that many persons cannot fill the memory either.
    static let invitationsMax = 10_000

    fileprivate struct Held {
        var rooms: [RoomID: RoomState] = [:]
        /// The bot is in them, and their state could not be read.
        var unread: Set<RoomID> = []
        var notices: [RoomID: UserID] = [:]
        /// The same by person: there may be a hundred thousand of them.
        var noticesOf: [UserID: Set<RoomID>] = [:]
        var invitations: [RoomID: UserID] = [:]
        var invitationsBy: [UserID: Int] = [:]
    }

    /// The bot, as whom all of this is seen.
    public let bot: UserID
    /// Gives out the numbers of the people in the rooms.
    public let people: People
    private let held = Mutex(Held())
    private let complete = Atomic<Bool>(false)
    private let current = Atomic<Bool>(false)

    /// Knows nothing yet.
    ///
    /// - Parameters:
    ///   - bot: whose account it is.
    ///   - people: the process' register of people.
    public init(bot: UserID, people: People) {
        self.bot = bot
        self.people = people
    }

    public var isComplete: Bool { complete.load(ordering: .acquiring) }

    public var isCurrent: Bool { current.load(ordering: .acquiring) }

    /// Whether the sync goes on; only ``Sync`` says so.
    func note(isCurrent: Bool) {
        current.store(isCurrent, ordering: .releasing)
    }

    public var rooms: Set<RoomID> { held.withLock { Set($0.rooms.keys) } }

    public var unread: Set<RoomID> { held.withLock { $0.unread } }

    public func room(_ id: RoomID) -> ObservedRoom? {
        held.withLock { $0.rooms[id]?.observed }
    }

    public var invitations: [RoomID: UserID] { held.withLock { $0.invitations } }

    /// What may be shown of `room`; `nil` when the bot is not in it.
    public func summary(of room: RoomID) -> RoomSummary? {
        self.room(room).map { RoomSummary(id: room, name: $0.name, joinedCount: $0.people.joined.count) }
    }

    /// The direct room made for notices to `user`; `nil` when there is none.
    func noticesRoom(for user: UserID) -> RoomID? {
        // Two of them, after a crash at the wrong moment: always the same one.
        held.withLock { held in held.noticesOf[user]?.min { $0.text < $1.text } }
    }

    /// Whether the bot is in `room`, of whatever kind.
    func contains(_ room: RoomID) -> Bool {
        held.withLock { $0.rooms[room] != nil || $0.notices[room] != nil }
    }

    /// What is to be kept of `room`, read whole at `readAt`; `nil` when the bot is not in it.
    func record(of room: RoomID, readAt: Instant) -> RoomRecord? {
        held.withLock { held in
            if let state = held.rooms[room] { return .room(state, readAt: readAt) }
            return held.notices[room].map { .notices($0) }
        }
    }

    /// All rooms that the bot is in, of whatever kind.
    var allRooms: [RoomID] { held.withLock { Array($0.rooms.keys) + $0.notices.keys } }

    /// Takes over everything anew: rooms that are not in `states` are rooms that the bot is no longer in.
    /// `unread` are those that it is in and whose state could not be read.
    func replace(
        with states: [RoomID: RoomState], invited: [(room: RoomID, by: UserID)], unread: Set<RoomID> = []
    ) -> RoomChanges {
        var fresh = Held()
        fresh.unread = unread
        for (room, state) in states { fresh.put(room, state) }
        for invitation in invited { fresh.invite(to: invitation.room, by: invitation.by) }
        held.withLock { held in held = fresh }
        complete.store(true, ordering: .releasing)
        return RoomChanges(isComplete: true, rooms: [])
    }

    /// Takes over what an earlier process kept, together with what `answer` says came since: nobody sees one without the other.
    func resume(
        _ kept: KeptSync, _ answer: SyncAnswer, states: [RoomID: RoomState], unread: Set<RoomID> = []
    ) -> RoomChanges {
        var fresh = Held()
        fresh.unread = unread
        for (room, record) in kept.rooms {
            switch record {
            case .room(let state, _): fresh.put(room, state)
            case .notices(let user): fresh.put(room, noticesFor: user)
            }
        }
        for invitation in kept.invitations { fresh.invite(to: invitation.room, by: invitation.by) }
        fresh.amend(answer, states: states, bot: bot)
        held.withLock { held in held = fresh }
        complete.store(true, ordering: .releasing)
        return RoomChanges(isComplete: true, rooms: [])
    }

    /// Takes over what an answer changes. `states` holds the whole state of rooms that were read beside it; facts about other
    /// rooms that are not known yet count only if they are the whole state. `unread` are all whose state could not be read so
    /// far.
    func amend(_ answer: SyncAnswer, states: [RoomID: RoomState], unread: Set<RoomID> = []) -> RoomChanges {
        let changed = held.withLock { held in
            let news = held.unread.symmetricDifference(unread)
            held.unread = unread
            return held.amend(answer, states: states, bot: bot).union(news)
        }
        return RoomChanges(isComplete: false, rooms: changed)
    }
}

extension KnownRooms.Held {
    /// Returns which rooms have changed.
    @discardableResult
    fileprivate mutating func amend(_ answer: SyncAnswer, states: [RoomID: RoomState], bot: UserID) -> Set<RoomID> {
        var changed: Set<RoomID> = []
        let new = Set(states.keys.filter { rooms[$0] == nil })
        for (room, state) in states where rooms[room] != state {
            put(room, state)
            changed.insert(room)
        }
        for (room, facts) in answer.joined where notices[room] == nil {
            let isJoined = facts.contains(where: \.isCreation)
            // What was read beside the answer is newer than what a room begins with. One that was known is read where another
            // process of the homeserver may be behind its own answer: the news count, and what is too old in them is put right
            // by the next poll.
            if states[room] != nil, isJoined || new.contains(room) { continue }
            if rooms[room] != nil {
                for fact in facts where rooms[room]?.apply(fact) == true { changed.insert(room) }
            } else if isJoined {
                put(room, RoomState(room, bot: bot, facts: facts))
                changed.insert(room)
            }
        }
        // A room can be in both: the bot was taken out, and is invited again. Whoever is invited is not in it.
        for room in answer.left where remove(room) { changed.insert(room) }
        for (room, inviter) in answer.invited {
            if rooms[room] != nil || notices[room] != nil {
                remove(room)
                changed.insert(room)
            }
            if invite(to: room, by: inviter) { changed.insert(room) }
        }
        return changed
    }

    mutating func put(_ room: RoomID, _ state: RoomState) {
        uninvite(room)
        if let person = state.noticesFor {
            put(room, noticesFor: person)
        } else {
            rooms[room] = state
        }
    }

    mutating func put(_ room: RoomID, noticesFor person: UserID) {
        dropNotices(room)
        notices[room] = person
        noticesOf[person, default: []].insert(room)
    }

    /// Returns whether that is news.
    @discardableResult
    mutating func invite(to room: RoomID, by inviter: UserID) -> Bool {
        guard invitations[room] != inviter else { return false }
        uninvite(room)
        guard invitations.count < KnownRooms.invitationsMax,
            invitationsBy[inviter, default: 0] < KnownRooms.invitationsPerPersonMax
        else { return false }
        invitations[room] = inviter
        invitationsBy[inviter, default: 0] += 1
        return true
    }

    /// Returns whether the bot was in the room, or invited.
    @discardableResult
    mutating func remove(_ room: RoomID) -> Bool {
        let wasInvited = uninvite(room)
        let wasIn = rooms.removeValue(forKey: room) != nil
        dropNotices(room)
        return wasIn || wasInvited
    }

    private mutating func dropNotices(_ room: RoomID) {
        guard let person = notices.removeValue(forKey: room) else { return }
        noticesOf[person]?.remove(room)
        if noticesOf[person]?.isEmpty == true { noticesOf[person] = nil }
    }

    @discardableResult
    private mutating func uninvite(_ room: RoomID) -> Bool {
        guard let inviter = invitations.removeValue(forKey: room) else { return false }
        let left = invitationsBy[inviter, default: 1] - 1
        invitationsBy[inviter] = left > 0 ? left : nil
        return true
    }
}
