internal import PluginABI

/// The host's side of one call: `usher_host` behind Swift types. Valid until the plugin's function returns, which ``Call``
/// looks after.
struct CallPort {
    private let call: UnsafeMutablePointer<usher_call>
    private let host: UnsafePointer<usher_host>
    private let table: usher_host

    /// Takes what the host handed over; `nil` when it is no call.
    init?(_ call: UnsafeMutablePointer<usher_call>?) {
        guard let call, let host = call.pointee.host else { return nil }
        self.call = call
        self.host = host
        table = clamped(host)
    }

    var remainingMilliseconds: Int64 { table.remaining_ms?(call) ?? 0 }
    var unixMilliseconds: Int64 { table.unix_ms?(host) ?? 0 }
    var monotonicMilliseconds: Int64 { table.mono_ms?(host) ?? 0 }

    func log(_ level: LogLevel, _ text: String) {
        lending(text) { table.log?(host, call, level.rawValue, $0) }
    }

    func random(_ count: Int) throws -> [UInt8] {
        guard let random = table.random else { throw PluginError(.unsupported, "the host offers no randomness") }
        var status = usher_status(USHER_OK)
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            buffer.initialize(repeating: 0)
            status = random(host, buffer.baseAddress, count)
            filled = count
        }
        try succeed(status, "random")
        return bytes
    }

    /// Hands one item to the host; `Item` is a struct that begins with `usher_item`.
    func emit<Item>(_ item: Item) throws {
        guard let emit = table.emit else { throw PluginError(.unsupported, "the host takes no items") }
        let status = withUnsafeBytes(of: item) { bytes in
            emit(call, bytes.baseAddress?.assumingMemoryBound(to: usher_item.self))
        }
        try succeed(status, "emit")
    }

    func keyValue() throws -> StorePort {
        StorePort(table: try service(USHER_SVC_KV, as: usher_svc_kv.self))
    }

    func http() throws -> HTTPPort {
        HTTPPort(table: try service(USHER_SVC_HTTP, as: usher_svc_http.self))
    }

    func secrets() throws -> SecretsPort {
        SecretsPort(table: try service(USHER_SVC_SECRETS, as: usher_svc_secrets.self))
    }

    func network() throws -> NetworkPort {
        NetworkPort(table: try service(USHER_SVC_NET, as: usher_svc_net.self))
    }

    func jsonGet(_ json: String, _ pointer: String) throws -> (type: Int32, text: String) {
        let service = try service(USHER_SVC_JSON, as: usher_svc_json.self)
        guard let get = service.get else { throw Self.missing(USHER_SVC_JSON) }
        var type: Int32 = 0
        var out = usher_str()
        // What is no string is lent out of `json`, and gone with it.
        let (status, text) = lending(json) { json in
            let status = lending(pointer) { get(call, json, $0, &type, &out) }
            return (status, status == USHER_OK ? out.text : "")
        }
        try succeed(status, "usher.json get")
        return (type, text)
    }

    func jsonCount(_ json: String, _ pointer: String) throws -> Int {
        let service = try service(USHER_SVC_JSON, as: usher_svc_json.self)
        guard let get = service.count else { throw Self.missing(USHER_SVC_JSON) }
        var count: UInt32 = 0
        try succeed(lending(json) { json in lending(pointer) { get(call, json, $0, &count) } }, "usher.json count")
        return Int(count)
    }

    func claimURL(code: String) throws -> String {
        let service = try service(USHER_SVC_SITE, as: usher_svc_site.self)
        guard let claimURL = service.claim_url else { throw Self.missing(USHER_SVC_SITE) }
        var out = usher_str()
        try succeed(lending(code) { claimURL(call, $0, &out) }, "usher.site claim_url")
        return out.text
    }

    func reclaim() { table.reclaim?(call) }

    /// Runs one function of a service, which wants this call.
    func with<Result>(_ body: (UnsafeMutablePointer<usher_call>) throws -> Result) rethrows -> Result {
        try body(call)
    }

    /// Throws for a status that is not success. A number that the header does not list is an internal fault.
    func succeed(_ status: usher_status, _ what: String) throws {
        guard status != USHER_OK else { return }
        throw Self.error(status, what)
    }

    /// The error of a status that is not success.
    static func error(_ status: usher_status, _ what: String) -> PluginError {
        PluginError(PluginError.Kind(rawValue: status) ?? .internalFault, "\(what) failed (\(status))")
    }

    static func missing(_ service: String) -> PluginError {
        PluginError(.unsupported, "the host does not offer \(service)")
    }

    private func service<Table>(_ id: String, as type: Table.Type) throws -> Table {
        guard let found = id.withCString({ table.service?(host, $0) }) else { throw Self.missing(id) }
        return clamped(found.assumingMemoryBound(to: Table.self))
    }
}
