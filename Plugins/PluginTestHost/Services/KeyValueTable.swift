internal import PluginABI

/// `usher.kv/1` over ``MemoryStore``.
let keyValueTable = usher_svc_kv(
    size: 0, reserved: 0,
    get: { call, key, out in
        serve(call) { call in
            guard let out, out.pointee.size >= UInt32(MemoryLayout<usher_kv_value>.size) else { return USHER_E_INVALID }
            let (status, entry) = call.host.store.get(key.copy, at: call.host.now)
            if let entry {
                call.host.version.fill(
                    out, with: usher_kv_value(size: 0, reserved: 0, version: entry.version, value: call.lend(entry.value)))
            }
            return Int(status)
        }
    },
    put: { call, key, value, ttl, expected in
        serve(call) { call in
            Int(call.host.store.put(key.copy, value.bytes, ttl: ttl, expected: expected, at: call.host.now))
        }
    },
    del: { call, key, expected in
        serve(call) { call in Int(call.host.store.delete(key.copy, expected: expected, at: call.host.now)) }
    },
    list: { call, prefix, after, limit, keys, count in
        serve(call) { call in
            guard let keys, let count else { return USHER_E_INVALID }
            let (status, found) = call.host.store.list(
                prefix: prefix.copy, after: after.copy, limit: Int(limit), at: call.host.now)
            keys.pointee = call.lend(all: found)
            count.pointee = UInt32(found.count)
            return Int(status)
        }
    })
