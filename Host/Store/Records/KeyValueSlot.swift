import FoundationEssentials
import GRDB
import UsherDomain

/// The place of one pair in `plugin_kv` at one moment. Its methods run inside the caller's transaction.
struct KeyValueSlot {
    let instance: String
    let key: Data
    let now: Int64

    /// Throws ``KeyValueRefusal/key`` for a key that is empty or too long.
    init(_ key: String, of instance: InstanceID, now: Instant) throws {
        let bytes = Array(key.utf8)
        guard (1...SQLiteKeyValueStore.keyBytesMax).contains(bytes.count) else { throw KeyValueRefusal.key }
        self.instance = instance.text
        self.key = Data(bytes)
        self.now = now.unixMilliseconds
    }

    /// The version that is there, `nil` when there is none or its time has passed.
    func version(in db: Database) throws -> UInt64? {
        try UInt64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT version FROM plugin_kv
                    WHERE instance = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)
                    """), arguments: [instance, key, now])
    }

    func meets(_ expected: KeyValueExpectation, in db: Database) throws -> Bool {
        switch expected {
        case .anything: true
        case .absent: try version(in: db) == nil
        case .version(let wanted): try version(in: db) == wanted
        }
    }

    /// Writes the pair under a new version; `false`, with nothing written, when the instance would exceed its quota by it. A
    /// write that makes an instance smaller is never refused.
    func write(_ value: Data, expiresAt: Int64?, bytesMax: Int64, in db: Database) throws -> Bool {
        var isWithinQuota = false
        try db.inSavepoint {
            let before = try total(in: db)
            let version = try nextVersion(in: db)
            try db.cachedStatement(
                sql: """
                    INSERT INTO plugin_kv (instance, key, version, expires_at, value) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (instance, key) DO UPDATE
                    SET version = excluded.version, expires_at = excluded.expires_at, value = excluded.value
                    """
            ).execute(arguments: [instance, key, version, expiresAt, value])
            let after = try total(in: db)
            isWithinQuota = after <= bytesMax || after <= before
            return isWithinQuota ? .commit : .rollback
        }
        return isWithinQuota
    }

    /// Removes at most `max` of the instance's pairs whose time has passed.
    func prune(_ db: Database, max: Int) throws {
        try db.cachedStatement(
            sql: """
                DELETE FROM plugin_kv WHERE rowid IN
                  (SELECT rowid FROM plugin_kv WHERE instance = ? AND expires_at <= ? ORDER BY expires_at LIMIT ?)
                """
        ).execute(arguments: [instance, now, max])
    }

    /// What the instance stores, in bytes, as the triggers keep it.
    private func total(in db: Database) throws -> Int64 {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT bytes FROM plugin_kv_totals WHERE instance = ?"), arguments: [instance]) ?? 0
    }

    /// One more than the last version of any of the instance's keys, also of those that are gone.
    private func nextVersion(in db: Database) throws -> Int64 {
        try db.cachedStatement(
            sql: """
                INSERT INTO plugin_kv_totals (instance, bytes, version) VALUES (?, 0, 1)
                ON CONFLICT (instance) DO UPDATE SET version = version + 1
                """
        ).execute(arguments: [instance])
        let version = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT version FROM plugin_kv_totals WHERE instance = ?"), arguments: [instance])
        guard let version else { throw StoreFailure.unreadable(row: instance, of: "plugin_kv_totals") }
        return version
    }
}

/// Which keys a listing covers, by bytes: from `first` (not itself, when ``isAfterFirst``) to before `end`.
struct KeyRange: Equatable {
    let first: [UInt8]
    let isAfterFirst: Bool
    let end: [UInt8]

    /// The keys that begin with `prefix` and sort after `after`.
    init(prefix: [UInt8], after: [UInt8]) {
        isAfterFirst = !after.lexicographicallyPrecedes(prefix)
        first = isAfterFirst ? after : prefix
        // No byte of UTF-8 is 0xff, so the last one can be raised, and 0xff alone comes after every text.
        end = prefix.last.map { prefix.dropLast() + [$0 + 1] } ?? [0xff]
    }
}
