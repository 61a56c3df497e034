import GRDB
public import UsherDomain

/// The ``PluginRecords`` in SQLite. Any thread; any number of processes.
public struct SQLitePluginRecords: PluginRecords {
    private let pool: any DatabaseWriter

    init(pool: any DatabaseWriter) {
        self.pool = pool
    }

    /// The records that lie in a data directory, only to be read; `nil` when there are none: the next start makes them. Throws
    /// ``StoreFailure``, with ``StoreFailure/Code/databaseOlder`` for those that the next start has to bring up to date.
    public static func existing(in directory: String) throws -> SQLitePluginRecords? {
        let place = DataDirectory(path: directory)
        guard place.hasDatabase else { return nil }
        return try DatabaseFile.openForReading(place.databasePath).map(SQLitePluginRecords.init(pool:))
    }

    public func pin(of pluginID: String) async throws -> PluginPin? {
        try await pool.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM plugin_pins WHERE plugin = ?", arguments: [pluginID])
                .map { try PluginPin(row: $0) }
        }
    }

    public func set(_ pin: PluginPin) async throws {
        try await pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO plugin_pins (plugin, sha256, version, permissions, since) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (plugin) DO UPDATE SET
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

    public func owner(of instance: InstanceID) async throws -> String? {
        try await pool.read { db in try Self.owner(of: instance, in: db) }
    }

    public func claim(_ instance: InstanceID, for pluginID: String) async throws -> String {
        try await pool.write { db in
            let owner = try Self.owner(of: instance, in: db)
            if let owner, try owner == pluginID || Self.holdsSomething(instance, in: db) { return owner }
            try db.execute(
                sql: """
                    INSERT INTO plugin_owners (instance, plugin) VALUES (?, ?)
                    ON CONFLICT (instance) DO UPDATE SET plugin = excluded.plugin
                    """, arguments: [instance.text, pluginID])
            return pluginID
        }
    }

    private static func owner(of instance: InstanceID, in db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT plugin FROM plugin_owners WHERE instance = ?", arguments: [instance.text])
    }

    /// Whether an instance's plugin has stored something, or has a redemption in its hands.
    private static func holdsSomething(_ instance: InstanceID, in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM plugin_kv WHERE instance = :instance)
                  OR EXISTS (SELECT 1 FROM plugin_secrets WHERE instance = :instance)
                  OR EXISTS (SELECT 1 FROM redemptions
                    WHERE instance = :instance AND state NOT IN ('done', 'already-in', 'failed', 'refused'))
                """, arguments: ["instance": instance.text]) ?? true
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
