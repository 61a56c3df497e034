import FoundationEssentials
import GRDB
public import UsherDomain

/// Everything that is stored, opened together. One per process; its parts may be used from any thread.
public struct Store: Sendable {
    /// Redemptions and the audit log.
    public let ledger: SQLiteLedger
    /// Sessions of browsers.
    public let sessions: SQLiteSessions
    /// What plugins store.
    public let keyValues: SQLiteKeyValueStore
    /// What plugins keep secret.
    public let secrets: SQLiteSecretStore
    /// Which plugin files are in use, allowed and kept from being started.
    public let plugins: SQLitePluginRecords
    /// Rules and settings of rooms, and the names of requirements.
    public let policies: SQLitePolicyStore
    /// Accounts and who they belong to.
    public let links: SQLiteLinkStore
    /// What instances said.
    public let evidence: SQLiteEvidenceStore
    /// What was decided and done about people in rooms.
    public let journal: SQLiteActJournal
    /// What the sync with the homeserver keeps over restarts.
    public let sync: SQLiteSyncStore
    /// What is remembered of rooms that the bot may lose sight of.
    public let memory: SQLiteRoomMemory
    /// Hashes under keys.
    public let hashes: CryptoHashes
    /// The names by which plugins know people.
    public let pseudonyms: KeyedPseudonyms

    private let pool: DatabasePool

    /// Opens the store in `directory`: reads or makes `usher.key`, opens or makes `usher.db` and brings it up to date. Blocks,
    /// for milliseconds as a rule and up to 10 seconds while another process does the same.
    ///
    /// - Parameters:
    ///   - directory: an existing directory that this user may write to.
    ///   - clock: tells when stored things have run out.
    ///   - random: gives the key, session ids and cookies; fit for keys.
    /// - Throws: ``StoreFailure``, always with advice for an admin. A database or key that is refused stays as it was.
    public static func open(directory: String, clock: any WallClock, random: any RandomSource) throws(StoreFailure) -> Store {
        let place = DataDirectory(path: directory)
        do {
            return try place.whileLocked {
                let key = try KeyFile.load(in: place, random: random)
                let pool = try DatabaseFile.open(place.databasePath)
                try matchKey(key, with: pool, in: place)
                return Store(key: key, pool: pool, clock: clock, random: random)
            }
        } catch let failure as StoreFailure {
            throw failure
        } catch {
            throw StoreFailure(
                .databaseUnusable, "The store in \(directory) cannot be opened: \(error).", advice: "Check the disk.")
        }
    }

    private init(key: SecretKey, pool: DatabasePool, clock: any WallClock, random: any RandomSource) {
        self.pool = pool
        ledger = SQLiteLedger(pool: pool)
        sessions = SQLiteSessions(pool: pool, key: key, clock: clock, random: random)
        keyValues = SQLiteKeyValueStore(pool: pool, clock: clock)
        secrets = SQLiteSecretStore(pool: pool, box: SecretBox(key: key, random: random))
        plugins = SQLitePluginRecords(pool: pool)
        policies = SQLitePolicyStore(pool: pool)
        links = SQLiteLinkStore(pool: pool)
        evidence = SQLiteEvidenceStore(pool: pool)
        journal = SQLiteActJournal(pool: pool)
        sync = SQLiteSyncStore(pool: pool)
        memory = SQLiteRoomMemory(pool: pool)
        hashes = CryptoHashes(key)
        pseudonyms = KeyedPseudonyms(key)
    }

    /// Ends all connections after the accesses in flight; every later use of a part throws. A process that ends without it loses
    /// nothing.
    public func close() throws {
        try pool.close()
    }

    /// A key that was restored from the wrong backup would work, and silently make strangers of everybody.
    private static func matchKey(_ key: SecretKey, with pool: DatabasePool, in place: DataDirectory) throws {
        let check = Data(key.check)
        let stored = try pool.write { db in
            try db.execute(sql: "INSERT INTO key_check (id, digest) VALUES (1, ?) ON CONFLICT DO NOTHING", arguments: [check])
            return try Data.fetchOne(db, sql: "SELECT digest FROM key_check")
        }
        guard stored == check else {
            throw StoreFailure(
                .keyForeign, "\(place.keyPath) is not the key that \(place.databasePath) was made with.",
                advice: "Restore both files from the same backup.")
        }
    }
}
