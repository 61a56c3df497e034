import Foundation
import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

/// Law 6: `kill -9` at any instant loses nothing that was acknowledged, and leaves no half of a move.
@Suite("After a crash", .timeLimit(.minutes(3)))
struct CrashTests {
    /// The moves of one redemption; the audit entries of it are as many as moves were made.
    private static let path: [Redemption.State] = [
        .opening, .reserved(room: demoRoom), .invited(room: demoRoom), .done(room: demoRoom),
    ]

    @Test("a process killed among its writes has kept all that it acknowledged, and no half of a move", arguments: 0..<6)
    func killed(_ round: Int) async throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        let directory: String = fixture.directory.path
        let seed: UInt64 = fixture.random.next()
        await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String, seed = seed as UInt64] in
            try await CrashTests.writeUntilKilled(directory: directory, seed: seed)
        }
        let lines = try String(contentsOfFile: directory + "/acknowledged", encoding: .utf8).split(separator: "\n")
        let store = try fixture.open()
        for line in lines {
            let words = line.split(separator: " ")
            if words[0] == "kv" {
                let stored = try store.keyValues.get(String(words[1]), of: try fixture.instanceID("one"))
                #expect(stored?.value.count == 2_000, "\(line)")
            } else {
                let id = try #require(RedemptionID(String(words[0])))
                let stored = try #require(try await store.ledger.redemption(id), "\(line)")
                let reached = try #require(Self.path.firstIndex(of: stored.state))
                let acknowledged = try #require(Int(words[1]))
                #expect(reached >= acknowledged, "\(line)")
            }
        }
        #expect(lines.count >= 20, "the process was killed before it wrote anything: \(lines.count)")
        try await expectWholeMoves(fixture, store)
        try store.close()
    }

    @Test(
        "a write-ahead log that was cut off or damaged anywhere gives a state that was there, and no half of a move",
        arguments: 0..<12)
    func tornLog(_ round: Int) async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        for _ in 0..<4 {
            let redemption = try fixture.redemption()
            try await store.ledger.open(redemption)
            for step in 1..<Self.path.count { try await Self.move(redemption, step, store) }
        }
        let torn = try StoreFixture("torn")
        for name in ["usher.key", "usher.db", "usher.db-wal"] {
            var bytes = try Data(contentsOf: URL(filePath: fixture.directory.path + "/" + name))
            if name == "usher.db-wal" {
                let cut = fixture.random.number(in: 0...bytes.count - 1)
                if round.isMultiple(of: 2) { bytes = bytes.prefix(cut) } else { bytes[cut] ^= 0x55 }
            }
            try bytes.write(to: URL(filePath: torn.directory.path + "/" + name))
            #expect(chmod(torn.directory.path + "/" + name, 0o600) == 0)
        }
        let reopened = try torn.open()
        try await expectWholeMoves(torn, reopened)
        // And it goes on from there.
        for id in try await reopened.ledger.unsettledRedemptions() {
            let redemption = try #require(try await reopened.ledger.redemption(id))
            let reached = try #require(Self.path.firstIndex(of: redemption.state))
            for step in reached + 1..<Self.path.count {
                try await Self.move(redemption, step, reopened)
            }
        }
        try await expectWholeMoves(torn, reopened)
    }

    /// Runs in a process of its own: four tasks write, and when enough is done the process ends in the middle of whatever it
    /// does.
    private static func writeUntilKilled(directory: String, seed: UInt64) async throws {
        let random = SeededRandom("killed child", seed: seed)
        let store = try Store.open(directory: directory, clock: ManualClock(), random: random)
        let log = Acknowledgements(path: directory + "/acknowledged", killAfter: random.number(in: 20...200), random: random)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    for number in 0..<10_000 {
                        let redemption = Redemption(
                            id: RedemptionID(randomBytes: random.bytes(16)),
                            user: .remembered(try #require(UserID("@alice:example.org")), provenAt: Instant(unixMilliseconds: 0)),
                            instance: try #require(InstanceID("one")), startedAt: Instant(unixMilliseconds: Int64(number)))
                        try await store.ledger.open(redemption)
                        log.add("\(redemption.id) 0")
                        for step in 1..<path.count {
                            try await move(redemption, step, store)
                            log.add("\(redemption.id) \(step)")
                        }
                        try store.keyValues.put(
                            "\(task)-\(number)", random.bytes(2_000), ttlMilliseconds: 0, expected: .absent,
                            of: redemption.instance)
                        log.add("kv \(task)-\(number)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func move(_ redemption: Redemption, _ step: Int, _ store: Store) async throws {
        let entry = AuditEntry(
            at: redemption.startedAt, act: .invited, actor: "usher", user: redemption.user.id, reason: redemption.id.text)
        #expect(try await store.ledger.move(redemption.id, from: path[step - 1], to: path[step], audit: entry))
    }

    private func expectWholeMoves(_ fixture: StoreFixture, _ store: Store) async throws {
        let (integrity, foreign, ids) = try fixture.tamper { db in
            (
                try String.fetchAll(db, sql: "PRAGMA integrity_check"),
                try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count,
                try String.fetchAll(db, sql: "SELECT id FROM redemptions")
            )
        }
        #expect(integrity == ["ok"])
        #expect(foreign == 0)
        let entries = try await store.ledger.auditEntries(limit: .max)
        var moves = Dictionary(grouping: entries, by: \.reason).mapValues(\.count)
        for text in ids {
            let id = try #require(RedemptionID(text))
            let redemption = try #require(try await store.ledger.redemption(id))
            #expect(Self.path.firstIndex(of: redemption.state) == moves.removeValue(forKey: text) ?? 0)
        }
        #expect(moves.isEmpty, "entries without their redemption")
    }
}

/// Lines that are with the kernel when `add` returns, so that they outlive the process; ends the process some time after the
/// `killAfter`th.
// SAFETY: what changes is guarded by `lock`.
final class Acknowledgements: @unchecked Sendable {
    private let lock = NSLock()
    private let descriptor: CInt
    private var left: Int
    private let random: SeededRandom

    init(path: String, killAfter: Int, random: SeededRandom) {
        descriptor = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
        precondition(descriptor >= 0, "the test's own file can be made")
        left = killAfter
        self.random = random
    }

    func add(_ line: String) {
        lock.withLock {
            let bytes = Array((line + "\n").utf8)
            precondition(write(descriptor, bytes, bytes.count) == bytes.count, "a short line is written whole")
            left -= 1
            guard left == 0 else { return }
            let microseconds = UInt32(random.number(in: 0...3_000))
            Thread.detachNewThread {
                usleep(microseconds)
                kill(getpid(), SIGKILL)
            }
        }
    }
}
