import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("Questions to the audit log")
struct AuditQueryTests {
    /// 40 entries: every second about alice, every third in the demo room, at 0, 10, 20, ...
    private static func filled(_ fixture: StoreFixture) async throws -> Store {
        let store = try fixture.open()
        let begun = try await fixture.begin([try fixture.act(.remove, "alice")], in: store)
        var entries: [AuditEntry] = []
        for number in 0..<40 {
            entries.append(
                AuditEntry(
                    at: fixture.at(Int64(number * 10)), act: .removed, actor: "usher",
                    user: try fixture.user(number.isMultiple(of: 2) ? "alice" : "bob"),
                    room: number.isMultiple(of: 3) ? demoRoom : nil, reason: "\(number)",
                    run: number.isMultiple(of: 5) ? begun.run : nil, ruleVersion: "!demo:example.org@\(number)"))
        }
        try await store.journal.change([], audit: entries)
        return store
    }

    @Test("entries are found by time, room, person and run, newest first")
    func conditions() async throws {
        let fixture = try StoreFixture()
        let store = try await Self.filled(fixture)
        let alice = try fixture.user("alice")
        func found(_ query: AuditQuery) async throws -> [String] {
            try await store.journal.audit(query).map(\.entry.reason)
        }
        #expect(try await found(AuditQuery()) == (0..<40).reversed().map(String.init))
        #expect(try await found(AuditQuery(since: fixture.at(370))) == ["39", "38", "37"])
        #expect(try await found(AuditQuery(until: fixture.at(20))) == ["1", "0"])
        #expect(try await found(AuditQuery(since: fixture.at(11), until: fixture.at(30))) == ["2"])
        #expect(try await found(AuditQuery(room: demoRoom, limit: 2)) == ["39", "36"])
        #expect(try await found(AuditQuery(user: alice, limit: 2)) == ["38", "36"])
        #expect(try await found(AuditQuery(room: demoRoom, user: alice, run: 1)) == ["30", "0"])
        #expect(try await found(AuditQuery(run: 2)).isEmpty)
        #expect(try await found(AuditQuery(limit: 0)).isEmpty)
        #expect(try await found(AuditQuery(limit: -1)).isEmpty)
        #expect(try await store.journal.audit(AuditQuery(limit: 1)).first?.entry.ruleVersion == "!demo:example.org@39")
    }

    @Test("pages hang together while more is written", arguments: [1, 7, 13, 40])
    func pages(_ limit: Int) async throws {
        let fixture = try StoreFixture()
        let store = try await Self.filled(fixture)
        var seen: [NumberedAuditEntry] = []
        var query = AuditQuery(user: try fixture.user("alice"), limit: limit)
        while true {
            let page = try await store.journal.audit(query)
            #expect(page.count <= limit)
            guard let last = page.last else { break }
            seen += page
            query.before = last.number
            try await store.ledger.append(
                AuditEntry(at: fixture.at(9), act: .invited, actor: "usher", user: try fixture.user("alice"), reason: "new"))
        }
        #expect(seen.map(\.entry.reason) == stride(from: 38, through: 0, by: -2).map(String.init))
        #expect(Set(seen.map(\.number)).count == 20)
    }

    @Test(
        "no question reads the whole log",
        arguments: [
            ("room = '!a:b'", "audit_log_by_room"), ("user = '@a:b'", "audit_log_by_user"), ("run = 1", "audit_log_by_run"),
            ("id >= (SELECT min(id) FROM audit_log INDEXED BY audit_log_by_time WHERE at >= 7)", "PRIMARY KEY (rowid>?)"),
            ("id < 9", "PRIMARY KEY (rowid<?)"),
        ])
    func indexes(_ condition: String, _ index: String) throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        let plan = try fixture.tamper { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN SELECT * FROM audit_log WHERE \(condition) ORDER BY id DESC LIMIT 9")
                .map(\.description).joined()
        }
        #expect(plan.contains(index), "\(plan)")
    }
}
