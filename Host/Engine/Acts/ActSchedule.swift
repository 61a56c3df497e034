import UsherDomain

/// Which intent is carried out next: oldest first, several at once, and no more of one kind of trouble than its share. A value:
/// it tells what to start, somebody else starts it.
///
/// - One act at a time about one person, so that notices come in order and nothing overtakes.
/// - At most ``perRoomMax`` in one room and ``perServerMax`` that need one homeserver's answer: a room whose calls hang, or a
///   homeserver that is down (an invitation there takes a minute to fail), cannot take all workers.
struct ActSchedule {
    /// Acts at once: they wait for the homeserver, not for the processor.
    static let runningMax = 16
    /// Of one room.
    static let perRoomMax = 6
    /// That need the answer of one homeserver that is not the bot's own.
    static let perServerMax = 4
    /// First wait after an act whose outcome nobody knows, in milliseconds.
    static let backoffMillisecondsFirst: Int64 = 1_000
    /// Longest such wait: a homeserver that was down for a day is noticed within ten minutes of its return.
    static let backoffMillisecondsMax: Int64 = 600_000
    /// Shortest wait that is named to us and believed: "again at once" from a broken server must not spin.
    static let hintMillisecondsMin: Int64 = 250
    /// Longest such wait: whatever is named, a day later it is tried again.
    static let hintMillisecondsMax: Int64 = 86_400_000

    private struct Seat: Hashable {
        let room: RoomID
        let user: UserID

        init(_ act: MembershipAct) {
            room = act.room
            user = act.user
        }
    }

    private let ownServer: ServerName
    private(set) var waiting: [Int64: Intent] = [:]
    private(set) var running: [Int64: Intent] = [:]
    /// The ids of what waits, oldest first; what no longer waits is passed over.
    private var queue: [Int64] = []
    private var seats: [Seat: Set<Int64>] = [:]
    private var people: Set<UserID> = []
    private var rooms: [RoomID: Int] = [:]
    private var servers: [ServerName: Int] = [:]
    /// Homeservers that did not answer of late, and before when nobody of them is tried again.
    private var silent: [ServerName: (failures: Int, until: Instant)] = [:]

    /// `ownServer` is the bot's homeserver: its people are reached without another server's help.
    init(ownServer: ServerName) {
        self.ownServer = ownServer
    }

    var count: Int { waiting.count + running.count }

    /// Everything that waits or runs.
    var all: [Intent] { Array(waiting.values) + Array(running.values) }

    /// Whether the intent waits or runs.
    func isKnown(_ id: Int64) -> Bool { waiting[id] != nil || running[id] != nil }

    /// What waits or runs in a room.
    func intents(in room: RoomID) -> [Intent] { all.filter { $0.act.room == room } }

    /// Takes an intent up. One that is there already stays as it is.
    mutating func add(_ intent: Intent) {
        guard waiting[intent.id] == nil, running[intent.id] == nil else { return }
        waiting[intent.id] = intent
        seats[Seat(intent.act), default: []].insert(intent.id)
        insert(intent.id)
    }

    /// Takes an intent up in the place of whatever waits for the same person in the same room.
    mutating func replace(with intent: Intent) {
        for old in seats[Seat(intent.act)] ?? [] where old != intent.id { remove(old) }
        add(intent)
    }

    /// Whether this very act waits or runs.
    func has(_ act: MembershipAct) -> Bool {
        seats[Seat(act)]?.contains { (waiting[$0] ?? running[$0])?.act.kind == act.kind } ?? false
    }

    /// The intents about the act's person in its room, whatever they do.
    func seat(of act: MembershipAct) -> Set<Int64> { seats[Seat(act)] ?? [] }

    /// Forgets what waits and is not among these.
    mutating func keep(_ ids: Set<Int64>) {
        for id in waiting.keys where !ids.contains(id) { remove(id) }
    }

    /// Forgets an intent that does not run.
    mutating func remove(_ id: Int64) {
        guard let intent = waiting.removeValue(forKey: id) else { return }
        leave(intent)
    }

    /// Takes the oldest that is due and may run; it counts as running until ``finish(_:again:)``.
    mutating func take(now: Instant) -> Intent? {
        guard running.count < Self.runningMax else { return nil }
        if queue.count > 2 * waiting.count + Self.runningMax { queue.removeAll { waiting[$0] == nil } }
        for (place, id) in queue.enumerated() {
            guard let intent = waiting[id], intent.notBefore <= now, isFree(intent), !isSilent(intent, now) else { continue }
            queue.remove(at: place)
            waiting[id] = nil
            running[id] = intent
            people.insert(intent.act.user)
            rooms[intent.act.room, default: 0] += 1
            if let server = serverNeeded(intent) { servers[server, default: 0] += 1 }
            return intent
        }
        return nil
    }

    /// Ends a try. `again` is the intent as it waits from now on; `nil` when it is settled.
    mutating func finish(_ id: Int64, again: Intent?) {
        guard let intent = running.removeValue(forKey: id) else { return }
        people.remove(intent.act.user)
        rooms[intent.act.room] = rooms[intent.act.room].flatMap { $0 > 1 ? $0 - 1 : nil }
        if let server = serverNeeded(intent) { servers[server] = servers[server].flatMap { $0 > 1 ? $0 - 1 : nil } }
        if let again {
            waiting[id] = again
            insert(id)
        } else {
            leave(intent)
        }
    }

    /// One that waits or runs is tried again as `next` says.
    mutating func postpone(_ next: Intent) {
        if running[next.id] != nil { return finish(next.id, again: next) }
        if waiting[next.id] != nil { waiting[next.id] = next }
    }

    /// Shortens waits that no one has set: a wall clock that was ahead for a while would keep them waiting until that hour comes.
    mutating func distrust(now: Instant) {
        for (id, intent) in waiting where intent.notBefore > Self.believed(intent.notBefore, now: now) {
            waiting[id]?.notBefore = Self.believed(intent.notBefore, now: now)
        }
        silent = silent.filter { $0.value.until <= now.advanced(byMilliseconds: Self.backoffMillisecondsMax) }
    }

    /// An act came to no end: if it needed another homeserver, from now on one of its people is tried at a time, and not before
    /// its wait is over. Otherwise each of a hundred people would keep the room busy for as long as one attempt takes.
    mutating func noteSilence(at intent: Intent, now: Instant) {
        guard let server = serverNeeded(intent) else { return }
        let failures = (silent[server]?.failures ?? 0) + 1
        let wait = Self.backoffMilliseconds(attempts: failures + 2)
        silent[server] = (failures, now.advanced(byMilliseconds: wait))
    }

    /// An act was settled: if it needed another homeserver, that has answered.
    mutating func noteAnswer(to intent: Intent) {
        if let server = serverNeeded(intent) { silent[server] = nil }
    }

    /// When ``take(now:)`` is worth asking again without anything being added or finished; `nil` when only that helps.
    var nextDueAt: Instant? {
        guard running.count < Self.runningMax else { return nil }
        return waiting.values.filter(isFree).map { intent in
            max(intent.notBefore, serverNeeded(intent).flatMap { silent[$0]?.until } ?? intent.notBefore)
        }.min()
    }

    /// When to try again after `attempts` tries whose outcome nobody knows.
    static func backoffMilliseconds(attempts: Int) -> Int64 {
        min(backoffMillisecondsFirst << Int64(min(max(attempts - 1, 0), 10)), backoffMillisecondsMax)
    }

    /// A wait that somebody named, as far as it is believed.
    static func believed(_ milliseconds: Int64) -> Int64 {
        min(max(milliseconds, hintMillisecondsMin), hintMillisecondsMax)
    }

    /// A time until which something waits, as far as it is believed.
    static func believed(_ until: Instant, now: Instant) -> Instant {
        min(until, now.advanced(byMilliseconds: hintMillisecondsMax))
    }

    private mutating func leave(_ intent: Intent) {
        seats[Seat(intent.act)]?.remove(intent.id)
        if seats[Seat(intent.act)]?.isEmpty == true { seats[Seat(intent.act)] = nil }
    }

    /// By binary search: ids mostly come in order, and what is put back was near the front.
    private mutating func insert(_ id: Int64) {
        var (low, high) = (0, queue.count)
        while low < high {
            let middle = (low + high) / 2
            if queue[middle] < id { low = middle + 1 } else { high = middle }
        }
        if low == queue.count || queue[low] != id { queue.insert(id, at: low) }
    }

    /// The homeserver without whose answer the act comes to no end; `nil` when the bot's own is enough.
    private func serverNeeded(_ intent: Intent) -> ServerName? {
        let server = intent.act.user.server
        return server != ownServer && intent.act.kind.needsTheirServer ? server : nil
    }

    private func isSilent(_ intent: Intent, _ now: Instant) -> Bool {
        serverNeeded(intent).flatMap { silent[$0] }.map { now < $0.until } ?? false
    }

    private func isFree(_ intent: Intent) -> Bool {
        guard !people.contains(intent.act.user), rooms[intent.act.room, default: 0] < Self.perRoomMax else { return false }
        guard let server = serverNeeded(intent) else { return true }
        return servers[server, default: 0] < (silent[server] == nil ? Self.perServerMax : 1)
    }
}
