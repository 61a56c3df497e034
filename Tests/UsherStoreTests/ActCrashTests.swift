import Foundation
import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

/// Laws 5 and 6 for acts: whenever the process is killed, each act that was decided is an intent or an audit entry, never both
/// and never neither, and what was acknowledged is there.
@Suite("Acts after a crash", .timeLimit(.minutes(3)))
struct ActCrashTests {
    @Test("a process killed among its acts has kept all that it acknowledged, and no outcome without its entry", arguments: 0..<6)
    func killed(_ round: Int) async throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        let directory: String = fixture.directory.path
        let seed: UInt64 = fixture.random.next()
        await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String, seed = seed as UInt64] in
            try await ActCrashTests.actUntilKilled(directory: directory, seed: seed)
        }
        let lines = try String(contentsOfFile: directory + "/acknowledged", encoding: .utf8).split(separator: "\n").map(
            String.init)
        #expect(lines.count >= 20, "the process was killed before it did anything: \(lines.count)")
        let store = try fixture.open()
        let intents = Set(try await store.journal.intents().map(\.act.user.text))
        let entries = try await store.ledger.auditEntries(limit: .max)
        let removed = entries.filter { $0.act == .removed }.compactMap(\.user?.text)
        let departed = try await store.journal.departures().map(\.user.text)
        let taken = try await store.journal.takings(since: fixture.at(0)).map(\.user.text)
        #expect(Set(removed).count == removed.count, "nothing is told twice")
        #expect(intents.isDisjoint(with: removed))
        #expect(departed.sorted() == removed.sorted())
        #expect(taken.sorted() == removed.sorted())
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            switch words[0] {
            case "begun": #expect(intents.contains(words[1]) || removed.contains(words[1]), "\(line)")
            case "settled": #expect(removed.contains(words[1]), "\(line)")
            default: Issue.record("\(line)")
            }
        }
        try await expectExplained(fixture, store, entries)
    }

    private func expectExplained(_ fixture: StoreFixture, _ store: Store, _ entries: [AuditEntry]) async throws {
        let policies = try await store.policies.policies()
        let changes = entries.filter { $0.act == .policySet }
        #expect(Set(policies.map(\.room)) == Set(changes.compactMap(\.room)))
        for policy in policies { #expect(changes.filter { $0.room == policy.room }.count == Int(policy.revision)) }
        let linked = Set(entries.filter { $0.act == .linked }.compactMap(\.user))
        #expect(Set(try await store.links.allLinks().map(\.link.user)) == linked)
        let (integrity, foreign) = try fixture.tamper { db in
            (
                try String.fetchAll(db, sql: "PRAGMA integrity_check"),
                try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
            )
        }
        #expect(integrity == ["ok"])
        #expect(foreign == 0)
    }

    /// Runs in a process of its own: four tasks decide and settle acts, set policies and link accounts, until the process ends in
    /// the middle of whatever it does.
    private static func actUntilKilled(directory: String, seed: UInt64) async throws {
        let random = SeededRandom("killed child", seed: seed)
        let store = try Store.open(directory: directory, clock: ManualClock(), random: random)
        let log = Acknowledgements(path: directory + "/acknowledged", killAfter: random.number(in: 20...200), random: random)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    for number in 0..<10_000 { try await pass(task, number, store, log) }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func pass(_ task: Int, _ number: Int, _ store: Store, _ log: Acknowledgements) async throws {
        let room = try #require(RoomID("!\(task):example.org"))
        let now = Instant(unixMilliseconds: Int64(number))
        let users = try (0..<3).map { try #require(UserID("@\(task)-\(number)-\($0):example.org")) }
        let acts = users.map {
            (
                act: MembershipAct(kind: .remove, room: room, user: $0, reason: "r", instances: [], ruleVersion: ""),
                evidenceJSON: "{}"
            )
        }
        let begun = try await store.journal.begin(NewRun(cause: "sweep", at: now, acts: acts))
        for user in users { log.add("begun \(user)") }
        for intent in begun.intents {
            let user = intent.act.user
            let departure = Departure(
                room: room, user: user, since: now, dueAt: now, reason: "r", instances: [], removedAt: now, removals: 1)
            let entry = AuditEntry(at: now, act: .removed, actor: "usher", user: user, room: room, reason: "r")
            #expect(try await store.journal.settle(intent.id, audit: entry, departure: .store(departure)))
            log.add("settled \(user)")
        }
        let changed = AuditEntry(at: now, act: .policySet, actor: "usher", room: room, reason: "r")
        let policy = Policy(room: room, graceMilliseconds: Int64(number))
        #expect(try await store.policies.set(policy, replacing: number == 0 ? nil : Int64(number), audit: changed) != nil)
        let link = Link(
            user: users[0], instance: try #require(InstanceID("one")), account: Account(id: users[0].text, name: ""),
            linkedAt: now, provenBy: "linked")
        let linked = AuditEntry(at: now, act: .linked, actor: "usher", user: users[0], reason: "r")
        _ = try await store.links.link(link, audit: linked)
    }
}
