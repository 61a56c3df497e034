import GRDB
import UsherDomain

extension AuditEntry {
    /// Writes the entry as a new row of `audit_log`, inside the caller's transaction, and returns its number. Throws
    /// ``StoreFailure`` for evidence that is no JSON object.
    ///
    /// - Parameters:
    ///   - run: stands in for a run that the entry does not name.
    ///   - ruleVersion: stands in for a rule version that the entry does not name.
    @discardableResult
    func insert(into db: Database, run: Int64? = nil, ruleVersion: String? = nil) throws -> Int64 {
        // Here and not as a CHECK: to SQLite 3.40, its JSON functions are none that a schema may use untrusted.
        let isObject = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT CASE WHEN json_valid(?1) THEN json_type(?1) = 'object' ELSE FALSE END"),
            arguments: [evidenceJSON])
        guard isObject == true else {
            throw StoreFailure(
                .rowMalformed, "The evidence of an audit entry (\(act.rawValue)) is no JSON object.",
                advice: "Nothing was stored. Report it as a defect of Usher.")
        }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO audit_log (at, act, actor, user, room, instance, reason, evidence, run, rule_version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            at.unixMilliseconds, act.rawValue, actor, user?.text, room?.text, instance?.text, reason, evidenceJSON,
            self.run ?? run, self.ruleVersion ?? ruleVersion,
        ])
        return db.lastInsertedRowID
    }

    /// Reads a row of `audit_log`. Throws ``StoreFailure`` rather than guess.
    init(row: Row) throws {
        let user: String? = try row.decode(forColumn: "user")
        let room: String? = try row.decode(forColumn: "room")
        let instance: String? = try row.decode(forColumn: "instance")
        let userID = user.flatMap { UserID($0) }
        let roomID = room.flatMap { RoomID($0) }
        let instanceID = instance.flatMap { InstanceID($0) }
        guard let act = try Act(rawValue: row.decode(forColumn: "act")), (userID == nil) == (user == nil),
            (roomID == nil) == (room == nil),
            (instanceID == nil) == (instance == nil)
        else {
            let number: Int64 = try row.decode(forColumn: "id")
            throw StoreFailure.unreadable(row: "\(number)", of: "audit_log")
        }
        try self.init(
            at: Instant(unixMilliseconds: row.decode(forColumn: "at")), act: act, actor: row.decode(forColumn: "actor"),
            user: userID, room: roomID, instance: instanceID, reason: row.decode(forColumn: "reason"),
            evidenceJSON: row.decode(forColumn: "evidence"), run: row.decode(forColumn: "run"),
            ruleVersion: row.decode(forColumn: "rule_version"))
    }
}

extension NumberedAuditEntry {
    /// Reads a row of `audit_log`. Throws ``StoreFailure`` rather than guess.
    init(row: Row) throws {
        try self.init(number: row.decode(forColumn: "id"), entry: AuditEntry(row: row))
    }
}
