/// What a plugin needs beyond answering. An admin is shown it and pins it; what is not asked for fails with `.policy` (R10).
///
/// ```swift
/// Permissions(http: [.fixed("https://api.example.com"), .configured("/url")], usesSecrets: true)
/// ```
public struct Permissions: Hashable, Sendable {
    /// An origin that ``Call/http`` may reach.
    public enum Origin: Hashable, Sendable {
        /// For example `https://api.example.com`: scheme, host and, where it is not the usual one, port.
        case fixed(String)
        /// The origin of the address that the admin configured at this JSON pointer, for example `/url`.
        case configured(String)
    }

    /// A place that ``Call/network`` may reach.
    public enum Place: Hashable, Sendable {
        /// For example `ldap.example.com:389`.
        case fixed(String)
        /// The host that the admin configured at this JSON pointer, with this port where the admin wrote none. Without one, the
        /// admin has to write it.
        case configured(String, port: UInt16? = nil)
    }

    /// A host that ``LinkStep/Act/redirect(url:)`` may send a browser to. A text literal is a fixed one.
    public enum LinkHost: Hashable, Sendable, ExpressibleByStringLiteral {
        /// For example `example.com`, or `*.example.com` for everything below it.
        case fixed(String)
        /// The host of the address that the admin configured at this JSON pointer, for example `/issuer`.
        case configured(String)

        /// A fixed host.
        public init(stringLiteral host: String) { self = .fixed(host) }
    }

    /// How the plugin's process is locked up.
    public enum Profile: String, Hashable, Sendable {
        /// Nothing can be opened after the start. For synchronous plugins in any language.
        case strict
        /// Dispatch and Swift concurrency can start threads, which need to read `/proc`.
        case threaded
    }

    /// Origins for ``Call/http``.
    public var http: [Origin]
    /// Places for ``Call/network``.
    public var net: [Place]
    /// Hosts that ``LinkStep/Act/redirect(url:)`` may send a browser to.
    public var linkHosts: [LinkHost]
    /// Whether the plugin uses ``Call/secrets`` or gives a secret with ``LinkStep``.
    public var usesSecrets: Bool
    /// How many bytes ``Call/keyValue`` may hold; `nil` = the host's default.
    public var keyValueBytesMax: Int64?
    /// Whether the instance gets an address for webhooks.
    public var receivesWebhooks: Bool
    /// How many threads of its own the plugin may start; `nil` = the host's default.
    public var threadsMax: Int64?
    /// How much memory its process may use, in bytes; `nil` = the host's default.
    public var memoryBytesMax: Int64?
    /// How its process is locked up.
    public var profile: Profile

    /// Nothing but answering.
    public static let none = Permissions()

    /// Puts the parts together.
    public init(
        http: [Origin] = [], net: [Place] = [], linkHosts: [LinkHost] = [], usesSecrets: Bool = false,
        keyValueBytesMax: Int64? = nil, receivesWebhooks: Bool = false, threadsMax: Int64? = nil, memoryBytesMax: Int64? = nil,
        profile: Profile = .strict
    ) {
        self.http = http
        self.net = net
        self.linkHosts = linkHosts
        self.usesSecrets = usesSecrets
        self.keyValueBytesMax = keyValueBytesMax
        self.receivesWebhooks = receivesWebhooks
        self.threadsMax = threadsMax
        self.memoryBytesMax = memoryBytesMax
        self.profile = profile
    }

    /// As the manifest has it. What is not asked for is not there.
    var value: JSONValue {
        var members: [(String, JSONValue)] = []
        if !http.isEmpty { members.append(("http", .array(http.map(\.value)))) }
        if !net.isEmpty { members.append(("net", .array(net.map(\.value)))) }
        if !linkHosts.isEmpty { members.append(("link_hosts", .array(linkHosts.map(\.value)))) }
        if usesSecrets { members.append(("secrets", true)) }
        if let keyValueBytesMax { members.append(("kv_bytes", .integer(keyValueBytesMax))) }
        if receivesWebhooks { members.append(("webhook", true)) }
        if let threadsMax { members.append(("threads", .integer(threadsMax))) }
        if let memoryBytesMax { members.append(("memory_bytes", .integer(memoryBytesMax))) }
        if profile != .strict { members.append(("profile", .string(profile.rawValue))) }
        return .object(members)
    }
}

extension Permissions.Origin {
    fileprivate var value: JSONValue {
        switch self {
        case .fixed(let origin): .string(origin)
        case .configured(let pointer): ["config": .string(pointer)]
        }
    }
}

extension Permissions.Place {
    fileprivate var value: JSONValue {
        switch self {
        case .fixed(let place): .string(place)
        case .configured(let pointer, nil): ["config": .string(pointer)]
        case .configured(let pointer, let port?): ["config": .string(pointer), "port": .integer(Int64(port))]
        }
    }
}

extension Permissions.LinkHost {
    fileprivate var value: JSONValue {
        switch self {
        case .fixed(let host): .string(host)
        case .configured(let pointer): ["config": .string(pointer)]
        }
    }
}
