import GRDB
import Glibc

/// Opens `usher.db`: a pool of connections on a checked, migrated file of mode 0600.
enum DatabaseFile {
    /// How long a write waits for the other process' write, in seconds. Writes take milliseconds; a command line that stands in a
    /// debugger must not hang the daemon for ever.
    static let busySeconds = 5.0
    /// The smallest page of SQLite's file format, in bytes.
    private static let pageBytesMin = 512

    /// Opens the file at `path`, made on the first start. The caller holds the directory's lock, because setting up a new file in
    /// two processes at once is not safe in itself.
    static func open(_ path: String) throws -> DatabasePool {
        do {
            try makeFile(path)
            try refuseUnlessOurs(path)
            let pool = try DatabasePool(path: path, configuration: configuration())
            try pool.writeWithoutTransaction { db in
                // GRDB's pool sets NORMAL, under which a loss of power takes back the last commits. A use that was set aside, a
                // token that was used and a plugin's write are promised to be durable, and one fsync each is what that costs.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try Migrations.run(on: db)
            }
            return pool
        } catch let error as DatabaseError {
            throw failure(error, path: path)
        }
    }

    /// A connection that cannot write, on a file that is there; `nil` when nothing was ever written to it. Throws
    /// ``StoreFailure``, also for an older schema, which only the next start may change.
    static func openForReading(_ path: String) throws -> DatabaseQueue? {
        do {
            let (queue, version) = try lookInto(path)
            guard version > 0 else { return nil }
            guard version == Migrations.all.count else {
                throw StoreFailure(
                    .databaseOlder,
                    "\(path) was written by an older Usher (schema \(version), this program knows \(Migrations.all.count)): what "
                        + "it remembers was not read.",
                    advice: "Back it up and start `usher serve`, which brings it up to date. Then ask again.")
            }
            return queue
        } catch let error as DatabaseError {
            throw failure(error, path: path)
        }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "usher.db"
        configuration.busyMode = .timeout(busySeconds)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { db in
            // A file that somebody tampered with must not make SQLite call functions with side effects from its schema.
            try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        }
        return configuration
    }

    /// SQLite would make the file with the process' umask; its -wal and -shm files take over the mode that they find here.
    private static func makeFile(_ path: String) throws {
        let descriptor = Glibc.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        let reason = errno
        guard reason == EEXIST else { throw unusable(path, "\(SystemError(reason)).") }
        // No descriptor is opened on an existing file: closing one would drop the locks that SQLite holds on it in this process.
        var status = stat()
        guard stat(path, &status) == 0 else { throw unusable(path, "\(SystemError(errno)).") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw unusable(path, "it is no regular file.") }
        // To SQLite, a file that is shorter than a page is a new database. Here it is what is left of an old one; only a length
        // of 0 is what our own first start leaves when it is interrupted.
        guard status.st_size == 0 || status.st_size >= pageBytesMin else { throw damaged(path, "it is cut off") }
        guard status.st_mode & 0o077 != 0 else { return }
        guard chmod(path, 0o600) == 0 else { throw unusable(path, "its mode cannot be set to 0600: \(SystemError(errno)).") }
    }

    /// A newer or a foreign file stays as it is.
    private static func refuseUnlessOurs(_ path: String) throws {
        try lookInto(path).queue.close()
    }

    /// Looks into the file without changing it. Returns how many migrations it has seen.
    private static func lookInto(_ path: String) throws -> (queue: DatabaseQueue, version: Int) {
        var looking = configuration()
        looking.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: looking)
        let version = try queue.read { db in
            let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let isEmpty = try Bool.fetchOne(db, sql: "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)") ?? false
            guard isEmpty || application == Migrations.applicationID else {
                throw StoreFailure(
                    .databaseForeign, "\(path) is a database of another program.",
                    advice: "Let `data_directory` name a directory of Usher's own.")
            }
            return try Migrations.version(of: db)
        }
        guard version <= Migrations.all.count else {
            throw StoreFailure(
                .databaseNewer,
                "\(path) was written by a newer Usher (schema \(version), this program knows \(Migrations.all.count)).",
                advice: "Start that version again, or restore the backup made before the upgrade. Nothing was changed.")
        }
        return (queue, version)
    }

    private static func failure(_ error: DatabaseError, path: String) -> StoreFailure {
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            damaged(path, error.message ?? "no detail")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            StoreFailure(
                .busy, "Another process keeps \(path) locked.", advice: "End it if it hangs, and start again.")
        case .SQLITE_FULL:
            unusable(path, "the disk is full.", advice: "Free some space.")
        default:
            unusable(path, "\(error.message ?? "no detail") (SQLite \(error.extendedResultCode.rawValue)).")
        }
    }

    private static func damaged(_ path: String, _ why: String) -> StoreFailure {
        StoreFailure(
            .databaseDamaged, "\(path) is damaged or no database (\(why)).",
            advice: "Restore it from a backup. Keep the file, with usher.db-wal beside it, for a later rescue.")
    }

    private static func unusable(
        _ path: String, _ why: String,
        advice: String = "The file and its directory must belong to the user that runs Usher, on a local, writable disk."
    ) -> StoreFailure {
        StoreFailure(.databaseUnusable, "\(path) cannot be used: \(why)", advice: advice)
    }
}
