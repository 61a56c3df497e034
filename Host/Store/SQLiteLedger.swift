import GRDB
public import UsherDomain

/// The ``Ledger`` in SQLite. Any thread; any number of processes.
public struct SQLiteLedger: Ledger {
    private let pool: DatabasePool

    init(pool: DatabasePool) {
        self.pool = pool
    }

    public func open(_ redemption: Redemption) async throws {
        precondition(redemption.state == .opening, "a redemption is stored before anything is done for it")
        let state = StoredState(redemption.state)
        try await pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO redemptions (id, user, user_proven_at, instance, started_at, state) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    redemption.id.text, redemption.user.id.text, redemption.user.provenAt.unixMilliseconds,
                    redemption.instance.text, redemption.startedAt.unixMilliseconds, state.state,
                ])
        }
    }

    public func move(_ id: RedemptionID, from: Redemption.State, to: Redemption.State, audit: AuditEntry?) async throws -> Bool {
        let old = StoredState(from)
        let new = StoredState(to)
        return try await pool.write { db in
            try db.execute(
                sql: """
                    UPDATE redemptions SET state = ?, room = ?, failure = ?
                    WHERE id = ? AND state = ? AND room IS ? AND failure IS ?
                    """,
                arguments: [new.state, new.room, new.failure, id.text, old.state, old.room, old.failure])
            guard db.changesCount == 1 else {
                // Another state than `from` is an answer; a state that nobody knows is not.
                _ = try Self.redemption(id, in: db)
                return false
            }
            try audit?.insert(into: db)
            return true
        }
    }

    public func redemption(_ id: RedemptionID) async throws -> Redemption? {
        try await pool.read { db in try Self.redemption(id, in: db) }
    }

    public func unsettledRedemptions() async throws -> [RedemptionID] {
        try await pool.read { db in
            // Word for word the condition of the index `redemptions_unsettled`. A state that is not known counts as unsettled:
            // reading such a redemption then says what is wrong.
            let texts = try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM redemptions WHERE state NOT IN ('done', 'already-in', 'failed', 'refused')
                    ORDER BY started_at, id
                    """)
            return try texts.map { text in
                guard let id = RedemptionID(text) else { throw StoreFailure.unreadable(row: text, of: "redemptions") }
                return id
            }
        }
    }

    public func append(_ entry: AuditEntry) async throws {
        try await pool.write { db in _ = try entry.insert(into: db) }
    }

    public func auditEntries(limit: Int) async throws -> [AuditEntry] {
        try await pool.read { db in
            // To SQLite, a limit below zero is no limit.
            try Row.fetchAll(db, sql: "SELECT * FROM audit_log ORDER BY id DESC LIMIT ?", arguments: [max(limit, 0)])
                .map { try AuditEntry(row: $0) }
        }
    }

    private static func redemption(_ id: RedemptionID, in db: Database) throws -> Redemption? {
        try Row.fetchOne(db, sql: "SELECT * FROM redemptions WHERE id = ?", arguments: [id.text])
            .map { try Redemption(row: $0) }
    }
}
