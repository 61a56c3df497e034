import GRDB
public import UsherDomain

/// The ``PluginRecords`` in SQLite. Any thread; any number of processes.
public struct SQLitePluginRecords: PluginRecords {
    private let pool: DatabasePool

    init(pool: DatabasePool) {
        self.pool = pool
    }

    public func pin(of pluginID: String) async throws -> PluginPin? {
        try await pool.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM plugin_pins WHERE plugin = ?", arguments: [pluginID])
                .map { try PluginPin(row: $0) }
        }
    }

    public func pins() async throws -> [PluginPin] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM plugin_pins ORDER BY plugin").map { try PluginPin(row: $0) }
        }
    }

    public func set(_ pin: PluginPin) async throws {
        try await pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO plugin_pins (plugin, sha256, version, permissions, since) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (plugin) DO UPDATE SET
                      previous = CASE WHEN sha256 = excluded.sha256 THEN previous ELSE sha256 END,
                      sha256 = excluded.sha256, version = excluded.version, permissions = excluded.permissions,
                      since = excluded.since
                    WHERE sha256 <> excluded.sha256 OR permissions <> excluded.permissions OR version <> excluded.version
                    """,
                arguments: [
                    pin.pluginID, pin.digest.text, pin.version, pin.permissionsJSON, pin.since.unixMilliseconds,
                ])
        }
    }

    public func consent(to digest: PluginDigest, permissionsJSON: String) async throws -> PluginConsent? {
        try await pool.read { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT approved_by, approved_at FROM plugin_consents WHERE sha256 = ? AND permissions = ?",
                arguments: [digest.text, permissionsJSON])
            guard let row else { return nil }
            return try PluginConsent(
                digest: digest, permissionsJSON: permissionsJSON, approvedBy: row.decode(forColumn: "approved_by"),
                approvedAt: Instant(unixMilliseconds: row.decode(forColumn: "approved_at")))
        }
    }

    public func approve(_ consent: PluginConsent, audit: AuditEntry) async throws {
        try await pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO plugin_consents (sha256, permissions, approved_by, approved_at) VALUES (?, ?, ?, ?)
                    ON CONFLICT (sha256, permissions) DO UPDATE
                    SET approved_by = excluded.approved_by, approved_at = excluded.approved_at
                    """,
                arguments: [
                    consent.digest.text, consent.permissionsJSON, consent.approvedBy, consent.approvedAt.unixMilliseconds,
                ])
            try audit.insert(into: db)
        }
    }

    public func quarantine(of digest: PluginDigest) async throws -> PluginQuarantine? {
        try await pool.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM plugin_quarantines WHERE sha256 = ?", arguments: [digest.text])
                .map { try PluginQuarantine(row: $0) }
        }
    }

    public func quarantines() async throws -> [PluginQuarantine] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM plugin_quarantines ORDER BY since, sha256")
                .map { try PluginQuarantine(row: $0) }
        }
    }

    public func isolate(_ quarantine: PluginQuarantine) async throws {
        try await pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO plugin_quarantines (sha256, plugin, file, reason, since) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (sha256) DO NOTHING
                    """,
                arguments: [
                    quarantine.digest.text, quarantine.pluginID, quarantine.file, quarantine.reason,
                    quarantine.since.unixMilliseconds,
                ])
        }
    }

    public func lift(_ digest: PluginDigest, audit: AuditEntry) async throws -> Bool {
        try await pool.write { db in
            try db.execute(sql: "DELETE FROM plugin_quarantines WHERE sha256 = ?", arguments: [digest.text])
            guard db.changesCount == 1 else { return false }
            try audit.insert(into: db)
            return true
        }
    }
}
