import GRDB
public import UsherDomain

/// The ``PolicyStore`` in SQLite: revisions are added, never changed. Any thread; any number of processes.
public struct SQLitePolicyStore: PolicyStore {
    private let pool: DatabasePool

    init(pool: DatabasePool) {
        self.pool = pool
    }

    public func policies() async throws -> [Policy] {
        try await pool.read { try Self.policies(in: $0) }
    }

    public func set(_ policy: Policy, replacing revision: Int64?, audit: AuditEntry) async throws -> Policy? {
        try await pool.write { try Self.set(policy, replacing: revision, audit: audit, in: $0) }
    }

    public func remove(_ room: RoomID, revision: Int64, audit: AuditEntry) async throws -> Bool {
        try await pool.write { try Self.remove(room, revision: revision, audit: audit, in: $0) }
    }

    public func everything() async throws -> (policies: [Policy], requirements: [NamedRequirement]) {
        try await pool.read { (try Self.policies(in: $0), try Self.requirements(in: $0)) }
    }

    public func apply(_ changes: [PolicyChange]) async throws -> Bool {
        for change in changes {
            if case .setRequirement(let requirement, _) = change.edit { try Self.check(requirement) }
        }
        return try await pool.write { db in
            var isDone = true
            try db.inSavepoint {
                for change in changes where isDone { isDone = try Self.apply(change, in: db) }
                return isDone ? .commit : .rollback
            }
            return isDone
        }
    }

    public func move(from old: RoomID, to new: RoomID, audit: AuditEntry) async throws -> PolicyMove? {
        guard old != new else { return nil }
        return try await pool.write { db in
            guard let move = try PolicyMove(from: old, to: new, in: db) else { return nil }
            try move.apply(audit: audit.insert(into: db), in: db)
            return move
        }
    }

    public func requirements() async throws -> [NamedRequirement] {
        try await pool.read { try Self.requirements(in: $0) }
    }

    public func set(_ requirement: NamedRequirement, audit: AuditEntry) async throws {
        try Self.check(requirement)
        try await pool.write { db in
            let name = requirement.name
            let last = try Self.last(of: name, in: db)
            guard last.json != requirement.requirement.json else { return }
            try Self.insert(name, last.number + 1, json: requirement.requirement.json, audit: audit, in: db)
        }
    }

    public func remove(_ name: RequirementName, audit: AuditEntry) async throws -> Bool {
        try await pool.write { db in
            let last = try Self.last(of: name, in: db)
            guard last.json != nil else { return false }
            try Self.insert(name, last.number + 1, json: nil, audit: audit, in: db)
            return true
        }
    }

    private static func policies(in db: Database) throws -> [Policy] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM policies AS policy
                WHERE NOT is_removed AND revision = (SELECT max(revision) FROM policies WHERE room = policy.room)
                ORDER BY room
                """
        ).map { try Policy(row: $0) }
    }

    private static func requirements(in db: Database) throws -> [NamedRequirement] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM requirement_names AS named
                WHERE requirement IS NOT NULL AND revision = (
                  SELECT max(revision) FROM requirement_names WHERE instance = named.instance AND name = named.name)
                ORDER BY instance, name
                """
        ).compactMap { try NamedRequirement.decode($0) }
    }

    private static func apply(_ change: PolicyChange, in db: Database) throws -> Bool {
        switch change.edit {
        case .setPolicy(let policy, let revision):
            return try set(policy, replacing: revision, audit: change.audit, in: db) != nil
        case .removePolicy(let room, let revision):
            return try remove(room, revision: revision, audit: change.audit, in: db)
        case .setRequirement(let requirement, let revision):
            let last = try last(of: requirement.name, in: db)
            guard (last.json == nil ? nil : last.number) == revision else { return false }
            try insert(
                requirement.name, last.number + 1, json: requirement.requirement.json, audit: change.audit, in: db)
            return true
        case .removeRequirement(let name, let revision):
            let last = try last(of: name, in: db)
            guard last.json != nil, last.number == revision else { return false }
            try insert(name, last.number + 1, json: nil, audit: change.audit, in: db)
            return true
        }
    }

    /// `nil`, and nothing written, when another revision is there.
    private static func set(
        _ policy: Policy, replacing revision: Int64?, audit: AuditEntry, in db: Database
    ) throws -> Policy? {
        let last = try LastRevision(of: policy.room, in: db)
        guard last.current == revision else { return nil }
        var next = policy
        next.revision = last.number + 1
        // As it will be read back.
        next.rule = next.rule?.normalised
        try next.insert(into: db, audit: audit.insert(into: db))
        return next
    }

    private static func remove(_ room: RoomID, revision: Int64, audit: AuditEntry, in db: Database) throws -> Bool {
        let last = try LastRevision(of: room, in: db)
        guard last.current == revision else { return false }
        try Policy.insertRemoval(of: room, revision: last.number + 1, audit: audit.insert(into: db), in: db)
        return true
    }

    private static func check(_ requirement: NamedRequirement) throws {
        guard requirement.requirement.instance == requirement.name.instance else {
            throw StoreFailure(
                .rowMalformed, "The name \(requirement.name) was given to a requirement of \(requirement.requirement.instance).",
                advice: "Nothing was stored. Report it as a defect of Usher.")
        }
    }

    /// The last revision of a name: 0 when it never had one; no requirement when it has none now.
    private static func last(of name: RequirementName, in db: Database) throws -> (number: Int64, json: String?) {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT revision, requirement FROM requirement_names WHERE instance = ? AND name = ?
                ORDER BY revision DESC LIMIT 1
                """, arguments: [name.instance.text, name.name])
        guard let row else { return (0, nil) }
        return try (row.decode(forColumn: "revision"), row.decode(forColumn: "requirement"))
    }

    private static func insert(
        _ name: RequirementName, _ revision: Int64, json: String?, audit: AuditEntry, in db: Database
    ) throws {
        let entry = try audit.insert(into: db)
        try db.execute(
            sql: "INSERT INTO requirement_names (instance, name, revision, requirement, audit) VALUES (?, ?, ?, ?, ?)",
            arguments: [name.instance.text, name.name, revision, json, entry])
    }
}
