import GRDB
import UsherDomain

extension HeldPlan {
    /// All that can be approved at `now`, oldest first. Throws ``StoreFailure`` rather than guess.
    static func fetchAll(now: Instant, in db: Database) throws -> [HeldPlan] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM held_plans WHERE expires_at > ? ORDER BY held_at, hash", arguments: [now.unixMilliseconds]
        ).map { row in
            let text: String = try row.decode(forColumn: "hash")
            guard let hash = PlanHash(text) else { throw StoreFailure.unreadable(row: text, of: "held_plans") }
            return try HeldPlan(
                hash: hash, heldAt: Instant(unixMilliseconds: row.decode(forColumn: "held_at")),
                causes: causes(of: hash, in: db), acts: acts(of: hash, in: db))
        }
    }

    /// Stores the plan, which is not there.
    func insert(into db: Database) throws {
        try db.execute(
            sql: "INSERT INTO held_plans (hash, held_at, expires_at) VALUES (?, ?, ?)",
            arguments: [hash.text, heldAt.unixMilliseconds, expiresAt.unixMilliseconds])
        for (position, cause) in causes.enumerated() {
            let stored = StoredCause(cause)
            try db.execute(
                sql: """
                    INSERT INTO held_plan_causes (plan, position, cause, room, instance, requirement, removed, governed)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    hash.text, position, stored.cause, stored.room, stored.instance, stored.requirement, stored.removed,
                    stored.governed,
                ])
        }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO held_plan_acts (plan, position, \(MembershipAct.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for (position, act) in acts.enumerated() {
            try statement.execute(arguments: [hash.text, position] + StatementArguments(act.values))
        }
    }

    private static func causes(of hash: PlanHash, in db: Database) throws -> [Cause] {
        try Row.fetchAll(db, sql: "SELECT * FROM held_plan_causes WHERE plan = ? ORDER BY position", arguments: [hash.text])
            .map { row in
                guard let cause = try StoredCause(row).decoded else {
                    throw StoreFailure.unreadable(row: hash.text, of: "held_plan_causes")
                }
                return cause
            }
    }

    private static func acts(of hash: PlanHash, in db: Database) throws -> [MembershipAct] {
        try Row.fetchAll(db, sql: "SELECT * FROM held_plan_acts WHERE plan = ? ORDER BY position", arguments: [hash.text])
            .map { row in
                guard let act = try MembershipAct(columnsOf: row) else {
                    throw StoreFailure.unreadable(row: hash.text, of: "held_plan_acts")
                }
                return act
            }
    }
}

/// How a cause is spelled in the columns of `held_plan_causes`. The words are stored: never rename one.
private struct StoredCause {
    let cause: String
    var room: String?
    var instance: String?
    var requirement: String?
    var removed: Int?
    var governed: Int?

    init(_ cause: HeldPlan.Cause) {
        switch cause {
        case .room(let id, let removed, let governed):
            self.cause = "room"
            room = id.text
            (self.removed, self.governed) = (removed, governed)
        case .instance(let id, let removed, let governed):
            self.cause = "instance"
            instance = id.text
            (self.removed, self.governed) = (removed, governed)
        case .everything(let removed, let governed):
            self.cause = "everything"
            (self.removed, self.governed) = (removed, governed)
        case .emptyGroup(let group):
            self.cause = "empty-group"
            instance = group.instance.text
            requirement = group.json
        }
    }

    init(_ row: Row) throws {
        cause = try row.decode(forColumn: "cause")
        room = try row.decode(forColumn: "room")
        instance = try row.decode(forColumn: "instance")
        requirement = try row.decode(forColumn: "requirement")
        removed = try row.decode(forColumn: "removed")
        governed = try row.decode(forColumn: "governed")
    }

    /// The cause, or `nil` when the columns say something that this program does not know.
    var decoded: HeldPlan.Cause? {
        let room = room.flatMap { RoomID($0) }
        let instance = instance.flatMap { InstanceID($0) }
        return switch (cause, room, instance, requirement, removed, governed) {
        case ("room", let room?, nil, nil, let removed?, let governed?):
            .room(room, removed: removed, governed: governed)
        case ("instance", nil, let instance?, nil, let removed?, let governed?):
            .instance(instance, removed: removed, governed: governed)
        case ("everything", nil, nil, nil, let removed?, let governed?):
            .everything(removed: removed, governed: governed)
        case ("empty-group", nil, let instance?, let json?, nil, nil):
            .emptyGroup(Requirement(instance: instance, canonicalJSON: json))
        default: nil
        }
    }
}
