internal import PluginABI

/// `usher.kv/1` in memory, for one instance. Two hosts may share it, as two processes share a database.
public final class MemoryStore {
    /// What a stored key holds.
    public struct Entry: Hashable {
        public let value: [UInt8]
        public let version: UInt64
        /// After how long it vanishes; 0 = never.
        public let ttlMilliseconds: Int64
        let writtenAt: Int64

        func isThere(at now: Int64) -> Bool { ttlMilliseconds <= 0 || now - writtenAt < ttlMilliseconds }

        public var text: String { String(decoding: value, as: UTF8.self) }
    }

    /// How a process ends in the middle of its work.
    public enum Crash: Hashable, Sendable, CaseIterable {
        /// The write did not happen.
        case beforeTheWrite
        /// The write happened, but nobody heard of it.
        case afterTheWrite
    }

    public private(set) var entries: [String: Entry] = [:]
    /// How many writes (put, del) were asked for since the last ``revive()``.
    public private(set) var writes = 0
    /// How many reads (get, list) were asked for since the last ``revive()``.
    public private(set) var reads = 0
    /// At most this many keys in an answer of `list`.
    public var listMax = 7
    /// Runs before each write, with its number from 1: the place for somebody else to be faster.
    public var beforeWrite: ((Int) -> Void)?

    private var crash: (write: Int, kind: Crash)?
    private var isDead = false
    private var version: UInt64 = 0

    public init() {}

    /// Makes the `write`th write from now (from 1) the last thing that happens.
    public func crash(atWrite write: Int, _ kind: Crash) {
        revive()
        crash = (write, kind)
    }

    /// Makes the write that is under way the last thing that happens; for ``beforeWrite``.
    public func crashNow(_ kind: Crash) {
        crash = (writes, kind)
    }

    /// The process is there again; counts from 0.
    public func revive() {
        (crash, isDead, writes, reads) = (nil, false, 0, 0)
    }

    /// Puts a value there, as if it had been written long ago.
    public func plant(_ key: String, _ text: String) {
        version += 1
        entries[key] = Entry(value: Array(text.utf8), version: version, ttlMilliseconds: 0, writtenAt: 0)
    }

    /// Takes a value away, as if it had ended.
    public func forget(_ key: String) {
        entries[key] = nil
    }

    func get(_ key: String, at now: Int64) -> (usher_status, Entry?) {
        reads += 1
        guard !isDead else { return (Self.cancelled, nil) }
        guard let entry = entries[key], entry.isThere(at: now) else { return (usher_status(USHER_E_NOT_FOUND), nil) }
        return (Self.ok, entry)
    }

    func put(_ key: String, _ value: [UInt8], ttl: Int64, expected: UInt64, at now: Int64) -> usher_status {
        guard value.count <= Self.valueBytesMax else { return usher_status(USHER_E_LIMIT) }
        return write(key, expected, now) {
            version += 1
            entries[key] = Entry(value: value, version: version, ttlMilliseconds: ttl, writtenAt: now)
        }
    }

    func delete(_ key: String, expected: UInt64, at now: Int64) -> usher_status {
        write(key, expected, now) { entries[key] = nil }
    }

    func list(prefix: String, after: String, limit: Int, at now: Int64) -> (usher_status, [String]) {
        reads += 1
        guard !isDead else { return (Self.cancelled, []) }
        let found = entries.filter { $0.value.isThere(at: now) }.keys.filter {
            $0.hasPrefix(prefix) && Array(after.utf8).lexicographicallyPrecedes(Array($0.utf8))
        }
        let sorted = found.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        return (Self.ok, Array(sorted.prefix(min(limit, listMax))))
    }

    private func write(_ key: String, _ expected: UInt64, _ now: Int64, _ body: () -> Void) -> usher_status {
        guard !isDead else { return Self.cancelled }
        guard (1...256).contains(key.utf8.count) else { return usher_status(USHER_E_INVALID) }
        writes += 1
        beforeWrite?(writes)
        let isCrash = crash?.write == writes
        if isCrash {
            isDead = true
            if crash?.kind == .beforeTheWrite { return Self.cancelled }
        }
        let current = entries[key].flatMap { $0.isThere(at: now) ? $0.version : nil }
        let holds = expected == 0 || (expected == .max ? current == nil : current == expected)
        guard holds else { return isCrash ? Self.cancelled : usher_status(USHER_E_CONFLICT) }
        body()
        return isCrash ? Self.cancelled : Self.ok
    }

    /// Longest value (the header's limit).
    private static let valueBytesMax = 256 << 10
    private static let ok = usher_status(USHER_OK)
    private static let cancelled = usher_status(USHER_E_CANCELLED)
}
