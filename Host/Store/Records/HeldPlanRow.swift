import FoundationEssentials
import GRDB
import UsherDomain

extension HeldPlan {
    /// All whose time is not over at `now`, oldest first. Throws ``StoreFailure`` rather than guess.
    static func fetchAll(now: Instant, _ people: People, in db: Database) throws -> [HeldPlan] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM held_plans WHERE expires_at > ? ORDER BY held_at, hash", arguments: [now.unixMilliseconds]
        ).map { row in
            let text: String = try row.decode(forColumn: "hash")
            guard let hash = PlanHash(text), let users = users(try row.decode(forColumn: "people")) else {
                throw StoreFailure.unreadable(row: text, of: "held_plans")
            }
            return try HeldPlan(
                hash: hash, heldAt: Instant(unixMilliseconds: row.decode(forColumn: "held_at")),
                causes: causes(of: hash, in: db), groups: groups(of: hash, about: users.map(people.number), in: db),
                isDropped: row.decode(forColumn: "is_dropped"))
        }
    }

    /// Stores the plan, which is not there.
    func insert(_ people: People, into db: Database) throws {
        let list = PlacedPeople(of: groups, people)
        try db.execute(
            sql: "INSERT INTO held_plans (hash, held_at, expires_at, is_dropped, people) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                hash.text, heldAt.unixMilliseconds, expiresAt.unixMilliseconds, isDropped,
                Data(list.users.flatMap { Array($0.text.utf8) + [0] }),
            ])
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
                INSERT INTO held_plan_acts (plan, position, kind, room, reason, instances, rule_version, people)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for (position, group) in groups.enumerated() {
            try statement.execute(arguments: [
                hash.text, position, group.kind.rawValue, group.room.text, group.reason, InstanceNames.text(group.instances),
                group.ruleVersion, Data(list.places(of: group.people).encoded),
            ])
        }
    }

    /// Whom the column `people` names; `nil` when one of them is no user ID.
    private static func users(_ bytes: Data) -> [UserID]? {
        let names = bytes.split(separator: 0, omittingEmptySubsequences: false)
        let users = names.dropLast().compactMap { UserID(String(decoding: $0, as: UTF8.self)) }
        return names.last?.isEmpty == false || users.count != max(names.count - 1, 0) ? nil : users
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

    private static func groups(of hash: PlanHash, about users: [PersonNumber], in db: Database) throws -> [ActGroup] {
        try Row.fetchAll(db, sql: "SELECT * FROM held_plan_acts WHERE plan = ? ORDER BY position", arguments: [hash.text])
            .map { row in
                let bytes: Data = try row.decode(forColumn: "people")
                guard let kind = try MembershipAct.Kind(rawValue: row.decode(forColumn: "kind")),
                    let room = try RoomID(row.decode(forColumn: "room")),
                    let instances = try InstanceNames.parse(row.decode(forColumn: "instances")),
                    let people = NumberSet<PersonPlace>(encoded: Array(bytes))
                        .flatMap({ PlacedPeople.people(at: $0, in: users) })
                else { throw StoreFailure.unreadable(row: hash.text, of: "held_plan_acts") }
                return try ActGroup(
                    kind: kind, room: room, reason: row.decode(forColumn: "reason"), instances: instances,
                    ruleVersion: row.decode(forColumn: "rule_version"), people: people)
            }.arranged
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
