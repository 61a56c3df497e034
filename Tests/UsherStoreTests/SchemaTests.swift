import Crypto
import Dispatch
import Foundation
import GRDB
import Synchronization
import Testing
import UsherDomain
import UsherTesting

@testable import UsherStore

@Suite("The schema")
struct SchemaTests {
    private static let schemaPath =
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Host/Store/Schema.sql").standardized

    @Test("Schema.sql shows what the migrations amount to")
    func schemaFileIsCurrent() throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        let statements = try fixture.tamper { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' ORDER BY rowid
                    """)
        }
        let head = "-- Generated from Host/Store/Migrations: `USHER_UPDATE=1 swift test --filter SchemaTests` writes it anew.\n\n"
        let current = head + statements.map { $0 + ";\n" }.joined(separator: "\n")
        if ProcessInfo.processInfo.environment["USHER_UPDATE"] == "1" {
            try current.write(to: Self.schemaPath, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: Self.schemaPath, encoding: .utf8) == current)
    }

    @Test("a migration that has landed is never edited: add another one")
    func landedMigrations() {
        let landed = [
            "43428d6eaa96bcbd7e3f4fe255a9e95c1ad1a298d83c679dda2e1e85632dff15",
            "aa7b2ddc7b28a2068b9d63f4adc0a27bb740922a3641e275cd2780085fe53195",
            "e66344fc70ad17427fb3e67075016285ef3051cab6583ef6267f172cd245c1ae",
            "bd86a52879ad32ce805c5478d6b2179267cfd37cb22d385473ba8845384ee80d",
            "523d7cebb4364c4e3dbf00ac6ae367c9e128af437c66e87f7f5bd44e3f4a174a",
            "b08fda933e03028729c24d235e43a2302effd26bbbfc7972591fd859bbe7d436",
            "cd297546a657f9276efb7b7ec8d3f651ec9d200c964c48587c6a2293ad1e4450",
            "b5a4286db3d81e3a4d3d92cafca799142ad9ed4080af5f7f2a7408abf13f63c2",
        ]
        let digests = Migrations.all.map { step in Hexadecimal.text(SHA256.hash(data: Data(step.sql.utf8))) }
        #expect(digests == landed)
    }

    @Test("a database of every older schema is brought up to date", arguments: 0..<Migrations.all.count)
    func olderSchemas(_ known: Int) throws {
        let fixture = try StoreFixture()
        try fixture.tamper { _ in }
        let older = try DatabaseQueue(path: fixture.databasePath)
        try older.writeWithoutTransaction { db in
            try Migrations.run(on: db, steps: Array(Migrations.all.prefix(known)))
        }
        try older.close()
        try makeKey(fixture)
        try fixture.open().close()
        #expect(try fixture.tamper { try Migrations.version(of: $0) } == Migrations.all.count)
    }

    @Test("what the first schema held is still there in the last one")
    func firstSchemaWithData() async throws {
        let fixture = try StoreFixture()
        try fixture.tamper { _ in }
        let older = try DatabaseQueue(path: fixture.databasePath)
        try await older.writeWithoutTransaction { db in
            try Migrations.run(on: db, steps: Array(Migrations.all.prefix(1)))
            try db.execute(
                sql: """
                    INSERT INTO audit_log (at, act, actor, reason, evidence) VALUES (7, 'invited', 'usher', 'a reason', '{}');
                    INSERT INTO plugin_kv_totals (instance, bytes, version) VALUES ('invites', 0, 3);
                    INSERT INTO plugin_kv (instance, key, version, value) VALUES ('invites', x'6b', 3, x'0102');
                    INSERT INTO redemptions (id, user, user_proven_at, instance, started_at, state)
                    VALUES ('0123456789abcdef0123456789abcdef', '@alice:example.org', 1, 'invites', 2, 'opening');
                    INSERT INTO audit_log (at, act, actor, user, reason, evidence)
                    VALUES (8, 'signed-in', 'usher', '@bob:example.org', 'a reason', '{}');
                    """)
        }
        try older.close()
        try makeKey(fixture)
        let store = try fixture.open()
        let instance = try fixture.instanceID("invites")
        #expect(try await store.ledger.auditEntries(limit: 9).map(\.at.unixMilliseconds) == [8, 7])
        #expect(try await store.ledger.auditEntries(limit: 9).allSatisfy { $0.run == nil && $0.ruleVersion == nil })
        #expect(try await store.links.provenUsers().map(\.text) == ["@alice:example.org", "@bob:example.org"])
        #expect(try store.keyValues.get("k", of: instance) == KeyValue(value: [1, 2], version: 3))
        #expect(try await store.ledger.unsettledRedemptions().map(\.text) == ["0123456789abcdef0123456789abcdef"])
        try store.secrets.put("k", Secret([1]), of: instance)
        #expect(try await store.plugins.pin(of: "gate") == nil)
        #expect(try fixture.tamper { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
        try store.close()
    }

    @Test("whoever only reads an older database is told so, and leaves it as it is", arguments: 1..<Migrations.all.count)
    func olderDatabaseForReading(_ known: Int) throws {
        let fixture = try StoreFixture()
        #expect(try SQLitePluginRecords.existing(in: fixture.directory.path) == nil, "there is none")
        try fixture.tamper { _ in }
        #expect(try SQLitePluginRecords.existing(in: fixture.directory.path) == nil, "nothing was ever written to it")
        let older = try DatabaseQueue(path: fixture.databasePath)
        try older.writeWithoutTransaction { try Migrations.run(on: $0, steps: Array(Migrations.all.prefix(known))) }
        try older.close()
        let failure = try #require(throws: StoreFailure.self) {
            try SQLitePluginRecords.existing(in: fixture.directory.path)
        }
        #expect(failure.code == .databaseOlder)
        #expect(failure.message.contains("schema \(known)"))
        #expect(try fixture.tamper { try Migrations.version(of: $0) } == known)
        try makeKey(fixture)
        try fixture.open().close()
        #expect(try SQLitePluginRecords.existing(in: fixture.directory.path) != nil)
    }

    @Test("a database newer than the program is refused with what to do, and stays as it is")
    func newerDatabase() throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        try fixture.tamper { try $0.execute(sql: "PRAGMA user_version = \(Migrations.all.count + 1); CREATE TABLE newer (x)") }
        let before = try Data(contentsOf: URL(filePath: fixture.databasePath))
        let failure = try fixture.refusal()
        #expect(failure.code == .databaseNewer)
        #expect(failure.message.contains("schema \(Migrations.all.count + 1)"))
        #expect(failure.advice.contains("Start that version again"))
        #expect(try Data(contentsOf: URL(filePath: fixture.databasePath)) == before)
    }

    @Test("a database of another program is refused and not touched")
    func foreignDatabase() throws {
        let fixture = try StoreFixture()
        try makeKey(fixture)
        try fixture.tamper { try $0.execute(sql: "CREATE TABLE users (name)") }
        let before = try Data(contentsOf: URL(filePath: fixture.databasePath))
        #expect(try fixture.refusal().code == .databaseForeign)
        #expect(try Data(contentsOf: URL(filePath: fixture.databasePath)) == before)
    }

    @Test("first starts at once make one database and one key", .timeLimit(.minutes(2)), arguments: 0..<8)
    func openedAtOnce(_ round: Int) async throws {
        let fixture = try StoreFixture()
        let user = try #require(UserID("@alice:example.org"))
        let instance = try fixture.instanceID("invites")
        let names = Mutex<Set<String>>([])
        let failures = Mutex<[String]>([])
        // Threads of their own: tasks would take turns on the few threads that there are.
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            do {
                let store = try fixture.open()
                let name = store.pseudonyms.pseudonym(of: user, at: instance)
                names.withLock { _ = $0.insert(name) }
                try store.close()
            } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(names.withLock { $0.count } == 1)
        let files = try FileManager.default.contentsOfDirectory(atPath: fixture.directory.path)
        #expect(!files.contains { $0.contains(".new-") }, "\(files)")
    }

    @Test("connections are durable against a loss of power, check foreign keys and trust no schema")
    func connectionSettings() throws {
        let fixture = try StoreFixture()
        let pool = try prepared(fixture)
        for db in [try pool.writeWithoutTransaction { try settings($0) }, try pool.read { try settings($0) }] {
            #expect(db["foreign_keys"] == 1)
            #expect(db["trusted_schema"] == 0)
            #expect(db["journal_mode"] == 1)
        }
        // 2 is FULL.
        #expect(try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        try pool.close()
    }

    private func settings(_ db: Database) throws -> [String: Int] {
        try [
            "foreign_keys": Int.fetchOne(db, sql: "PRAGMA foreign_keys") ?? -1,
            "trusted_schema": Int.fetchOne(db, sql: "PRAGMA trusted_schema") ?? -1,
            "journal_mode": String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" ? 1 : 0,
        ]
    }

    private func prepared(_ fixture: StoreFixture) throws -> DatabasePool {
        try fixture.open().close()
        return try DatabaseFile.open(fixture.databasePath)
    }

    private func makeKey(_ fixture: StoreFixture) throws {
        try Data(fixture.random.bytes(32)).write(to: URL(filePath: fixture.keyPath))
        #expect(chmod(fixture.keyPath, 0o600) == 0)
    }
}
