/// What a manifest allows its plugin, as far as a host in memory looks at it.
public struct TestPermissions: Hashable, Sendable {
    /// Origins for HTTP, for example `https://api.example.com` or `https://*.example.com`; `nil` = all.
    public var http: Set<String>?
    /// `host:port` for connections, also `*.host:port`; `nil` = all.
    public var net: Set<String>?
    /// Whether secrets may be used.
    public var usesSecrets: Bool

    /// Everything.
    public static let all = TestPermissions(http: nil, net: nil, usesSecrets: true)

    /// Reads the permissions of a manifest; what points into the configuration is looked up in `config`.
    init(manifest: JSONDocument, config: JSONDocument?) {
        http = []
        net = []
        for index in 0..<(manifest.count("/permissions/http") ?? 0) {
            let place = "/permissions/http/\(index)"
            let url = manifest.words(place + "/config").map { config?.words($0) ?? "" } ?? manifest.words(place) ?? ""
            if let origin = Self.origin(of: url) { http?.insert(origin.text) }
        }
        for index in 0..<(manifest.count("/permissions/net") ?? 0) {
            let place = "/permissions/net/\(index)"
            if let pointer = manifest.words(place + "/config") {
                let text = config?.words(pointer) ?? ""
                if let place = Self.place(text, port: manifest.text(place + "/port")) { net?.insert(place) }
            } else if let text = manifest.words(place) {
                net?.insert(text.lowercased())
            }
        }
        usesSecrets = manifest.text("/permissions/secrets") == "true"
    }

    private init(http: Set<String>?, net: Set<String>?, usesSecrets: Bool) {
        self.http = http
        self.net = net
        self.usesSecrets = usesSecrets
    }

    func allowsHTTP(to url: String) -> Bool {
        guard let http else { return true }
        guard let origin = Self.origin(of: url) else { return false }
        return http.contains(origin.text)
            || http.contains { listed in
                guard let pattern = Self.origin(of: listed), pattern.scheme == origin.scheme else { return false }
                return Self.isBelow(origin.authority, pattern.authority)
            }
    }

    func allowsConnection(to host: String, port: UInt16) -> Bool {
        guard let net else { return true }
        let place = "\(host.contains(":") ? "[\(host)]" : host):\(port)".lowercased()
        return net.contains(place) || net.contains { Self.isBelow(place, $0) }
    }

    /// Whether a place matches `*.name:port`: at least one label stands in front of the name.
    private static func isBelow(_ place: String, _ pattern: String) -> Bool {
        pattern.hasPrefix("*.") && place.hasSuffix(pattern.dropFirst()) && place.count > pattern.count - 1
    }

    /// Scheme and authority in lower case, without the usual port.
    private static func origin(of url: String) -> (scheme: String, authority: String, text: String)? {
        guard let separator = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<separator.lowerBound].lowercased()
        var authority = url[separator.upperBound...].prefix { !"/?#".contains($0) }.lowercased()
        for (name, port) in [("https", ":443"), ("http", ":80")] where scheme == name && authority.hasSuffix(port) {
            authority.removeLast(port.count)
        }
        let isReadable = !authority.isEmpty && !authority.contains("@") && !authority.contains("\\")
        return isReadable ? (scheme, authority, "\(scheme)://\(authority)") : nil
    }

    /// `host:port` of what an admin wrote: `host[:port]` or `scheme://host[:port][/…]`. `port` is meant where there is none.
    private static func place(_ text: String, port: String?) -> String? {
        let scheme = text.firstRange(of: "://")
        let authority = text[(scheme?.upperBound ?? text.startIndex)...].prefix { !"/?#".contains($0) }.lowercased()
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        let rest = authority.dropFirst(host.count)
        guard !host.isEmpty, rest.isEmpty || rest.hasPrefix(":") else { return nil }
        return rest.isEmpty ? port.map { "\(host):\($0)" } : authority
    }
}

extension JSONDocument {
    /// The text at `pointer`; `nil` for anything else.
    fileprivate func words(_ pointer: String) -> String? {
        find(pointer).flatMap { $0.kind == .string ? $0.text : nil }
    }
}
