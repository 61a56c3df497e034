import Glibc

/// Held by the one daemon that serves from a data directory. Two of them would settle the same redemptions, each without the
/// codes that the other has in hand. The kernel frees it when its owner dies; commands beside the daemon do not take it.
public final class ServingLock: Sendable {
    private let descriptor: CInt

    /// Takes the lock, or throws ``StoreFailure`` with the code `busy` when another daemon has it.
    public init(directory: String) throws(StoreFailure) {
        let path = directory + "/usher.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreFailure(
                .directoryUnusable, "\(path) cannot be made: \(SystemError(errno)).",
                advice: "`data_directory` must name a directory that the user running Usher may write to.")
        }
        // From here on a throw runs `deinit`, which closes: closing here too could close what another thread has just opened.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else {
                throw StoreFailure(
                    .directoryUnusable, "\(path) cannot be locked: \(SystemError(errno)).",
                    advice: "Put the data directory on a local file system.")
            }
            throw StoreFailure(
                .busy, "Another Usher serves from \(directory) already.",
                advice: "End it first, or give this one a data_directory of its own.")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}
