import UsherDomain

/// What of the sync is on disk, and what has to be written there next. Rooms and the position that belongs to them go together;
/// between two checkpoints a death costs nothing but asking for what came since. A pure value but for the register of people.
struct SyncMemory {
    /// At most so often rooms are written while they change, in milliseconds: each time waits for the disk.
    static let changedMilliseconds: Int64 = 10_000
    /// How often a position is written that moved on while nothing happened, in milliseconds: the older it is, the more a
    /// homeserver has to look through.
    static let idleMilliseconds: Int64 = 300_000

    private let owner: String
    private let register: People
    private var people = RecordPeople()
    /// How many of them are on disk.
    private var peopleStored = 0
    private var changed: Set<RoomID> = []
    /// Nothing on disk is of any use.
    private var isWhole = true
    private var storedAt: Instant?
    private var positionStored: String?

    /// Nothing is on disk, or nothing of use.
    init(owner: String, register: People) {
        self.owner = owner
        self.register = register
    }

    /// That is on disk.
    init(owner: String, register: People, kept: KeptSync, now: Instant) {
        self.init(owner: owner, register: register)
        guard !kept.isMostlyPast else { return }
        people = kept.people
        peopleStored = people.people.count
        isWhole = false
        storedAt = now
        positionStored = kept.position
    }

    /// Something of this room was read; or it is no longer known.
    mutating func note(_ room: RoomID) { changed.insert(room) }

    /// Everything was read anew.
    mutating func noteAll() {
        people = RecordPeople()
        peopleStored = 0
        isWhole = true
    }

    /// Whether it is time to write. `isLast`: there may be no other opportunity.
    func isDue(position: String, now: Instant, isLast: Bool) -> Bool {
        guard isWhole || !changed.isEmpty || position != positionStored else { return false }
        guard let storedAt, !isLast else { return true }
        let passed = now.milliseconds(since: storedAt)
        let isIdle = changed.isEmpty && !isWhole
        // A wall clock that was set back must not put it off.
        return passed < 0 || passed >= (isIdle ? Self.idleMilliseconds : Self.changedMilliseconds)
    }

    /// What is to be written; `record` tells what is known of a room, `rooms` are all.
    mutating func checkpoint(
        position: String, rest: [UInt8], rooms: () -> [RoomID], record: (RoomID) -> RoomRecord?
    ) -> SyncCheckpoint {
        var checkpoint = SyncCheckpoint(owner: owner, position: position, rest: rest, isWhole: isWhole)
        for room in isWhole ? Set(rooms()) : changed {
            if let record = record(room) {
                checkpoint.rooms[room] = record.bytes(&people)
            } else if !isWhole {
                checkpoint.gone.insert(room)
            }
        }
        checkpoint.people = people.blocks(from: peopleStored, register: register)
        return checkpoint
    }

    /// It is on disk.
    mutating func stored(_ checkpoint: SyncCheckpoint, now: Instant) {
        peopleStored = people.people.count
        isWhole = false
        changed = []
        failed(now: now)
        positionStored = checkpoint.position
    }

    /// It is not, and will be tried again in a while.
    mutating func failed(now: Instant) {
        storedAt = now
    }
}
