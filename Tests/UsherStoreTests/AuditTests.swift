import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("The audit log")
struct AuditTests {
    @Test("an entry is read back as it was written, newest first", arguments: AuditEntry.Act.allCases)
    func roundTrip(_ act: AuditEntry.Act) async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let full = AuditEntry(
            at: fixture.clock.now(), act: act, actor: "@admin:example.org", user: UserID("@b\u{f6}b:example.org"), room: demoRoom,
            instance: InstanceID("invites"), reason: "because; DROP TABLE audit_log; -- '\"", evidenceJSON: #"{"a":[1,"ü"]}"#)
        let bare = AuditEntry(at: Instant(unixMilliseconds: 0), act: act, actor: "usher", reason: "r")
        try await store.ledger.append(full)
        try await store.ledger.append(bare)
        #expect(try await store.ledger.auditEntries(limit: 10) == [bare, full])
        #expect(try await store.ledger.auditEntries(limit: 1) == [bare])
        #expect(try await store.ledger.auditEntries(limit: 0).isEmpty)
        #expect(try await store.ledger.auditEntries(limit: -1).isEmpty)
    }

    @Test(
        "an entry cannot be changed, removed or replaced",
        arguments: [
            "UPDATE audit_log SET reason = 'other'", "UPDATE audit_log SET id = 7", "DELETE FROM audit_log",
            "DELETE FROM audit_log WHERE id = 1",
            """
            INSERT OR REPLACE INTO audit_log (id, at, act, actor, reason, evidence) VALUES (1, 0, 'invited', 'x', 'x', '{}')
            """,
            "UPDATE OR REPLACE audit_log SET id = 2 WHERE id = 1",
        ])
    func neverChanges(_ sql: String) async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        try await store.ledger.append(fixture.entry(reason: "first"))
        try await store.ledger.append(fixture.entry(reason: "second"))
        let error = try #require(throws: DatabaseError.self) { try fixture.tamper { try $0.execute(sql: sql) } }
        #expect(error.message?.hasPrefix("an audit entry") == true)
        #expect(try await store.ledger.auditEntries(limit: 10).map(\.reason) == ["second", "first"])
    }

    @Test("an act or a person that nobody knows is an error, never a guess", arguments: ["act", "user", "room", "instance"])
    func unknownWords(_ column: String) async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        try fixture.tamper { db in
            try db.execute(
                sql: """
                    PRAGMA ignore_check_constraints = ON;
                    INSERT INTO audit_log (at, act, actor, reason, evidence) VALUES (0, 'invited', 'usher', 'r', '{}');
                    DROP TRIGGER audit_log_never_changes;
                    UPDATE audit_log SET \(column) = 'X'
                    """)
        }
        let failure = await #expect(throws: StoreFailure.self) { try await store.ledger.auditEntries(limit: 1) }
        #expect(failure?.code == .rowUnreadable)
    }
}
