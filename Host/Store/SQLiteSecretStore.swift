import FoundationEssentials
import GRDB
public import UsherDomain

/// The ``SecretStore`` in SQLite. Blocks the calling thread as ``SQLiteKeyValueStore`` does. Any thread; any number of processes.
public struct SQLiteSecretStore: SecretStore {
    /// Longest name, in bytes (usher_plugin.h).
    public static let nameBytesMax = 256
    /// Largest value, in bytes (usher_plugin.h): far more than the longest token, and a bundle of keys still fits.
    public static let valueBytesMax = 64 * 1_024
    /// Most secrets of one instance, and what all its names and values together may take, in bytes: a token for each of a
    /// thousand linked accounts. Whoever has more keeps them where they are made.
    public static let countMax = 1_024
    public static let instanceBytesMax: Int64 = 1_024 * 1_024

    private let pool: DatabasePool
    private let box: SecretBox

    init(pool: DatabasePool, box: SecretBox) {
        self.pool = pool
        self.box = box
    }

    public func get(_ name: String, of instance: InstanceID) throws -> Secret<[UInt8]>? {
        let key = try Self.key(name)
        let sealed = try pool.read { db in
            try Data.fetchOne(
                db.cachedStatement(sql: "SELECT sealed FROM plugin_secrets WHERE instance = ? AND name = ?"),
                arguments: [instance.text, key])
        }
        guard let sealed else { return nil }
        do {
            return try box.open(sealed, at: Self.place(name, instance))
        } catch {
            throw StoreFailure(
                .rowUnreadable, "A secret of the instance \(instance.text) does not open: its row was changed or moved.",
                advice: "Write it again, or restore database and key from the same backup.")
        }
    }

    public func put(_ name: String, _ value: Secret<[UInt8]>, of instance: InstanceID) throws {
        let key = try Self.key(name)
        guard value.reveal().count <= Self.valueBytesMax else { throw SecretRefusal.value }
        let sealed = try box.seal(value, at: Self.place(name, instance))
        try pool.write { db in
            let before = try Self.usage(of: instance, in: db)
            try db.execute(
                sql: """
                    INSERT INTO plugin_secrets (instance, name, sealed) VALUES (?, ?, ?)
                    ON CONFLICT (instance, name) DO UPDATE SET sealed = excluded.sealed
                    """, arguments: [instance.text, key, sealed])
            let after = try Self.usage(of: instance, in: db)
            // A write that makes an instance smaller is never refused. The transaction ends with the refusal.
            guard after.count <= max(Self.countMax, before.count), after.bytes <= max(Self.instanceBytesMax, before.bytes) else {
                throw SecretRefusal.quota
            }
        }
    }

    public func delete(_ name: String, of instance: InstanceID) throws {
        let key = try Self.key(name)
        try pool.write { db in
            try db.execute(
                sql: "DELETE FROM plugin_secrets WHERE instance = ? AND name = ?", arguments: [instance.text, key])
        }
    }

    private static func key(_ name: String) throws -> Data {
        guard (1...nameBytesMax).contains(name.utf8.count) else { throw SecretRefusal.name }
        return Data(name.utf8)
    }

    private static func place(_ name: String, _ instance: InstanceID) -> [UInt8] {
        LengthPrefixed.join("plugin_secrets", instance.text, name)
    }

    private static func usage(of instance: InstanceID, in db: Database) throws -> (count: Int, bytes: Int64) {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*) AS count, coalesce(sum(length(name) + length(sealed) - ?), 0) AS bytes
                FROM plugin_secrets WHERE instance = ?
                """, arguments: [SecretBox.overheadBytes, instance.text])
        return try (row?.decode(forColumn: "count") ?? 0, row?.decode(forColumn: "bytes") ?? 0)
    }
}
