/// What `usher.kv/1` offers to plugins, per instance (usher_plugin.h). Implemented by UsherStore.
///
/// Synchronous, because it is called from the one thread that owns a worker. On return a write is durable. Errors other than
/// ``KeyValueRefusal`` are the storage's own.
public protocol KeyValueStore: Sendable {
    /// `nil` when there is no such key or its time has passed.
    func get(_ key: String, of instance: InstanceID) throws -> KeyValue?

    /// Writes a value if `expected` holds. `ttlMilliseconds` 0 = for ever. `bytesMax` is what the instance may store in all; the
    /// store has a limit of its own beside it.
    func put(
        _ key: String, _ value: [UInt8], ttlMilliseconds: Int64, expected: KeyValueExpectation, of instance: InstanceID,
        bytesMax: Int64) throws

    /// Removes a key if `expected` holds; succeeds when there is none and anything was expected.
    func delete(_ key: String, expected: KeyValueExpectation, of instance: InstanceID) throws

    /// At most `limit` keys with this prefix that sort (by bytes) after `after`.
    func keys(prefix: String, after: String, limit: Int, of instance: InstanceID) throws -> [String]
}

extension KeyValueStore {
    /// Writes a value within the store's own limit.
    public func put(
        _ key: String, _ value: [UInt8], ttlMilliseconds: Int64, expected: KeyValueExpectation, of instance: InstanceID
    ) throws {
        try put(key, value, ttlMilliseconds: ttlMilliseconds, expected: expected, of: instance, bytesMax: .max)
    }
}

/// A stored value and its version, which is never 0 and changes with every write.
public struct KeyValue: Hashable, Sendable {
    public let value: [UInt8]
    public let version: UInt64

    public init(value: [UInt8], version: UInt64) {
        self.value = value
        self.version = version
    }
}

/// What must be there for a write to happen.
public enum KeyValueExpectation: Hashable, Sendable {
    case anything
    case absent
    case version(UInt64)
}

/// Why a write did not happen.
public enum KeyValueRefusal: Error, Hashable, Sendable {
    /// What was expected is not what is there.
    case conflict
    /// The instance would store more than its quota.
    case quota
    /// The key is empty, too long or no text.
    case key
}
