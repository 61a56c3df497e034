import Glibc

/// The directory that holds the database and the key: checks that it can be used, and keeps two processes from setting it up at
/// the same time.
struct DataDirectory {
    /// How long another process may take to open the store, in milliseconds: it takes a few, and a recovery after a crash some
    /// more.
    static let lockMillisecondsMax = 10_000
    /// The bits of a mode that concern anybody but the owner.
    private static let others: mode_t = 0o077

    let path: String

    var databasePath: String { path + "/usher.db" }
    var keyPath: String { path + "/usher.key" }

    /// Whether there is a database file, which says nothing about whether it is a good one.
    var hasDatabase: Bool { access(databasePath, F_OK) == 0 }

    /// Runs `body` while no other process, and no other call in this one, does the same here.
    ///
    /// The lock is on the directory itself, so it needs no file of its own, and the kernel frees it when its owner dies.
    func whileLocked<Result>(_ body: () throws -> Result) throws -> Result {
        let descriptor = try openedDirectory()
        defer { close(descriptor) }
        var waitedMilliseconds = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let reason = errno
            guard reason == EWOULDBLOCK || reason == EINTR else {
                throw unusable("cannot be locked: \(SystemError(reason)).", advice: "Put it on a local file system.")
            }
            guard waitedMilliseconds < Self.lockMillisecondsMax else {
                throw StoreFailure(
                    .busy, "Another process has been opening \(path) for \(Self.lockMillisecondsMax / 1_000) seconds.",
                    advice: "End it if it hangs, and start again.")
            }
            usleep(5_000)
            waitedMilliseconds += 5
        }
        return try body()
    }

    /// Makes the names of new files in the directory survive a loss of power.
    func synchronise() throws {
        let descriptor = try openedDirectory()
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw unusable("cannot be written: \(SystemError(errno)).", advice: "Check the disk.")
        }
    }

    private func openedDirectory() throws -> CInt {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = errno
            guard reason == ENOENT else {
                throw unusable(
                    "cannot be opened: \(SystemError(reason)).",
                    advice: "`data_directory` must name a directory that the user running Usher may write to.")
            }
            throw StoreFailure(
                .directoryMissing, "The data directory \(path) does not exist.",
                advice: "Create it for the user that runs Usher: mkdir -m 700 \(path)")
        }
        do {
            try checkAccess(descriptor)
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private func checkAccess(_ descriptor: CInt) throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw unusable("cannot be examined: \(SystemError(errno)).", advice: "Check the file system.")
        }
        // Whoever can go into it reaches the daemon's socket, and with that decides on plugins.
        guard status.st_mode & Self.others == 0 else {
            throw unusable("is open to other users.", advice: "Close it: chmod 700 \(path)")
        }
        guard access(path, W_OK | X_OK) == 0 else {
            throw unusable(
                "cannot be written: \(SystemError(errno)).",
                advice: "It must belong to the user that runs Usher, on a file system that is not read-only.")
        }
    }

    private func unusable(_ what: String, advice: String) -> StoreFailure {
        StoreFailure(.directoryUnusable, "The data directory \(path) \(what)", advice: advice)
    }
}

/// An `errno`, printed as the system words it.
struct SystemError: CustomStringConvertible {
    let number: CInt

    init(_ number: CInt) {
        self.number = number
    }

    var description: String {
        guard let text = strerror(number) else { return "error \(number)" }
        return String(cString: text)
    }
}
