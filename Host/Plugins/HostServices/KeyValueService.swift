internal import Logging
internal import UsherDomain
internal import UsherWire

/// Answers what plugins ask of usher.kv. A worker can only ask for the instance whose call it is running.
struct KeyValueService: Sendable {
    private let store: any KeyValueStore
    private let logger: Logger

    init(store: any KeyValueStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// Does it now, on the calling thread: on return a write is durable. `bytesMax` is what the instance may store in all.
    func answer(_ request: KeyValueRequest, for instance: InstanceID, bytesMax: Int64 = .max) -> ServiceReply {
        do {
            return try perform(request, instance, bytesMax)
        } catch let refusal as KeyValueRefusal {
            return switch refusal {
            case .conflict: ServiceReply(.conflict)
            case .quota: ServiceReply(.limit)
            case .key: ServiceReply(.invalid)
            }
        } catch {
            logger.error("key-value store failed", metadata: ["instance": "\(instance)", "error": "\(error)"])
            return ServiceReply(.internal)
        }
    }

    private func perform(
        _ request: KeyValueRequest, _ instance: InstanceID, _ bytesMax: Int64
    ) throws -> ServiceReply {
        switch request {
        case .get(let key):
            guard let found = try store.get(key, of: instance) else { return ServiceReply(.notFound) }
            guard found.value.count <= Limit.value else { return ServiceReply(.limit) }
            return ServiceReply(.ok, .value(version: found.version, found.value))
        case .put(let key, let value, let ttlMilliseconds, let expected):
            guard !key.isEmpty, ttlMilliseconds >= 0 else { return ServiceReply(.invalid) }
            try store.put(
                key, value, ttlMilliseconds: ttlMilliseconds, expected: Self.expectation(expected), of: instance,
                bytesMax: bytesMax)
            return ServiceReply(.ok)
        case .delete(let key, let expected):
            try store.delete(key, expected: Self.expectation(expected), of: instance)
            return ServiceReply(.ok)
        case .list(let prefix, let after, let limit):
            guard limit > 0 else { return ServiceReply(.ok, .keys([])) }
            let keys = try store.keys(prefix: prefix, after: after, limit: limit, of: instance)
            return ServiceReply(.ok, .keys(Array(keys.prefix(limit))))
        }
    }

    private static func expectation(_ version: UInt64) -> KeyValueExpectation {
        switch version {
        case ExpectedVersion.anything: .anything
        case ExpectedVersion.absent: .absent
        default: .version(version)
        }
    }
}
