import GRDB
public import UsherDomain

/// The ``EvidenceStore`` in SQLite. Any thread; any number of processes.
public struct SQLiteEvidenceStore: EvidenceStore {
    private let pool: DatabasePool

    init(pool: DatabasePool) {
        self.pool = pool
    }

    public func snapshots() async throws -> [Snapshot] {
        try await snapshots(areHeld: false)
    }

    public func accept(_ snapshot: Snapshot) async throws {
        try await pool.write { db in
            try snapshot.store(isHeld: false, in: db)
            let number = try snapshot.requirement.number(in: db)
            try db.execute(sql: "DELETE FROM snapshots WHERE requirement = ? AND is_held", arguments: [number])
            guard snapshot.isAuthoritative || !snapshot.accounts.isEmpty else { return }
            try db.execute(
                sql: "UPDATE asked_requirements SET was_emptied = 0 WHERE id = ? AND was_emptied", arguments: [number])
        }
    }

    public func renew(_ requirement: Requirement, takenAt: Instant, freshUntil: Instant) async throws -> Bool {
        try await pool.write { db in
            let number = try requirement.number(in: db)
            try db.execute(
                sql: "UPDATE snapshots SET taken_at = ?, fresh_until = ? WHERE requirement = ? AND NOT is_held",
                arguments: [takenAt.unixMilliseconds, freshUntil.unixMilliseconds, number])
            guard db.changesCount == 1 else { return false }
            try db.execute(sql: "DELETE FROM snapshots WHERE requirement = ? AND is_held", arguments: [number])
            return true
        }
    }

    public func heldSnapshots() async throws -> [Snapshot] {
        try await snapshots(areHeld: true)
    }

    public func hold(_ snapshot: Snapshot) async throws {
        try await pool.write { db in try snapshot.store(isHeld: true, in: db) }
    }

    public func findings(freshAt now: Instant) async throws -> [StoredFinding] {
        try await pool.read { db in
            let requirements = try Requirement.asked(in: db)
            let rows = try Row.fetchCursor(
                db, sql: "SELECT * FROM findings WHERE fresh_until > ? ORDER BY requirement, user",
                arguments: [now.unixMilliseconds])
            var findings: [StoredFinding] = []
            while let row = try rows.next() {
                try findings.append(StoredFinding(row: row, requirement: Self.requirement(of: row, requirements, "findings")))
            }
            return findings
        }
    }

    public func record(_ findings: [StoredFinding], emptying: [Requirement: Bool]) async throws {
        guard !findings.isEmpty || !emptying.isEmpty else { return }
        try await pool.write { db in
            for finding in findings { try finding.store(in: db) }
            for (requirement, isEmpty) in emptying {
                try db.execute(
                    sql: "UPDATE asked_requirements SET was_emptied = ? WHERE id = ?",
                    arguments: [isEmpty, try requirement.numberMade(in: db)])
            }
        }
    }

    public func emptied() async throws -> Set<Requirement> {
        try await pool.read { db in
            let requirements = try Requirement.asked(in: db)
            return try Set(
                Int64.fetchAll(db, sql: "SELECT id FROM asked_requirements WHERE was_emptied")
                    .compactMap { requirements[$0] })
        }
    }

    public func forget(_ user: UserID, at instance: InstanceID) async throws {
        try await pool.write { db in
            try db.execute(
                sql: """
                    DELETE FROM findings WHERE user = ?
                      AND requirement IN (SELECT id FROM asked_requirements WHERE instance = ?)
                    """, arguments: [user.text, instance.text])
        }
    }

    public func prune(keeping requirements: Set<Requirement>, now: Instant) async throws {
        try await pool.write { db in
            for (number, requirement) in try Requirement.asked(in: db) where !requirements.contains(requirement) {
                try db.execute(sql: "DELETE FROM asked_requirements WHERE id = ?", arguments: [number])
            }
            try db.execute(sql: "DELETE FROM findings WHERE fresh_until <= ?", arguments: [now.unixMilliseconds])
        }
    }

    private func snapshots(areHeld: Bool) async throws -> [Snapshot] {
        try await pool.read { db in
            let requirements = try Requirement.asked(in: db)
            let rows = try Row.fetchCursor(
                db, sql: "SELECT * FROM snapshots WHERE is_held = ? ORDER BY requirement", arguments: [areHeld])
            var snapshots: [Snapshot] = []
            while let row = try rows.next() {
                try snapshots.append(Snapshot(row: row, requirement: Self.requirement(of: row, requirements, "snapshots")))
            }
            return snapshots
        }
    }

    private static func requirement(
        of row: Row, _ requirements: [Int64: Requirement], _ table: String
    ) throws -> Requirement {
        let number: Int64 = try row.decode(forColumn: "requirement")
        guard let requirement = requirements[number] else { throw StoreFailure.unreadable(row: "\(number)", of: table) }
        return requirement
    }
}
