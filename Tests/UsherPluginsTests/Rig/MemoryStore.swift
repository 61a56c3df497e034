import Synchronization
import UsherDomain

/// A key-value store that keeps its promises and forgets everything at the end.
final class MemoryStore: KeyValueStore {
    struct Broken: Error {}

    private let entries = Mutex<[String: KeyValue]>([:])
    private let version = Mutex<UInt64>(0)
    private let isBroken: Bool

    init(isBroken: Bool = false) {
        self.isBroken = isBroken
    }

    func get(_ key: String, of instance: InstanceID) throws -> KeyValue? {
        if isBroken { throw Broken() }
        return entries.withLock { $0["\(instance)/\(key)"] }
    }

    func put(
        _ key: String, _ value: [UInt8], ttlMilliseconds: Int64, expected: KeyValueExpectation, of instance: InstanceID,
        bytesMax: Int64
    ) throws {
        if isBroken { throw Broken() }
        let next = version.withLock { version in
            version += 1
            return version
        }
        try entries.withLock { entries in
            try check(expected, entries["\(instance)/\(key)"])
            if value.count > min(100_000, bytesMax) { throw KeyValueRefusal.quota }
            entries["\(instance)/\(key)"] = KeyValue(value: value, version: next)
        }
    }

    func delete(_ key: String, expected: KeyValueExpectation, of instance: InstanceID) throws {
        try entries.withLock { entries in
            try check(expected, entries["\(instance)/\(key)"])
            entries["\(instance)/\(key)"] = nil
        }
    }

    func keys(prefix: String, after: String, limit: Int, of instance: InstanceID) throws -> [String] {
        entries.withLock { entries in
            let keys = entries.keys.filter { $0.hasPrefix("\(instance)/") }.map { String($0.dropFirst(instance.text.count + 1)) }
            return Array(keys.filter { $0.hasPrefix(prefix) && $0 > after }.sorted().prefix(limit))
        }
    }

    private func check(_ expected: KeyValueExpectation, _ found: KeyValue?) throws {
        switch expected {
        case .anything: return
        case .absent: if found != nil { throw KeyValueRefusal.conflict }
        case .version(let version): if found?.version != version { throw KeyValueRefusal.conflict }
        }
    }
}
