internal import UsherWire

/// What a plugin asks for, from its manifest's `"permissions"`. Nothing is the default: whatever is not asked for is refused.
///
/// Two manifests that ask for the same have equal permissions, and the same ``json``.
public struct Permissions: Hashable, Sendable {
    /// How a worker is locked down.
    public enum Profile: String, Hashable, Sendable {
        /// Nothing can be opened after the start.
        case strict
        /// What threads of Dispatch and Swift concurrency need to read may be read.
        case threaded
    }

    /// What a plugin may store that asks for nothing, in bytes: all that the store gives to an instance.
    public static let keyValueBytesDefault = 16 << 20
    /// Threads beside the worker's own, and memory in bytes, of a plugin that asks for nothing.
    public static let threadsDefault = 4
    public static let memoryBytesDefault = 256 << 20

    static let threadsAllowed = 1...64
    static let memoryBytesAllowed = (32 << 20)...(2 << 30)

    /// HTTPS origins.
    let http: Set<Reach>
    /// Hosts and ports to connect to.
    let net: Set<Reach>
    /// Hosts that a person's browser may be sent to.
    let linkHosts: Set<Reach>
    /// Whether it may keep secrets, and read those of its configuration.
    public let secrets: Bool
    /// What an instance may store in usher.kv, in bytes.
    public let keyValueBytes: Int
    /// Whether third parties may call it.
    public let webhook: Bool
    public let threads: Int
    public let memoryBytes: Int
    public let profile: Profile

    /// Reads the `"permissions"` of a manifest, which is JSON text; a manifest without them asks for nothing. Throws what an
    /// author has to write instead.
    public init(manifestJSON: String) throws(PluginProblem) {
        try self.init(PermissionsReader(manifestJSON: manifestJSON))
    }

    init(_ reader: PermissionsReader) throws(PluginProblem) {
        http = Set(try reader.reaches("http"))
        net = Set(try reader.reaches("net"))
        linkHosts = Set(try reader.reaches("link_hosts"))
        secrets = try reader.flag("secrets")
        webhook = try reader.flag("webhook")
        keyValueBytes = try reader.number("kv_bytes", in: 0...Self.keyValueBytesDefault) ?? Self.keyValueBytesDefault
        threads = try reader.number("threads", in: Self.threadsAllowed) ?? Self.threadsDefault
        memoryBytes = try reader.number("memory_bytes", in: Self.memoryBytesAllowed) ?? Self.memoryBytesDefault
        profile = try reader.profile()
        try reader.refuseUnknown()
    }

    /// The canonical form: members in a fixed order, lists sorted, defaults left out. Equal text means equal permissions.
    public var json: String {
        var members: [String] = []
        for (key, list) in [("http", http), ("link_hosts", linkHosts), ("net", net)] where !list.isEmpty {
            members.append("\"\(key)\":[\(list.sorted().map { Self.json($0, isHTTP: key == "http") }.joined(separator: ","))]")
        }
        if keyValueBytes != Self.keyValueBytesDefault { members.append("\"kv_bytes\":\(keyValueBytes)") }
        if memoryBytes != Self.memoryBytesDefault { members.append("\"memory_bytes\":\(memoryBytes)") }
        if profile != .strict { members.append("\"profile\":\"\(profile.rawValue)\"") }
        if secrets { members.append("\"secrets\":true") }
        if threads != Self.threadsDefault { members.append("\"threads\":\(threads)") }
        if webhook { members.append("\"webhook\":true") }
        return "{\(members.joined(separator: ","))}"
    }

    /// Reads ``json`` back. Throws when it is not the text of any permissions.
    public init(json: String) throws(PluginProblem) {
        try self.init(PermissionsReader(json: json))
    }

    private static func json(_ reach: Reach, isHTTP: Bool) -> String {
        switch reach {
        case .listed(let host, let port):
            return isHTTP
                ? "\"https://\(host)\(port == 443 ? "" : port.map { ":\($0)" } ?? "")\""
                : "\"\(host)\(port.map { ":\($0)" } ?? "")\""
        case .configured(let pointer, let port):
            return "{\"config\":\(quoted(pointer))\(port.map { ",\"port\":\($0)" } ?? "")}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var text = text
        var output: [UInt8] = []
        text.withUTF8 { JSONText.quote(UnsafeRawBufferPointer($0), into: &output) }
        return String(decoding: output, as: UTF8.self)
    }
}
