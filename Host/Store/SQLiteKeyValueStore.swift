import FoundationEssentials
import GRDB
public import UsherDomain

/// The ``KeyValueStore`` in SQLite. Blocks the calling thread: a read for about 0.1 ms, a write until it is on the disk. Any
/// thread; any number of processes.
///
/// A pair that has run out is not there, whether or not its row was removed yet.
public struct SQLiteKeyValueStore: KeyValueStore {
    /// Longest key, in bytes (usher_plugin.h).
    public static let keyBytesMax = 256
    /// Largest value, in bytes: it has to fit into one frame to the worker, and a plugin with more than this in one value wants
    /// several keys.
    public static let valueBytesMax = 256 * 1_024
    /// What one instance may store in all, in bytes, each pair charged with 64 beside its key and value: room for 50,000
    /// invitation tokens of 256 bytes, and little enough that a plugin that runs wild fills no disk.
    public static let instanceBytesMax: Int64 = 16 * 1_024 * 1_024
    /// How many pairs that have run out go with each write.
    static let prunedPerWrite = 16
    /// How many of them go when an instance has reached its quota.
    static let prunedAtQuota = 4_096

    private let pool: DatabasePool
    private let clock: any WallClock

    init(pool: DatabasePool, clock: any WallClock) {
        self.pool = pool
        self.clock = clock
    }

    public func get(_ key: String, of instance: InstanceID) throws -> KeyValue? {
        let slot = try KeyValueSlot(key, of: instance, now: clock.now())
        return try pool.read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT version, value FROM plugin_kv
                    WHERE instance = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)
                    """)
            return try Row.fetchOne(statement, arguments: [slot.instance, slot.key, slot.now]).map { row in
                let value: Data = try row.decode(forColumn: "value")
                let version: UInt64 = try row.decode(forColumn: "version")
                return KeyValue(value: Array(value), version: version)
            }
        }
    }

    public func put(
        _ key: String, _ value: [UInt8], ttlMilliseconds: Int64, expected: KeyValueExpectation, of instance: InstanceID,
        bytesMax: Int64
    ) throws {
        let limit = min(bytesMax, Self.instanceBytesMax)
        let now = clock.now()
        let slot = try KeyValueSlot(key, of: instance, now: now)
        guard value.count <= Self.valueBytesMax else { throw KeyValueRefusal.quota }
        let end = ttlMilliseconds == 0 ? nil : now.advanced(byMilliseconds: ttlMilliseconds).unixMilliseconds
        // A refusal is returned, not thrown, so that the room that was made on the way to it stays made.
        let refusal = try pool.write { db -> KeyValueRefusal? in
            guard try slot.meets(expected, in: db) else { return .conflict }
            try slot.prune(db, max: Self.prunedPerWrite)
            if try slot.write(Data(value), expiresAt: end, bytesMax: limit, in: db) { return nil }
            try slot.prune(db, max: Self.prunedAtQuota)
            return try slot.write(Data(value), expiresAt: end, bytesMax: limit, in: db) ? nil : .quota
        }
        if let refusal { throw refusal }
    }

    public func delete(_ key: String, expected: KeyValueExpectation, of instance: InstanceID) throws {
        let slot = try KeyValueSlot(key, of: instance, now: clock.now())
        try pool.write { db in
            guard try slot.meets(expected, in: db) else { throw KeyValueRefusal.conflict }
            try db.execute(
                sql: "DELETE FROM plugin_kv WHERE instance = ? AND key = ?", arguments: [slot.instance, slot.key])
        }
    }

    public func keys(prefix: String, after: String, limit: Int, of instance: InstanceID) throws -> [String] {
        let range = KeyRange(prefix: Array(prefix.utf8), after: Array(after.utf8))
        let now = clock.now().unixMilliseconds
        return try pool.read { db in
            let keys = try Data.fetchAll(
                db,
                sql: """
                    SELECT key FROM plugin_kv
                    WHERE instance = ? AND key \(range.isAfterFirst ? ">" : ">=") ? AND key < ?
                      AND (expires_at IS NULL OR expires_at > ?)
                    ORDER BY key LIMIT ?
                    """,
                arguments: [instance.text, Data(range.first), Data(range.end), now, max(limit, 0)])
            return try keys.map { key in
                guard let text = String(validating: key, as: UTF8.self) else {
                    throw StoreFailure.unreadable(row: Hexadecimal.text(key), of: "plugin_kv")
                }
                return text
            }
        }
    }
}
