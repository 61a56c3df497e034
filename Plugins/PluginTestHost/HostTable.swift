import PluginABI

/// What stands behind the pointers that a plugin gets: the public struct, then the way back to the Swift object.
struct HostBlock {
    let host: usher_host
    let owner: Unmanaged<TestHost>

    /// `usher_host` with the functions below.
    static func table(size: Int) -> usher_host {
        usher_host(
            size: UInt32(size), abi_major: UInt16(USHER_ABI_MAJOR), abi_minor: UInt16(USHER_ABI_MINOR), product: usher_str(),
            version: usher_str(),
            service: { host, id in
                guard let host = hostBehind(host), let id else { return nil }
                let name = String(cString: id)
                return host.withheld.contains(name) ? nil : ServiceTables.all[name]?.pointer
            },
            log: { host, _, level, text in hostBehind(host)?.record(level, text.copy) },
            unix_ms: { hostBehind($0)?.now ?? 0 },
            mono_ms: { (hostBehind($0)?.now ?? 0) - 1_000_000 },
            random: { hostBehind($0)?.fill($1, $2) ?? usher_status(USHER_E_INVALID) },
            remaining_ms: { running(behind: $0)?.host.remaining ?? 0 },
            alloc: { running(behind: $0)?.allocate($1) },
            emit: { running(behind: $0)?.emit($1) ?? usher_status(USHER_E_INVALID) })
    }
}

struct CallBlock {
    let call: usher_call
    let owner: Unmanaged<TestCall>
}

/// A table that lives as long as the tests.
// SAFETY: the copy is never changed and never freed.
struct Eternal: @unchecked Sendable {
    let pointer: UnsafeRawPointer

    init<Table>(_ table: Table) {
        let copy = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        copy.initialize(to: table)
        pointer = UnsafeRawPointer(copy)
    }
}

enum ServiceTables {
    static let all: [String: Eternal] = [
        USHER_SVC_KV: Eternal(keyValue), USHER_SVC_JSON: Eternal(json), USHER_SVC_SITE: Eternal(site),
    ]

    private static let keyValue = usher_svc_kv(
        size: UInt32(MemoryLayout<usher_svc_kv>.size), reserved: 0,
        get: { call, key, out in
            guard let call = running(behind: call), let out, Int(out.pointee.size) == MemoryLayout<usher_kv_value>.size else {
                return usher_status(USHER_E_INVALID)
            }
            let (status, entry) = call.host.store.get(key.copy)
            if let entry {
                out.pointee.version = entry.version
                out.pointee.value = call.lend(entry.value)
            }
            return status
        },
        put: { call, key, value, ttl, expected in
            guard let call = running(behind: call) else { return usher_status(USHER_E_INVALID) }
            return call.host.store.put(key.copy, value.bytes, ttl: ttl, expected: expected)
        },
        del: { call, key, expected in
            guard let call = running(behind: call) else { return usher_status(USHER_E_INVALID) }
            return call.host.store.delete(key.copy, expected: expected)
        },
        list: { call, prefix, after, limit, keys, count in
            guard let call = running(behind: call), let keys, let count else { return usher_status(USHER_E_INVALID) }
            let (status, found) = call.host.store.list(prefix: prefix.copy, after: after.copy, limit: Int(limit))
            guard let memory = call.allocate(found.count * MemoryLayout<usher_str>.stride) else { return status }
            let list = memory.bindMemory(to: usher_str.self, capacity: max(found.count, 1))
            for (index, key) in found.enumerated() { list[index] = call.lend(Array(key.utf8)) }
            keys.pointee = UnsafePointer(list)
            count.pointee = UInt32(found.count)
            return status
        })

    private static let json = usher_svc_json(
        size: UInt32(MemoryLayout<usher_svc_json>.size), reserved: 0,
        get: { call, json, pointer, type, out in
            guard let call = running(behind: call), let type, let out, let document = call.document(json.copy) else {
                return usher_status(USHER_E_INVALID)
            }
            let node = document.find(pointer.copy)
            type.pointee = node?.kind.rawValue ?? Int32(USHER_JSON_MISSING)
            out.pointee = call.lend(Array((node?.text ?? "").utf8))
            return usher_status(USHER_OK)
        },
        count: { call, json, pointer, count in
            guard let count, let found = running(behind: call)?.document(json.copy)?.count(pointer.copy) else {
                return usher_status(USHER_E_INVALID)
            }
            count.pointee = UInt32(found)
            return usher_status(USHER_OK)
        },
        quote: nil)

    private static let site = usher_svc_site(
        size: UInt32(MemoryLayout<usher_svc_site>.size), reserved: 0,
        claim_url: { call, code, out in
            guard let call = running(behind: call), let out else { return usher_status(USHER_E_INVALID) }
            out.pointee = call.lend(Array("https://usher.example.org/i/invites#\(code.copy)".utf8))
            return usher_status(USHER_OK)
        })
}

extension usher_str {
    /// A copy of the bytes.
    var bytes: [UInt8] {
        ptr == nil ? [] : Array(UnsafeRawBufferPointer(start: ptr, count: len))
    }
}

private func hostBehind(_ host: UnsafePointer<usher_host>?) -> TestHost? {
    guard let host else { return nil }
    return UnsafeRawPointer(host).load(as: HostBlock.self).owner.takeUnretainedValue()
}

private func running(behind call: UnsafeMutablePointer<usher_call>?) -> TestCall? {
    guard let call else { return nil }
    return UnsafeRawPointer(call).load(as: CallBlock.self).owner.takeUnretainedValue()
}
