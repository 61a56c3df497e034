/// The store: what Usher remembers, on disk.
///
/// - In here: the SQLite file `usher.db` with its migrations, one adapter per storage port (``SQLiteLedger``, ``SQLiteSessions``,
///   ``SQLiteKeyValueStore``, ``SQLiteSecretStore``, ``SQLitePluginRecords``), and the key file `usher.key` with what is derived
///   from it (``KeyedPseudonyms``, ``CryptoHashes``). ``Store`` opens all of it.
/// - Not in here: decisions. A write is a named method that keeps an invariant in one transaction; which write to make is the
///   engine's affair. SQL and the key never leave this room.
/// - Imports: UsherDomain, GRDB for SQLite, Crypto for hashes and for the encryption of secrets.
///
/// Two processes may have the same directory open at once (the daemon and a command line): every compare-and-set is decided by
/// SQLite's write lock, not by an actor.
public enum UsherStore {}
