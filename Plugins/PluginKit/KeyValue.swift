/// The store of one instance: durable, and the only place where a plugin can keep anything.
///
/// A conditional write is what makes a change safe against everybody else's:
///
/// ```swift
/// let store = try call.keyValue
/// while true {
///     let entry = try store.get("count")
///     let next = (Int(entry?.text ?? "0") ?? 0) + 1
///     if try store.put("count", String(next), expecting: entry.map { .version($0.version) } ?? .absent) { break }
/// }
/// ```
///
/// Keys are 1 to 256 bytes of text. A stored value is readable by whoever can read the database: store the hash of a secret,
/// never the secret.
public struct KeyValue {
    /// A value, and the version that its last write gave it.
    public struct Entry: Hashable, Sendable {
        /// The bytes.
        public let value: [UInt8]
        /// Never 0; changes with every write of the key.
        public let version: UInt64

        /// The bytes as text; what is not UTF-8 is replaced.
        public var text: String { String(decoding: value, as: UTF8.self) }
    }

    /// What must be there for a write to happen.
    public enum Expectation: Hashable, Sendable {
        /// Whatever is there.
        case anything
        /// There is no such key.
        case absent
        /// The key has this version.
        case version(UInt64)
    }

    let store: StorePort
    /// Holds the call, so that a store that was kept beyond it is noticed.
    let call: Call

    /// The entry of `key`, or `nil` when there is none.
    public func get(_ key: String) throws -> Entry? {
        try store.get(key, over: call.open())
    }

    /// Writes a value if the expectation holds, and says whether it did. On `true` the write is durable.
    ///
    /// - Parameter ttlMilliseconds: after how many milliseconds the key vanishes by itself; 0 = never.
    public func put(_ key: String, _ value: [UInt8], expecting expected: Expectation, ttlMilliseconds: Int64 = 0) throws -> Bool {
        try store.put(key, value, expecting: expected, ttlMilliseconds: ttlMilliseconds, over: call.open())
    }

    /// Writes a text if the expectation holds, and says whether it did.
    public func put(_ key: String, _ text: String, expecting expected: Expectation, ttlMilliseconds: Int64 = 0) throws -> Bool {
        try put(key, Array(text.utf8), expecting: expected, ttlMilliseconds: ttlMilliseconds)
    }

    /// Writes a text whatever is there.
    public func set(_ key: String, _ text: String, ttlMilliseconds: Int64 = 0) throws {
        guard try put(key, text, expecting: .anything, ttlMilliseconds: ttlMilliseconds) else {
            throw PluginError(.internalFault, "the host refused a write that expects nothing")
        }
    }

    /// Removes a key if the expectation holds, and says whether it did. A key that does not exist is removed already.
    public func delete(_ key: String, expecting expected: Expectation = .anything) throws -> Bool {
        try store.delete(key, expecting: expected, over: call.open())
    }

    /// At most `limit` keys that begin with `prefix` and sort after `after`, in the order of their bytes. The host may give
    /// fewer; none means that there are no more.
    public func keys(prefix: String, after: String = "", limit: UInt32 = 100) throws -> [String] {
        try store.keys(prefix: prefix, after: after, limit: limit, over: call.open())
    }
}
