internal import PluginABI
internal import UsherWire

/// usher.kv/1: every function is one round trip to the daemon, which owns the store.
enum KeyValueTable {
    static func make() -> UnsafeRawPointer {
        let table = UnsafeMutablePointer<usher_svc_kv>.allocate(capacity: 1)
        table.initialize(
            to: usher_svc_kv(
                size: UInt32(MemoryLayout<usher_svc_kv>.size),
                reserved: 0,
                get: { KeyValueTable.get($0, $1, $2) },
                put: { KeyValueTable.put($0, $1, $2, $3, $4) },
                del: { KeyValueTable.delete($0, $1, $2) },
                list: { KeyValueTable.list($0, $1, $2, $3, $4, $5) }))
        return UnsafeRawPointer(table)
    }

    private static func get(
        _ handle: UnsafeMutablePointer<usher_call>?, _ key: usher_str, _ output: UnsafeMutablePointer<usher_kv_value>?
    ) -> usher_status {
        guard let output, let key = checked(key: key) else { return StatusCode.invalid.rawValue }
        let raw = UnsafeMutableRawPointer(output)
        let size = raw.loadUnaligned(as: UInt32.self)
        guard (4...UInt32(Limit.structure)).contains(size) else { return StatusCode.invalid.rawValue }
        return Runtime.shared.ask(handle, .keyValue(.get(key: key))) { call, reply in
            guard case .value(let version, let bytes) = reply.payload else { return .internal }
            guard let value = call.keep(bytes) else { return .limit }
            writeClamped(usher_kv_value(size: size, reserved: 0, version: version, value: value), to: raw, size: size)
            return .ok
        }
    }

    private static func put(
        _ handle: UnsafeMutablePointer<usher_call>?, _ key: usher_str, _ value: usher_str, _ ttl: Int64, _ expected: UInt64
    ) -> usher_status {
        guard let key = checked(key: key), let value = value.borrowed, ttl >= 0 else { return StatusCode.invalid.rawValue }
        guard value.count <= Limit.value else { return StatusCode.limit.rawValue }
        let request = BorrowedKeyValueRequest.put(key: key, value: value, ttlMilliseconds: ttl, expected: expected)
        return Runtime.shared.ask(handle, .keyValue(request)) { _, _ in .ok }
    }

    private static func delete(
        _ handle: UnsafeMutablePointer<usher_call>?, _ key: usher_str, _ expected: UInt64
    ) -> usher_status {
        guard let key = checked(key: key) else { return StatusCode.invalid.rawValue }
        return Runtime.shared.ask(handle, .keyValue(.delete(key: key, expected: expected))) { _, _ in .ok }
    }

    private static func list(
        _ handle: UnsafeMutablePointer<usher_call>?, _ prefix: usher_str, _ after: usher_str, _ limit: UInt32,
        _ keys: UnsafeMutablePointer<UnsafePointer<usher_str>?>?, _ count: UnsafeMutablePointer<UInt32>?
    ) -> usher_status {
        guard let keys, let count, let prefix = checked(bound: prefix), let after = checked(bound: after) else {
            return StatusCode.invalid.rawValue
        }
        let limit = min(limit, UInt32(Limit.keys))
        return Runtime.shared.ask(handle, .keyValue(.list(prefix: prefix, after: after, limit: limit))) { call, reply in
            guard case .keys(let found) = reply.payload, found.count <= Int(limit) else { return .internal }
            guard let list = call.keep(found) else { return .limit }
            keys.pointee = list
            count.pointee = UInt32(found.count)
            return .ok
        }
    }

    private static func checked(key: usher_str) -> UnsafeRawBufferPointer? { key.text(1...Limit.key) }

    private static func checked(bound: usher_str) -> UnsafeRawBufferPointer? { bound.text(0...Limit.key) }
}
