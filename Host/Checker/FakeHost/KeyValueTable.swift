internal import PluginABI
internal import UsherWire

/// usher.kv/1 in memory, with every promise of the real one.
enum KeyValueTable {
    private static let valueBytesMax = Limit.value

    static func make(size: UInt32) -> usher_svc_kv {
        usher_svc_kv(
            size: size, reserved: 0, get: { KeyValueTable.get($0, $1, $2) }, put: { KeyValueTable.put($0, $1, $2, $3, $4) },
            del: { KeyValueTable.delete($0, $1, $2) }, list: { KeyValueTable.list($0, $1, $2, $3, $4, $5) })
    }

    private static func get(
        _ handle: UnsafeMutablePointer<usher_call>?, _ key: usher_str, _ output: UnsafeMutablePointer<usher_kv_value>?
    ) -> usher_status {
        Service.serve(handle, "usher.kv get", isOutside: true) { host, state in
            guard let key = checked(key), let output else { return USHER_E_INVALID }
            let raw = UnsafeMutableRawPointer(output)
            let size = raw.loadUnaligned(as: UInt32.self)
            guard size >= 4, size <= 4_096 else {
                host.reporter.error(
                    .size, "usher_kv_value.size is \(size) when it calls usher.kv get",
                    change: "write usher_kv_value v = {.size = sizeof v} before the call", in: state.function)
                return USHER_E_INVALID
            }
            guard let entry = state.store.entry(key) else { return USHER_E_NOT_FOUND }
            guard let value = host.keep(entry.value, for: state, "the value of usher.kv get") else { return USHER_E_LIMIT }
            writeClamped(usher_kv_value(size: size, reserved: 0, version: entry.version, value: value), to: raw, size: size)
            return USHER_OK
        }
    }

    private static func put(
        _ handle: UnsafeMutablePointer<usher_call>?, _ key: usher_str, _ value: usher_str, _ ttl: Int64, _ expected: UInt64
    ) -> usher_status {
        Service.serve(handle, "usher.kv put", isOutside: true) { _, state in
            guard let key = checked(key), let bytes = value.borrowed, ttl >= 0 else { return USHER_E_INVALID }
            guard bytes.count <= valueBytesMax else { return USHER_E_LIMIT }
            guard fits(expected, state.store.entry(key)) else { return USHER_E_CONFLICT }
            return state.store.put(key, Array(bytes), ttlMilliseconds: ttl) ? USHER_OK : USHER_E_LIMIT
        }
    }

    private static func delete(
        _ handle: UnsafeMutablePointer<usher_call>?, _ key: usher_str, _ expected: UInt64
    ) -> usher_status {
        Service.serve(handle, "usher.kv del", isOutside: true) { _, state in
            guard let key = checked(key) else { return USHER_E_INVALID }
            guard fits(expected, state.store.entry(key)) else { return USHER_E_CONFLICT }
            state.store.delete(key)
            return USHER_OK
        }
    }

    private static func list(
        _ handle: UnsafeMutablePointer<usher_call>?, _ prefix: usher_str, _ after: usher_str, _ limit: UInt32,
        _ keys: UnsafeMutablePointer<UnsafePointer<usher_str>?>?, _ count: UnsafeMutablePointer<UInt32>?
    ) -> usher_status {
        Service.serve(handle, "usher.kv list", isOutside: true) { host, state in
            guard let keys, let count, let prefix = prefix.copied, let after = after.copied else { return USHER_E_INVALID }
            let found = state.store.keys.filter {
                $0.hasPrefix(prefix) && $0.utf8.lexicographicallyPrecedes(after.utf8) == false && $0 != after
            }
            let chosen = found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.prefix(min(Int(limit), Limit.keys))
            let stride = MemoryLayout<usher_str>.stride
            guard let block = host.allocate(chosen.count * stride, for: state, "the keys of usher.kv list") else {
                return USHER_E_LIMIT
            }
            for (index, key) in chosen.enumerated() {
                guard let kept = host.keep(Array(key.utf8), for: state, "a key of usher.kv list") else { return USHER_E_LIMIT }
                block.storeBytes(of: kept, toByteOffset: index * stride, as: usher_str.self)
            }
            keys.pointee = UnsafePointer(block.assumingMemoryBound(to: usher_str.self))
            count.pointee = UInt32(chosen.count)
            return USHER_OK
        }
    }

    private static func fits(_ expected: UInt64, _ entry: InstanceStore.Entry?) -> Bool {
        switch expected {
        case ExpectedVersion.anything: true
        case ExpectedVersion.absent: entry == nil
        default: entry?.version == expected
        }
    }

    private static func checked(_ key: usher_str) -> String? {
        guard let text = key.copied, (1...Limit.key).contains(text.utf8.count) else { return nil }
        return text
    }
}
