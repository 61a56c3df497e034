internal import PluginABI

/// The tables that a plugin gets. Each ends at a guard page at the size that it tells, is read-only, and is never freed.
struct HostTables {
    private static let services: [String: @Sendable (HostTables, FakeHost) -> UnsafeRawPointer] = [
        USHER_SVC_KV: { $0.place(KeyValueTable.make, "usher.kv/1", $1) },
        USHER_SVC_HTTP: { $0.place(HTTPTable.make, "usher.http/1", $1) },
        USHER_SVC_SECRETS: { $0.place(SecretsTable.make, "usher.secrets/1", $1) },
        USHER_SVC_NET: { $0.place(NetTable.make, "usher.net/1", $1) },
        USHER_SVC_JSON: { $0.place(JSONTable.make, "usher.json/1", $1) },
        USHER_SVC_SITE: { $0.place(SiteTable.make, "usher.site/1", $1) },
    ]

    /// The ids of all services.
    static var serviceIDs: [String] { services.keys.sorted() }

    private var hosts: [Int: UnsafePointer<usher_host>] = [:]
    private var made: [String: UnsafeRawPointer] = [:]

    mutating func host(_ host: FakeHost) -> UnsafePointer<usher_host> {
        if let table = hosts[host.behaviour.tailBytes] { return table }
        let pointer = place(HostTable.make, "usher_host", host).assumingMemoryBound(to: usher_host.self)
        hosts[host.behaviour.tailBytes] = pointer
        return pointer
    }

    mutating func service(_ id: String, _ host: FakeHost) -> UnsafeRawPointer? {
        guard let make = Self.services[id] else { return nil }
        let key = "\(id) \(host.behaviour.tailBytes)"
        if let table = made[key] { return table }
        let table = make(self, host)
        made[key] = table
        return table
    }

    private func place<Table: BitwiseCopyable>(
        _ make: (UInt32) -> Table, _ name: String, _ host: FakeHost
    ) -> UnsafeRawPointer {
        let known = MemoryLayout<Table>.size
        let size = known + host.behaviour.tailBytes
        let piece = host.memory.make(size, alignment: 8, .table, .behindTable, "the host's table \(name)")
        let table = make(UInt32(size))
        withUnsafeBytes(of: table) { piece.bytes.copyBytes(from: $0) }
        for index in known..<size { piece.bytes[index] = 0xa5 }
        host.memory.seal(piece)
        guard let start = piece.bytes.baseAddress else { preconditionFailure("a table is never empty") }
        return UnsafeRawPointer(start)
    }
}
