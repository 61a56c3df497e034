import Glibc
import UsherDomain

/// Reads `usher.key`, or makes it at the first start.
enum KeyFile {
    /// The key of `directory`. Makes one if there is neither a key nor a database; with a database, a missing key is an error: a
    /// new one would give every person new pseudonyms, and used invitations would be free again.
    ///
    /// The caller holds the directory's lock.
    static func load(in directory: DataDirectory, random: any RandomSource) throws -> SecretKey {
        if let key = try read(directory.keyPath) { return key }
        guard !directory.hasDatabase else {
            throw StoreFailure(
                .keyMissing, "\(directory.databasePath) exists, but its key \(directory.keyPath) is gone.",
                advice: "Restore the key file from a backup. Without it, move the database away too and start empty.")
        }
        try make(directory.keyPath, random: random)
        try directory.synchronise()
        guard let key = try read(directory.keyPath) else {
            throw StoreFailure(
                .keyUnusable, "The new key file \(directory.keyPath) is gone again.",
                advice: "Find out what removes files from the data directory.")
        }
        return key
    }

    /// `nil` when there is no such file.
    private static func read(_ path: String) throws -> SecretKey? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let reason = errno
            guard reason != ENOENT else { return nil }
            throw unusable(path, SystemError(reason))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unusable(path, SystemError(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw malformed(path) }
        guard status.st_mode & 0o077 == 0 else {
            throw StoreFailure(
                .keyExposed,
                "The key file \(path) is open to other users of this machine (mode \(String(status.st_mode & 0o777, radix: 8))).",
                advice: "Close it: chmod 600 \(path). If somebody may have read it, treat the key as known.")
        }
        // One byte more than a key has, to notice a longer file.
        var bytes = [UInt8](repeating: 0, count: SecretKey.bytes + 1)
        defer { explicit_bzero(&bytes, bytes.count) }
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw unusable(path, SystemError(errno)) }
        guard count == SecretKey.bytes else { throw malformed(path) }
        return SecretKey(Array(bytes[..<SecretKey.bytes]))
    }

    /// Writes a new key beside its place and links it there when it is complete: a crash leaves a whole key or none, and an
    /// existing file is never written over.
    private static func make(_ path: String, random: any RandomSource) throws {
        let suffix = random.bytes(8).map { String($0, radix: 16) }.joined()
        let draft = path + ".new-" + suffix
        let descriptor = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unusable(draft, SystemError(errno)) }
        defer {
            close(descriptor)
            unlink(draft)
        }
        let key = random.bytes(SecretKey.bytes)
        precondition(key.count == SecretKey.bytes, "a random source gives as many bytes as it was asked for")
        guard write(descriptor, key, key.count) == key.count, fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else {
            throw unusable(draft, SystemError(errno))
        }
        guard link(draft, path) == 0 else { throw unusable(path, SystemError(errno)) }
    }

    private static func unusable(_ path: String, _ why: SystemError) -> StoreFailure {
        StoreFailure(
            .keyUnusable, "The key file \(path) cannot be used: \(why).",
            advice: "It must belong to the user that runs Usher, with mode 0600, on a writable disk.")
    }

    private static func malformed(_ path: String) -> StoreFailure {
        StoreFailure(
            .keyMalformed, "\(path) is no file of exactly \(SecretKey.bytes) bytes.",
            advice: "Restore it from a backup. It is binary: an editor or a copy as text damages it.")
    }
}
