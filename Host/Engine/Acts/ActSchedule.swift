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
    /// That wait for one homeserver that does not answer: as long as it is down nothing comes of more.
    static let perSilentServerMax = 1_000
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

    /// What runs or waits together, people apart: one room's acts of a kind that need the same homeserver's answer.
    private struct Lane: Hashable {
        let room: RoomID
        let kind: MembershipAct.Kind
        /// `nil`: the bot's own is enough.
        let server: ServerName?
    }

    private let ownServer: ServerName
    private let register: People
    private(set) var waiting: [Int64: Intent] = [:]
    private(set) var running: [Int64: Intent] = [:]
    /// What waits for its time; what no longer waits is passed over.
    private var later = DueTimes()
    /// The ids of what is due, oldest first; what no longer waits is passed over.
    private var due: [Lane: [Int64]] = [:]
    private var seats: [Seat: Set<Int64>] = [:]
    private var inRooms: [RoomID: Set<Int64>] = [:]
    private var aboutUsers: [UserID: Set<Int64>] = [:]
    /// Whom what waits or runs is about.
    private var acting: [RoomID: [MembershipAct.Kind: PersonSet]] = [:]
    private var counts: [MembershipAct.Kind: Int] = [:]
    /// How many of them need the answer of another homeserver.
    private var needing: [ServerName: [MembershipAct.Kind: Int]] = [:]
    /// Kinds that the bot's homeserver does not take before then, of anybody.
    private var closed: [MembershipAct.Kind: Instant] = [:]
    private var people: Set<UserID> = []
    private var rooms: [RoomID: Int] = [:]
    private var servers: [ServerName: Int] = [:]
    /// Homeservers that did not answer of late, and before when nobody of them is tried again.
    private var silent: [ServerName: (failures: Int, until: Instant)] = [:]

    /// `ownServer` is the bot's homeserver: its people are reached without another server's help. `people` numbers whom acts are
    /// about.
    init(ownServer: ServerName, people: People = People()) {
        self.ownServer = ownServer
        register = people
    }

    var count: Int { waiting.count + running.count }

    /// Everything that waits or runs.
    var all: [Intent] { Array(waiting.values) + Array(running.values) }

    /// How many acts of these kinds wait or run.
    func count(of kinds: [MembershipAct.Kind]) -> Int { kinds.reduce(0) { $0 + (counts[$1] ?? 0) } }

    /// How many of those wait for homeservers that do not answer: as long as they are down.
    func silentCount(of kinds: [MembershipAct.Kind]) -> Int { silent.keys.reduce(0) { $0 + count(of: kinds, needing: $1) } }

    /// Homeservers that do not answer and have their share of what waits already, or all of it that there is.
    func fullServers(for kinds: [MembershipAct.Kind], allMax: Int) -> Set<ServerName> {
        let isFull = silentCount(of: kinds) >= allMax
        return Set(silent.keys.filter { isFull || count(of: kinds, needing: $0) >= Self.perSilentServerMax })
    }

    private func count(of kinds: [MembershipAct.Kind], needing server: ServerName) -> Int {
        guard let needed = needing[server] else { return 0 }
        return kinds.reduce(0) { $0 + (needed[$1] ?? 0) }
    }

    /// Nothing of this kind is taken before then: whoever it is about, the bot's homeserver would only say to wait.
    mutating func close(_ kind: MembershipAct.Kind, until: Instant?) { closed[kind] = until }

    /// What waits or runs.
    subscript(id: Int64) -> Intent? { waiting[id] ?? running[id] }

    /// What waits or runs in a room, oldest first.
    func intents(in room: RoomID) -> [Intent] { (inRooms[room] ?? []).sorted().compactMap { self[$0] } }

    /// What waits about a person, oldest first.
    func waiting(about user: UserID) -> [Intent] { (aboutUsers[user] ?? []).sorted().compactMap { waiting[$0] } }

    /// About whom an act of this kind waits or runs in a room.
    func acting(_ kind: MembershipAct.Kind, in room: RoomID) -> PersonSet { acting[room]?[kind] ?? [] }

    /// Takes an intent up, in the place of the same one that waits: it may have been decided anew. One that runs stays as it is.
    mutating func add(_ intent: Intent) {
        guard running[intent.id] == nil, waiting[intent.id] != intent else { return }
        remove(intent.id)
        waiting[intent.id] = intent
        let act = intent.act
        seats[Seat(act), default: []].insert(intent.id)
        inRooms[act.room, default: []].insert(intent.id)
        aboutUsers[act.user, default: []].insert(intent.id)
        acting[act.room, default: [:]][act.kind, default: []].insert(register.number(of: act.user))
        counts[act.kind, default: 0] += 1
        if let server = lane(of: intent).server { needing[server, default: [:]][act.kind, default: 0] += 1 }
        later.add(intent.id, at: intent.notBefore)
    }

    /// Takes an intent up in the place of whatever waits for the same person in the same room.
    mutating func replace(with intent: Intent) {
        for old in seats[Seat(intent.act)] ?? [] where old != intent.id { remove(old) }
        add(intent)
    }

    /// Whether this very act waits or runs.
    func has(_ act: MembershipAct) -> Bool {
        seats[Seat(act)]?.contains { self[$0]?.act.kind == act.kind } ?? false
    }

    /// Forgets an intent that does not run.
    mutating func remove(_ id: Int64) {
        guard let intent = waiting.removeValue(forKey: id) else { return }
        leave(lane(of: intent), id)
        leave(intent)
    }

    /// Takes the oldest that is due and may run; it counts as running until ``finish(_:again:)``.
    mutating func take(now: Instant) -> Intent? {
        guard running.count < Self.runningMax else { return nil }
        becomeDue(now)
        var oldest: (id: Int64, lane: Lane)?
        for lane in due.keys where isOpen(lane) && !isClosed(lane, now) {
            if let id = firstFree(in: lane), id < oldest?.id ?? .max { oldest = (id, lane) }
        }
        guard let (id, lane) = oldest, let intent = waiting.removeValue(forKey: id) else { return nil }
        leave(lane, id)
        running[id] = intent
        people.insert(intent.act.user)
        rooms[intent.act.room, default: 0] += 1
        if let server = lane.server { servers[server, default: 0] += 1 }
        return intent
    }

    private mutating func becomeDue(_ now: Instant) {
        while let id = later.take(now: now) {
            guard let intent = waiting[id] else { continue }
            if intent.notBefore > now {
                later.add(id, at: intent.notBefore)
            } else {
                insert(id, in: lane(of: intent))
            }
        }
        if later.count > 2 * waiting.count + Self.runningMax {
            later.keep { [waiting] id, at in waiting[id]?.notBefore == at }
        }
    }

    /// The oldest in a lane that runs beside nothing about the same person. A lane has a person once or twice, so few are passed
    /// over.
    private func firstFree(in lane: Lane) -> Int64? {
        due[lane]?.first { waiting[$0].map { !people.contains($0.act.user) } ?? false }
    }

    /// Ends a try. `again` is the intent as it waits from now on; `nil` when it is settled.
    mutating func finish(_ id: Int64, again: Intent?) {
        guard let intent = running.removeValue(forKey: id) else { return }
        people.remove(intent.act.user)
        rooms[intent.act.room] = rooms[intent.act.room].flatMap { $0 > 1 ? $0 - 1 : nil }
        if let server = lane(of: intent).server { servers[server] = servers[server].flatMap { $0 > 1 ? $0 - 1 : nil } }
        if let again {
            waiting[id] = again
            later.add(id, at: again.notBefore)
        } else {
            leave(intent)
        }
    }

    /// One that waits or runs is tried again as `next` says.
    mutating func postpone(_ next: Intent) {
        if running[next.id] != nil { return finish(next.id, again: next) }
        guard let before = waiting[next.id] else { return }
        leave(lane(of: before), next.id)
        waiting[next.id] = next
        later.add(next.id, at: next.notBefore)
    }

    /// Shortens waits that no one has set: a wall clock that was ahead for a while would keep them waiting until that hour comes.
    mutating func distrust(now: Instant) {
        for (id, intent) in waiting where intent.notBefore > Self.believed(intent.notBefore, now: now) {
            let until = Self.believed(intent.notBefore, now: now)
            waiting[id]?.notBefore = until
            later.add(id, at: until)
        }
        silent = silent.filter { $0.value.until <= now.advanced(byMilliseconds: Self.backoffMillisecondsMax) }
    }

    /// An act came to no end: if it needed another homeserver, from now on one of its people is tried at a time, and not before
    /// its wait is over. Otherwise each of a hundred people would keep the room busy for as long as one attempt takes.
    mutating func noteSilence(at intent: Intent, now: Instant) {
        guard let server = lane(of: intent).server else { return }
        let failures = (silent[server]?.failures ?? 0) + 1
        let wait = Self.backoffMilliseconds(attempts: failures + 2)
        silent[server] = (failures, now.advanced(byMilliseconds: wait))
    }

    /// An act was settled: if it needed another homeserver, that has answered.
    mutating func noteAnswer(to intent: Intent) {
        if let server = lane(of: intent).server { silent[server] = nil }
    }

    /// When ``take(now:)`` is worth asking again without anything being added or finished; `nil` when only that helps.
    var nextDueAt: Instant? {
        guard running.count < Self.runningMax else { return nil }
        let openings = due.keys.filter { isOpen($0) && firstFree(in: $0) != nil }.compactMap(opensAt)
        return (openings + [later.first].compactMap { $0 }).min()
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
        let act = intent.act
        func without(_ ids: Set<Int64>?) -> Set<Int64>? {
            var ids = ids
            ids?.remove(intent.id)
            return ids?.isEmpty == true ? nil : ids
        }
        seats[Seat(act)] = without(seats[Seat(act)])
        inRooms[act.room]?.remove(intent.id)
        if inRooms[act.room]?.isEmpty == true { inRooms[act.room] = nil }
        aboutUsers[act.user] = without(aboutUsers[act.user])
        counts[act.kind, default: 0] -= 1
        if let server = lane(of: intent).server {
            needing[server]?[act.kind, default: 0] -= 1
            if needing[server]?[act.kind] == 0 { needing[server]?[act.kind] = nil }
            if needing[server]?.isEmpty == true { needing[server] = nil }
        }
        guard !has(act) else { return }
        acting[act.room]?[act.kind]?.remove(register.number(of: act.user))
        if inRooms[act.room] == nil { acting[act.room] = nil }
    }

    /// Ids mostly come in order, and what is put back was near the front.
    private mutating func insert(_ id: Int64, in lane: Lane) {
        let place = Self.place(of: id, in: due[lane] ?? [])
        if due[lane]?.indices.contains(place) != true || due[lane]?[place] != id {
            due[lane, default: []].insert(id, at: place)
        }
    }

    private mutating func leave(_ lane: Lane, _ id: Int64) {
        let place = Self.place(of: id, in: due[lane] ?? [])
        guard due[lane]?.indices.contains(place) == true, due[lane]?[place] == id else { return }
        due[lane]?.remove(at: place)
        if due[lane]?.isEmpty == true { due[lane] = nil }
    }

    /// Where an id stands in a queue, or would: by binary search.
    private static func place(of id: Int64, in queue: [Int64]) -> Int {
        var (low, high) = (0, queue.count)
        while low < high {
            let middle = (low + high) / 2
            if queue[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func lane(of intent: Intent) -> Lane {
        let server = intent.act.user.server
        return Lane(
            room: intent.act.room, kind: intent.act.kind,
            server: server != ownServer && intent.act.kind.needsTheirServer ? server : nil)
    }

    /// When a lane whose homeserver is silent, or whose kind is closed, is worth looking at again.
    private func opensAt(_ lane: Lane) -> Instant? {
        [closed[lane.kind], lane.server.flatMap { silent[$0]?.until }].compactMap { $0 }.max()
    }

    private func isClosed(_ lane: Lane, _ now: Instant) -> Bool { opensAt(lane).map { now < $0 } ?? false }

    /// Whether one more may run in the room, and one more that needs the homeserver.
    private func isOpen(_ lane: Lane) -> Bool {
        guard rooms[lane.room, default: 0] < Self.perRoomMax else { return false }
        guard let server = lane.server else { return true }
        return servers[server, default: 0] < (silent[server] == nil ? Self.perServerMax : 1)
    }
}
