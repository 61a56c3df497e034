/// What a manifest allows its plugin, as far as a host in memory looks at it.
public struct TestPermissions: Hashable, Sendable {
    /// Origins for HTTP; `nil` = all.
    public var http: Set<String>?
    /// `host:port` for connections; `nil` = all.
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
            let url = manifest.text(place + "/config").map { config?.text($0) ?? "" } ?? manifest.text(place) ?? ""
            if let origin = Self.origin(of: url) { http?.insert(origin) }
        }
        for index in 0..<(manifest.count("/permissions/net") ?? 0) {
            let place = "/permissions/net/\(index)"
            if let pointer = manifest.text(place + "/config") {
                net?.insert("\(config?.text(pointer) ?? ""):\(manifest.text(place + "/port") ?? "")".lowercased())
            } else if let text = manifest.text(place) {
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
        return Self.origin(of: url).map { http.contains($0) } ?? false
    }

    func allowsConnection(to host: String, port: UInt16) -> Bool {
        net?.contains("\(host):\(port)".lowercased()) ?? true
    }

    /// Scheme and authority in lower case, without the usual port.
    private static func origin(of url: String) -> String? {
        guard let separator = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<separator.lowerBound].lowercased()
        var authority = url[separator.upperBound...].prefix { !"/?#".contains($0) }.lowercased()
        for (name, port) in [("https", ":443"), ("http", ":80")] where scheme == name && authority.hasSuffix(port) {
            authority.removeLast(port.count)
        }
        return authority.isEmpty || authority.contains("@") ? nil : scheme + "://" + authority
    }
}
