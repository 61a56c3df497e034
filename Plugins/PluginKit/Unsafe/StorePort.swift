internal import PluginABI

/// `usher.kv/1` behind Swift types.
struct StorePort {
    let table: usher_svc_kv

    func get(_ key: String, over port: CallPort) throws -> KeyValue.Entry? {
        guard let get = table.get else { throw CallPort.missing(USHER_SVC_KV) }
        var out = usher_kv_value()
        out.size = UInt32(MemoryLayout<usher_kv_value>.size)
        let status = port.with { call in lending(key) { get(call, $0, &out) } }
        if status == USHER_E_NOT_FOUND { return nil }
        try port.succeed(status, "usher.kv get")
        return KeyValue.Entry(value: out.value.bytes, version: out.version)
    }

    func put(
        _ key: String, _ value: [UInt8], expecting expected: KeyValue.Expectation, ttlMilliseconds: Int64, over port: CallPort
    ) throws -> Bool {
        guard let put = table.put else { throw CallPort.missing(USHER_SVC_KV) }
        let status = port.with { call in
            lending(key) { key in lending(value) { put(call, key, $0, ttlMilliseconds, expected.version) } }
        }
        return try isWritten(status, "usher.kv put", over: port)
    }

    func delete(_ key: String, expecting expected: KeyValue.Expectation, over port: CallPort) throws -> Bool {
        guard let delete = table.del else { throw CallPort.missing(USHER_SVC_KV) }
        let status = port.with { call in lending(key) { delete(call, $0, expected.version) } }
        return try isWritten(status, "usher.kv del", over: port)
    }

    func keys(prefix: String, after: String, limit: UInt32, over port: CallPort) throws -> [String] {
        guard let list = table.list else { throw CallPort.missing(USHER_SVC_KV) }
        var first: UnsafePointer<usher_str>?
        var count: UInt32 = 0
        let status = port.with { call in
            lending(prefix) { prefix in lending(after) { list(call, prefix, $0, limit, &first, &count) } }
        }
        try port.succeed(status, "usher.kv list")
        return UnsafeBufferPointer(start: first, count: first == nil ? 0 : Int(count)).map(\.text)
    }

    private func isWritten(_ status: usher_status, _ what: String, over port: CallPort) throws -> Bool {
        if status == USHER_E_CONFLICT { return false }
        try port.succeed(status, what)
        return true
    }
}

extension KeyValue.Expectation {
    /// The number of the header. Swift cannot import the macro USHER_KV_ABSENT; PluginABI/Layout holds it to this number.
    var version: UInt64 {
        switch self {
        case .anything: 0
        case .absent: .max
        case .version(let version): version
        }
    }
}
