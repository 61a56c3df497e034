import GRDB
public import UsherDomain

/// The ``ActJournal`` in SQLite. Any thread; any number of processes.
public struct SQLiteActJournal: ActJournal {
    /// There is one intent for each.
    private struct Key: Hashable {
        let room: RoomID
        let user: UserID
    }

    private let pool: DatabasePool

    init(pool: DatabasePool) {
        self.pool = pool
    }

    public func begin(_ run: NewRun) async throws -> (run: Int64, intents: [Intent]) {
        guard !run.isEmpty else { return (run: 0, intents: []) }
        return try await pool.write { db in
            try db.execute(
                sql: "INSERT INTO runs (at, cause, approved) VALUES (?, ?, ?)",
                arguments: [run.at.unixMilliseconds, run.cause, run.approved?.text])
            let number = db.lastInsertedRowID
            // Departures first: whether one is approved decides how its act is counted.
            for change in run.departures { try change.apply(in: db) }
            var intents: [Key: Intent] = [:]
            for (act, evidenceJSON) in run.acts {
                let intent = try Intent.store(
                    act, evidenceJSON: evidenceJSON, run: number, at: run.at, isApproved: run.approved != nil, in: db)
                intents[Key(room: act.room, user: act.user)] = intent
            }
            if let hash = run.approved {
                try db.execute(sql: "DELETE FROM held_plans WHERE hash = ?", arguments: [hash.text])
            }
            for entry in run.audit { try entry.insert(into: db, run: number) }
            return (run: number, intents: intents.values.sorted { $0.id < $1.id })
        }
    }

    public func intents() async throws -> [Intent] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM intents ORDER BY id").map { try Intent(row: $0) }
        }
    }

    public func settle(_ intent: Int64, audit: AuditEntry?, departure: DepartureChange) async throws -> Bool {
        try await pool.write { db in
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: "DELETE FROM intents WHERE id = ? RETURNING run, room, user, instances, rule_version, is_approved"),
                arguments: [intent])
            guard let row else { return false }
            try departure.apply(in: db)
            guard let audit else { return true }
            let entry = try audit.insert(
                into: db, run: row.decode(forColumn: "run"), ruleVersion: row.decode(forColumn: "rule_version"))
            if audit.act.takesAway, try !row.decode(Bool.self, forColumn: "is_approved") {
                try Self.count([entry, row["room"], row["user"], row["instances"], audit.at.unixMilliseconds], in: db)
            }
            return true
        }
    }

    public func explain(_ intent: Intent, audit: AuditEntry, departure: DepartureChange) async throws {
        try await pool.write { db in
            try departure.apply(in: db)
            let act = intent.act
            let entry = try audit.insert(into: db, run: intent.run, ruleVersion: act.ruleVersion)
            guard audit.act.takesAway, !intent.isApproved else { return }
            try Self.count(
                [entry, act.room.text, act.user.text, InstanceNames.text(act.instances), audit.at.unixMilliseconds], in: db)
        }
    }

    /// Has the brakes count what an entry took away.
    private static func count(_ taking: StatementArguments, in db: Database) throws {
        try db.cachedStatement(sql: "INSERT INTO takings (audit, room, user, instances, at) VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: taking)
    }

    public func noteTry(_ intent: Int64) async throws {
        try await pool.write { db in
            try db.cachedStatement(sql: "UPDATE intents SET may_be_done = 1 WHERE id = ?").execute(arguments: [intent])
        }
    }

    public func postpone(_ intent: Intent) async throws {
        try await pool.write { db in
            try db.cachedStatement(sql: "UPDATE intents SET attempts = ?, not_before = ?, may_be_done = ? WHERE id = ?")
                .execute(arguments: [intent.attempts, intent.notBefore.unixMilliseconds, intent.mayBeDone, intent.id])
        }
    }

    public func departures() async throws -> [Departure] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM departures ORDER BY room, user").map { try Departure(row: $0) }
        }
    }

    public func change(_ changes: [DepartureChange], audit: [AuditEntry]) async throws {
        guard !changes.isEmpty || !audit.isEmpty else { return }
        try await pool.write { db in
            for change in changes { try change.apply(in: db) }
            for entry in audit { try entry.insert(into: db) }
        }
    }

    public func heldPlans(now: Instant, people: People) async throws -> [HeldPlan] {
        try await pool.read { db in try HeldPlan.fetchAll(now: now, people, in: db) }
    }

    public func hold(_ plan: HeldPlan, people: People, audit: AuditEntry) async throws {
        try await pool.write { db in
            try db.execute(sql: "DELETE FROM held_plans WHERE expires_at <= ?", arguments: [plan.heldAt.unixMilliseconds])
            let isThere = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM held_plans WHERE hash = ?)", arguments: [plan.hash.text])
            guard isThere == false else { return }
            try plan.insert(people, into: db)
            try audit.insert(into: db)
        }
    }

    public func dropHeld(_ hash: PlanHash, audit: AuditEntry) async throws -> Bool {
        try await pool.write { db in
            try db.execute(
                sql: "UPDATE held_plans SET is_dropped = 1 WHERE hash = ? AND NOT is_dropped", arguments: [hash.text])
            guard db.changesCount == 1 else { return false }
            try audit.insert(into: db)
            return true
        }
    }

    public func removeHeld(_ hash: PlanHash, audit: AuditEntry?) async throws -> Bool {
        try await pool.write { db in
            try db.execute(sql: "DELETE FROM held_plans WHERE hash = ?", arguments: [hash.text])
            guard db.changesCount == 1 else { return false }
            try audit?.insert(into: db)
            return true
        }
    }

    public func reprieves(now: Instant) async throws -> [Reprieve] {
        try await pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM reprieves WHERE until > ? ORDER BY room, user", arguments: [now.unixMilliseconds]
            ).map { try Reprieve(row: $0) }
        }
    }

    public func grant(_ reprieves: [Reprieve], audit: [AuditEntry]) async throws {
        try await pool.write { db in
            for reprieve in reprieves {
                try db.execute(
                    sql: """
                        INSERT INTO reprieves (room, user, until) VALUES (?, ?, ?)
                        ON CONFLICT (room, user) DO UPDATE SET until = excluded.until
                        """,
                    arguments: [reprieve.room.text, reprieve.user.text, reprieve.until.unixMilliseconds])
            }
            for entry in audit { try entry.insert(into: db) }
        }
    }

    public func removals(inRun run: Int64) async throws -> [(room: RoomID, user: UserID)] {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT room, user, min(id) AS id FROM audit_log WHERE run = ? AND act IN ('removed', 'withdrawn')
                    GROUP BY room, user ORDER BY id
                    """, arguments: [run]
            ).map { row in
                let roomText: String? = try row.decode(forColumn: "room")
                let userText: String? = try row.decode(forColumn: "user")
                guard let room = roomText.flatMap({ RoomID($0) }), let user = userText.flatMap({ UserID($0) }) else {
                    throw StoreFailure.unreadable(row: "\(row["id"] as Int64)", of: "audit_log")
                }
                return (room: room, user: user)
            }
        }
    }

    public func takings(since: Instant) async throws -> [Taking] {
        try await pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM takings WHERE at >= ? ORDER BY at, audit", arguments: [since.unixMilliseconds]
            ).map { try Taking(row: $0) }
        }
    }

    public func fact(_ fact: LoopFact) async throws -> String? {
        try await pool.read { db in
            try String.fetchOne(db, sql: "SELECT value FROM loop_facts WHERE fact = ?", arguments: [fact.rawValue])
        }
    }

    public func set(_ fact: LoopFact, to value: String?, audit: AuditEntry?) async throws {
        try await pool.write { db in
            if let value {
                try db.execute(
                    sql: """
                        INSERT INTO loop_facts (fact, value) VALUES (?, ?)
                        ON CONFLICT (fact) DO UPDATE SET value = excluded.value
                        """, arguments: [fact.rawValue, value])
            } else {
                try db.execute(sql: "DELETE FROM loop_facts WHERE fact = ?", arguments: [fact.rawValue])
            }
            try audit?.insert(into: db)
        }
    }

    public func audit(_ query: AuditQuery) async throws -> [NumberedAuditEntry] {
        try await pool.read { db in try query.fetchAll(db) }
    }
}

extension AuditEntry.Act {
    /// Whether somebody lost something by it, so that the brakes count it.
    fileprivate var takesAway: Bool { self == .warned || self == .removed || self == .withdrawn }
}
