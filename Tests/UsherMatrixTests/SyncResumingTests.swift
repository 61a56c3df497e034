import FaultServer
import Foundation
import Synchronization
import Testing
import UsherDomain
import UsherHTTP
import UsherTesting

@testable import UsherMatrix

@Suite("A sync that goes on after a restart")
struct SyncResumingTests {
    private static let sync = "GET /_matrix/client/v3/sync"
    private static let silence = #"{"do":"silence"}"#
    private let a = "!a"
    private let b = "!b"
    private let c = "!c"

    /// One process of several that share a homeserver and a store.
    private final class Process: Sendable {
        let known = KnownRooms(bot: bot, people: People())
        let changes = Mutex<[RoomChanges]>([])
        let waits = Mutex<[Int64]>([])

        /// Runs until `condition` holds, within the usual patience, and ends in order.
        func run(in place: Place, until condition: @escaping @Sendable () async throws -> Bool) async throws -> Bool {
            let sync = Sync(
                homeserver: try homeserver(place.tenant), known: known, store: place.store, random: place.random,
                clock: place.clock, log: silentLog,
                pause: { wait in
                    self.waits.withLock { $0.append(wait) }
                    try Task.checkCancellation()
                }, observer: { changes in self.changes.withLock { $0.append(changes) } })
            let task = Task { await sync.run() }
            let cameTrue = try await comesTrue { try await condition() }
            task.cancel()
            await task.value
            return cameTrue
        }

        func people(of room: String, _ set: KeyPath<RoomPeople, PersonSet>) throws -> [String] {
            let observed = known.room(try #require(RoomID(room)))
            return observed.map { known.people.users($0.people[keyPath: set]).map(\.text).sorted() } ?? ["no such room"]
        }
    }

    private final class Place: Sendable {
        let tenant = Tenant(FaultServer.shared, sharedClient)
        let store = KeptInMemory()
        let clock = ManualClock()
        let random = SeededRandom("resuming")

        func state(_ room: String, _ events: String...) async throws {
            try await tenant.answer(
                "GET /_matrix/client/v3/rooms/\(PercentEncoding.encode(room))/state",
                Tenant.order("[\(([Events.create()] + events).joined(separator: ","))]"))
        }

        /// What /sync answers next, and then nothing any more.
        func sync(_ answers: String...) async throws {
            let orders = answers.map { Tenant.order($0) } + [SyncResumingTests.silence]
            switch orders.count {
            case 2: try await tenant.answer(SyncResumingTests.sync, orders[0], orders[1])
            case 3: try await tenant.answer(SyncResumingTests.sync, orders[0], orders[1], orders[2])
            default: try await tenant.answer(SyncResumingTests.sync, orders[0], orders[1], orders[2], orders[3])
            }
        }

        func joined(_ rooms: String...) async throws {
            let list = rooms.map { "\"\($0)\"" }.joined(separator: ",")
            try await tenant.answer(
                "GET /_matrix/client/v3/joined_rooms", Tenant.order(#"{"joined_rooms":[\#(list)]}"#))
        }

        /// The positions that were asked for so far.
        var syncs: [String] {
            get async throws { try await queries("since") }
        }

        func queries(_ name: String) async throws -> [String] {
            try await tenant.seen().filter { $0.path.hasPrefix("/_matrix/client/v3/sync") }.map {
                URLComponents(string: $0.path)?.queryItems?.first { $0.name == name }?.value ?? "-"
            }
        }

        /// The rooms whose whole state was asked for so far.
        var reads: [String] {
            get async throws {
                try await tenant.seen().map(\.path).filter { $0.hasSuffix("/state") }
                    .compactMap { $0.split(separator: "/").dropLast().last?.removingPercentEncoding }.sorted()
            }
        }

        /// Al is in two rooms and Bo in the second, the bot is invited to a third; a process has read that and ended.
        func begun() async throws -> Process {
            try await tenant.answer(
                "POST /_matrix/client/v3/user/%40usher%3Aexample.org/filter", Tenant.order(#"{"filter_id":"1"}"#))
            try await state("!a", Events.member("@al:hs", "join"), Events.power(#"{"users":{"@usher:example.org":100}}"#))
            try await state("!b", Events.member("@al:hs", "join"), Events.member("@bo:hs", "join"))
            let invitation = #""!i":{"invite_state":{"events":[\#(Events.member(bot.text, "invite", by: "@mod:hs"))]}}"#
            try await sync(#"{"next_batch":"s1","rooms":{"join":{"!a":{},"!b":{}},"invite":{\#(invitation)}}}"#)
            try await joined("!a", "!b")
            let first = Process()
            #expect(try await first.run(in: self) { first.known.isComplete })
            #expect(store.stored?.position == "s1")
            return first
        }

        /// Starts another process, waits until it knows the rooms, and ends it.
        func restarted() async throws -> Process {
            let process = Process()
            #expect(try await process.run(in: self) { process.known.isComplete })
            return process
        }
    }

    @Test("asks for no room's state again, and knows what happened meanwhile before it knows anything")
    func goesOn() async throws {
        let place = Place()
        let first = try await place.begun()
        try await place.state("!c", Events.member("@cy:hs", "join"))
        try await place.sync(
            """
            {"next_batch":"s2","rooms":{"join":{
              "!a":{"state":{"events":[\(Events.member("@al:hs", "leave", by: bot.text))]},
                    "timeline":{"limited":true,"events":[\(Events.power(#"{"users":{"@usher:example.org":7}}"#))]}},
              "!c":{"state":{"events":[\(Events.create()),\(Events.member("@cy:hs", "join"))]}}},
             "leave":{"!b":{}}}}
            """)
        try await place.joined("!a", "!c")
        let second = try await place.restarted()
        #expect(try second.people(of: a, \.removedByBot) == ["@al:hs"])
        #expect(try second.people(of: a, \.joined) == [])
        #expect(try second.people(of: c, \.joined) == ["@cy:hs"])
        #expect(second.known.room(try #require(RoomID(a)))?.power.level(of: bot) == .number(7))
        #expect(second.known.rooms.map(\.text).sorted() == [a, c])
        #expect(second.known.invitations.map(\.key.text) == ["!i"])
        #expect(second.changes.withLock { $0 } == [RoomChanges(isComplete: true, rooms: [])])
        // Each whole state was read once: those of the first start, and that of the room that is new.
        #expect(try await place.reads == [a, b, c])
        #expect(try await Set(place.syncs).isSubset(of: ["-", "s1", "s2"]))
        #expect(try first.people(of: b, \.joined) == ["@al:hs", "@bo:hs"])

        try await place.sync(#"{"next_batch":"s3"}"#)
        let third = try await place.restarted()
        #expect(third.known.rooms == second.known.rooms)
        #expect(try third.people(of: c, \.joined) == ["@cy:hs"])
        #expect(place.store.stored?.rooms.keys.map(\.text).sorted() == [a, c])
    }

    @Test("the first question of each start is another one, since Synapse gives its answer to the same one again")
    func anotherQuestion() async throws {
        let place = Place()
        _ = try await place.begun()
        for answer in ["s2", "s2"] {
            try await place.sync(#"{"next_batch":"\#(answer)"}"#)
            _ = try await place.restarted()
        }
        let filters = try await place.queries("filter").filter { $0.contains("usher.invalid") }
        #expect(filters.count == 3)
        #expect(Set(filters).count == 3)
        #expect(filters.dropFirst().allSatisfy { $0.contains("m.room.power_levels") })
    }

    @Test("a position that the homeserver does not know, or fails over again and again, leads to the beginning")
    func refused() async throws {
        for status in [400, 404, 500] {
            let place = Place()
            _ = try await place.begun()
            let refusal = Tenant.order(#"{"errcode":"M_UNKNOWN_POS"}"#, status: status)
            let refusals = Array(repeating: refusal, count: status == 500 ? Sync.failuresMax : 1)
            let anew = Tenant.order(#"{"next_batch":"s9","rooms":{"join":{"!b":{}}}}"#)
            if refusals.count == 1 {
                try await place.tenant.answer(Self.sync, refusal, anew, Self.silence)
            } else {
                try await place.tenant.answer(
                    Self.sync, refusals[0], refusals[1], refusals[2], refusals[3], refusals[4], anew, Self.silence)
            }
            let second = try await place.restarted()
            #expect(second.known.rooms.map(\.text) == [b], "\(status)")
            #expect(try await place.reads == [a, b, b], "\(status)")
            #expect(place.store.stored?.position == "s9")
            #expect(place.store.stored?.rooms.count == 1)
        }
    }

    @Test("a homeserver that is down is waited for, and the position stays")
    func outage() async throws {
        let place = Place()
        _ = try await place.begun()
        let down = Tenant.order(#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":1000}"#, status: 429)
        try await place.tenant.answer(
            Self.sync, down, down, down, down, down, down, Tenant.order(#"{"next_batch":"s2"}"#), Self.silence)
        let second = try await place.restarted()
        #expect(second.known.rooms.count == 2)
        #expect(try await place.reads == [a, b])
    }

    @Test("a homeserver that has lost a room without telling has another database: everything is read anew")
    func otherDatabase() async throws {
        let place = Place()
        _ = try await place.begun()
        try await place.joined("!a")
        try await place.sync(#"{"next_batch":"x1"}"#, #"{"next_batch":"x2","rooms":{"join":{"!a":{}}}}"#)
        let second = try await place.restarted()
        #expect(second.known.rooms.map(\.text) == [a])
        #expect(try await place.reads == [a, a, b])
    }

    @Test("a room that the homeserver has and nobody has told of, as after a restored database, is read")
    func unknownRoom() async throws {
        let place = Place()
        _ = try await place.begun()
        try await place.state("!c", Events.member("@cy:hs", "join"))
        try await place.joined("!a", "!b", "!c")
        try await place.sync(#"{"next_batch":"s2"}"#)
        let second = try await place.restarted()
        #expect(try second.people(of: c, \.joined) == ["@cy:hs"])
        #expect(try await place.reads == [a, b, c])
    }

    @Test("the room of somebody's notices is theirs after a restart, too")
    func noticesRoom() async throws {
        let place = Place()
        try await place.tenant.answer(
            "GET /_matrix/client/v3/rooms/%21n/state",
            Tenant.order("[\(Events.create(#""org.usher.notices_for":"@al:hs""#, by: bot.text))]"))
        try await place.tenant.answer(
            "POST /_matrix/client/v3/user/%40usher%3Aexample.org/filter", Tenant.order(#"{"filter_id":"1"}"#))
        try await place.sync(#"{"next_batch":"s1","rooms":{"join":{"!n":{}}}}"#)
        try await place.joined("!n")
        _ = try await place.restarted()
        try await place.sync(#"{"next_batch":"s2"}"#)
        let second = try await place.restarted()
        #expect(second.known.noticesRoom(for: try #require(UserID("@al:hs"))) == RoomID("!n"))
        #expect(try await place.reads == ["!n"])
    }

    @Test("what an answer brings about a room that is read again beside it counts, where the reading is behind")
    func readingBehind() async throws {
        let place = Place()
        _ = try await place.begun()
        place.clock.advance(milliseconds: Rereads.ageMilliseconds)
        // Another process of the homeserver answers here, and has not heard of it yet.
        try await place.state("!a", Events.member("@al:hs", "join"))
        let news = #"{"next_batch":"s3","rooms":{"join":{"!a":{"timeline":{"events":[\#(Events.member("@al:hs", "leave"))]}}}}}"#
        try await place.sync(#"{"next_batch":"s2"}"#, news, #"{"next_batch":"s4"}"#)
        let second = Process()
        #expect(try await second.run(in: place) { try await place.syncs.last == "s4" })
        #expect(try await place.reads == [a, a, b])
        #expect(try second.people(of: a, \.leftThemselves) == ["@al:hs"])
    }

    @Test("a room that the bot is taken out of while it cannot be read is not waited for any more")
    func leftUnread() async throws {
        let place = Place()
        _ = try await place.begun()
        try await place.tenant.answer(
            "GET /_matrix/client/v3/rooms/%21c/state", Tenant.order(#"{"errcode":"M_FORBIDDEN"}"#, status: 403))
        try await place.joined("!a", "!b", "!c")
        try await place.sync(#"{"next_batch":"s2"}"#)
        let second = try await place.restarted()
        #expect(second.known.unread.map(\.text) == [c])
        try await place.joined("!a", "!b")
        try await place.sync(#"{"next_batch":"s3"}"#)
        let third = try await place.restarted()
        #expect(third.known.unread.isEmpty, "the leave came while nobody listened")
    }

    @Test("what is not this bot's, or cannot be read, is as good as nothing, and is replaced")
    func unreadable() async throws {
        let damages: [(String, (inout StoredSync) -> Void)] = [
            ("of another bot", { $0.owner = "@other:hs " + $0.owner.drop { $0 != " " } }),
            ("people", { $0.people = [] }), ("rest", { $0.rest = [9] }), ("a block", { $0.people[0][0] = 200 }),
        ]
        for (name, damage) in damages {
            let place = Place()
            _ = try await place.begun()
            place.store.tamper(damage)
            try await place.sync(#"{"next_batch":"s5","rooms":{"join":{"!a":{},"!b":{}}}}"#)
            let second = try await place.restarted()
            #expect(try second.people(of: b, \.joined) == ["@al:hs", "@bo:hs"], "\(name)")
            #expect(place.store.stored?.position == "s5", "\(name)")
        }
    }

    @Test("a single damaged record costs reading that room")
    func damagedRoom() async throws {
        let place = Place()
        _ = try await place.begun()
        place.store.tamper { for room in $0.rooms.keys where room.text == "!b" { $0.rooms[room] = .some(nil) } }
        try await place.sync(#"{"next_batch":"s2"}"#)
        let second = try await place.restarted()
        #expect(try second.people(of: b, \.joined) == ["@al:hs", "@bo:hs"])
        #expect(try await place.reads == [a, b, b])
    }

    @Test("a store that fails costs nothing but the next start, and is used again when it works")
    func brokenStore() async throws {
        let place = Place()
        place.store.setBroken(true)
        try await place.state("!a", Events.member("@al:hs", "join"))
        try await place.tenant.answer(
            "POST /_matrix/client/v3/user/%40usher%3Aexample.org/filter", Tenant.order(#"{"filter_id":"1"}"#))
        try await place.sync(#"{"next_batch":"s1","rooms":{"join":{"!a":{}}}}"#)
        let process = Process()
        #expect(try await process.run(in: place) { process.known.isComplete && process.waits.withLock { $0.isEmpty } })
        #expect(place.store.stored == nil)
        place.store.setBroken(false)
        try await place.sync(#"{"next_batch":"s2","rooms":{"join":{"!a":{}}}}"#)
        _ = try await place.restarted()
        #expect(place.store.stored?.position == "s2")
    }

    @Test("what changes is written together with its position, and no more than that")
    func checkpoints() async throws {
        let place = Place()
        _ = try await place.begun()
        try await place.sync(
            #"{"next_batch":"s2","rooms":{"join":{"!a":{"timeline":{"events":[\#(Events.member("@di:hs", "join"))]}}}}}"#)
        _ = try await place.restarted()
        let checkpoints = place.store.checkpoints
        #expect(checkpoints.count == 2)
        #expect(checkpoints.map(\.isWhole) == [true, false])
        #expect(checkpoints.last?.position == "s2")
        #expect(checkpoints.last?.rooms.keys.map(\.text) == [a])
        #expect(checkpoints.last?.people.count == 1)
        try await place.sync(#"{"next_batch":"s3"}"#)
        let third = try await place.restarted()
        #expect(try third.people(of: a, \.joined) == ["@al:hs", "@di:hs"])
        #expect(place.store.checkpoints.last?.rooms.isEmpty == true)
        #expect(place.store.checkpoints.last?.people.isEmpty == true)
    }

    @Test("what changed while an answer with a new room was put together is not lost")
    func powerAfterJoining() async throws {
        let place = Place()
        _ = try await place.begun()
        // The state of the answer is from before the bot's power was set, its position from after it.
        let power = Events.power(#"{"users":{"@usher:example.org":50}}"#)
        try await place.state("!i", power, Events.member(bot.text, "join"))
        try await place.joined("!a", "!b")
        try await place.sync(
            #"{"next_batch":"s2"}"#,
            #"{"next_batch":"s3","rooms":{"join":{"!i":{"state_after":{"events":[\#(Events.create())]}}}}}"#,
            #"{"next_batch":"s4"}"#)
        let second = Process()
        #expect(try await second.run(in: place) { try await place.syncs.last == "s4" })
        #expect(second.known.room(try #require(RoomID("!i")))?.power.level(of: bot) == .number(50))
        #expect(try await place.reads == [a, b, "!i", "!i"], "at once, and again after the next poll")
    }

    @Test("a room that was read a week ago is read again, and an error of the sync ends there")
    func readAgain() async throws {
        let place = Place()
        _ = try await place.begun()
        place.clock.advance(milliseconds: Rereads.ageMilliseconds)
        try await place.state("!a", Events.member("@al:hs", "leave"))
        try await place.state("!b", Events.member("@al:hs", "leave"))
        try await place.sync(#"{"next_batch":"s2"}"#, #"{"next_batch":"s3"}"#, #"{"next_batch":"s4"}"#)
        let second = Process()
        #expect(try await second.run(in: place) { try await place.syncs.last == "s4" })
        #expect(try second.people(of: a, \.leftThemselves) == ["@al:hs"])
        #expect(try second.people(of: b, \.leftThemselves) == [], "one at a time")
        #expect(try await place.reads == [a, a, b])
    }
}
