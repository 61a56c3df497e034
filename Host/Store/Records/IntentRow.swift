import GRDB
import UsherDomain

extension Intent {
    /// Reads a row of `intents`. Throws ``StoreFailure`` rather than guess.
    init(row: Row) throws {
        let id: Int64 = try row.decode(forColumn: "id")
        guard let act = try MembershipAct(columnsOf: row) else { throw StoreFailure.unreadable(row: "\(id)", of: "intents") }
        try self.init(
            id: id, run: row.decode(forColumn: "run"), act: act,
            createdAt: Instant(unixMilliseconds: row.decode(forColumn: "created_at")),
            evidenceJSON: row.decode(forColumn: "evidence"), isApproved: row.decode(forColumn: "is_approved"),
            attempts: row.decode(forColumn: "attempts"),
            notBefore: Instant(unixMilliseconds: row.decode(forColumn: "not_before")),
            mayBeDone: row.decode(forColumn: "may_be_done"))
    }

    /// Stores what `run` decided, and returns the intent as it is from now on: the one that was there of the same kind, or a new
    /// one. `isApproved`: with a plan that a person approved.
    static func store(
        _ act: MembershipAct, evidenceJSON: String, run: Int64, at: Instant, isApproved: Bool, in db: Database
    ) throws -> Intent {
        try db.cachedStatement(sql: "DELETE FROM intents WHERE room = ? AND user = ? AND kind <> ?")
            .execute(arguments: [act.room.text, act.user.text, act.kind.rawValue])
        // A departure that a person approved is approved while the rule is the same, whichever run carries it out.
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO intents
                  (\(MembershipAct.columns), run, created_at, evidence, not_before, attempts, may_be_done, is_approved)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?8, 0, 0,
                  ?10 OR EXISTS (SELECT 1 FROM departures WHERE room = ?2 AND user = ?3 AND approved_version = ?6))
                ON CONFLICT (room, user) DO UPDATE SET
                  run = excluded.run, reason = excluded.reason, instances = excluded.instances,
                  rule_version = excluded.rule_version, evidence = excluded.evidence,
                  is_approved = excluded.is_approved OR is_approved AND rule_version = excluded.rule_version
                RETURNING *
                """)
        let arguments =
            StatementArguments(act.values)
            + [run, at.unixMilliseconds, evidenceJSON, isApproved]
        guard let row = try Row.fetchOne(statement, arguments: arguments) else {
            throw StoreFailure.unreadable(row: "\(act.room) \(act.user)", of: "intents")
        }
        return try Intent(row: row)
    }
}
