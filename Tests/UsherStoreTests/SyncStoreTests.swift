import Foundation
import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("What the sync keeps", .timeLimit(.minutes(3)))
struct SyncStoreTests {
    private func room(_ number: Int) throws -> RoomID { try #require(RoomID("!\(number):example.org")) }

    @Test("checkpoints add up to what was known last, also for the next process")
    func addUp() throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        #expect(try store.sync.load() == nil)
        try store.sync.store(
            SyncCheckpoint(
                owner: "@usher:example.org", position: "s1", rest: [1], isWhole: true, people: [0: [1], 1: [2]],
                rooms: [room(1): [10], room(2): [20], room(3): [30]]))
        try store.sync.store(
            SyncCheckpoint(
                owner: "@usher:example.org", position: "s2", rest: [2, 3], people: [1: [9], 2: [3]],
                rooms: [room(1): [11], room(4): []], gone: [room(2), room(7)]))
        try store.close()
        let again = try fixture.open()
        let expected = StoredSync(
            owner: "@usher:example.org", position: "s2", rest: [2, 3], people: [[1], [9], [3]],
            rooms: [try room(1): [11], try room(3): [30], try room(4): []])
        #expect(try again.sync.load() == expected)
        try again.sync.store(
            SyncCheckpoint(owner: "@b:hs", position: "t1", isWhole: true, people: [0: [7]], rooms: [room(9): [90]]))
        #expect(
            try again.sync.load()
                == StoredSync(owner: "@b:hs", position: "t1", rest: [], people: [[7]], rooms: [room(9): [90]]))
    }

    @Test("a damaged record is told from the others; without its people, or a room of which there is no trace, there is nothing")
    func damaged() throws {
        let damages: [(String, Bool)] = [
            ("UPDATE sync_rooms SET state = x'00' WHERE room = '!1:example.org'", true),
            ("UPDATE sync_rooms SET digest = (SELECT digest FROM sync_rooms WHERE room = '!2:example.org')", true),
            ("DELETE FROM sync_rooms WHERE room = '!1:example.org'", false),
            ("UPDATE sync_people SET users = x'00' WHERE block = 1", false), ("DELETE FROM sync_people WHERE block = 1", false),
            ("UPDATE sync_people SET block = block + 10", false), ("UPDATE sync_position SET position = 's2'", false),
            ("UPDATE sync_position SET rest = x'00'", false),
        ]
        for (sql, isReadable) in damages {
            let fixture = try StoreFixture()
            let store = try fixture.open()
            try store.sync.store(
                SyncCheckpoint(
                    owner: "o", position: "s1", rest: [1], isWhole: true, people: [0: [1], 1: [2]],
                    rooms: [room(1): [10], room(2): [20]]))
            try fixture.tamper { try $0.execute(sql: sql) }
            if isReadable {
                let rooms = try #require(try store.sync.load()).rooms
                #expect(rooms == [try room(1): nil, try room(2): [20]], "\(sql)")
            } else {
                #expect(throws: StoreFailure.self, "\(sql)") { try store.sync.load() }
            }
            try store.close()
        }
    }

    @Test("limits are those of one bot at one homeserver")
    func limits() throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        #expect(try store.sync.limits(of: "a") == nil)
        try store.sync.set(limits: #"{"events":{"pace":1}}"#, of: "a")
        try store.sync.set(limits: #"{"events":{"pace":2}}"#, of: "a")
        #expect(try store.sync.limits(of: "a") == #"{"events":{"pace":2}}"#)
        try store.sync.set(limits: "{}", of: "b")
        #expect(try store.sync.limits(of: "a") == nil)
        #expect(try store.sync.limits(of: "b") == "{}")
    }

    @Test(
        "killed among checkpoints: the position is never newer than its rooms, nor older than what was acknowledged",
        arguments: 0..<4)
    func killed(_ round: Int) async throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        let directory: String = fixture.directory.path
        let seed: UInt64 = fixture.random.next()
        await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String, seed = seed as UInt64] in
            try SyncStoreTests.checkpointUntilKilled(directory: directory, seed: seed)
        }
        let lines = try String(contentsOfFile: directory + "/acknowledged", encoding: .utf8).split(separator: "\n")
        let acknowledged = try #require(lines.last.flatMap { Int($0) })
        let stored = try #require(try fixture.open().sync.load())
        let position = try #require(Int(stored.position))
        #expect(position == acknowledged || position == acknowledged + 1)
        // Checkpoint n changes room n % 5 and all of each hundredth; each room says which one wrote it.
        for number in 0..<5 where position >= 5 {
            let written = try #require((0...position).last { $0 % 100 == 0 || $0 % 5 == number })
            #expect(stored.rooms[try room(number)] == .some(Array("\(written)".utf8)))
        }
        #expect(stored.people == [Array("\(position)".utf8)])
        #expect(lines.count >= 20)
    }

    private static func checkpointUntilKilled(directory: String, seed: UInt64) throws {
        let random = SeededRandom("killed child", seed: seed)
        let store = try Store.open(directory: directory, clock: ManualClock(), random: random)
        let log = Acknowledgements(path: directory + "/acknowledged", killAfter: random.number(in: 20...400), random: random)
        for number in 0..<100_000 {
            let bytes = Array("\(number)".utf8)
            let isWhole = number % 100 == 0
            let rooms = (0..<5).filter { isWhole || $0 == number % 5 }.compactMap { RoomID("!\($0):example.org") }
            try store.sync.store(
                SyncCheckpoint(
                    owner: "o", position: "\(number)", isWhole: isWhole, people: [0: bytes],
                    rooms: Dictionary(uniqueKeysWithValues: rooms.map { ($0, bytes) })))
            log.add("\(number)")
        }
    }
}
