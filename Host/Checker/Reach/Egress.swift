/// Where one instance may go: the permissions of its plugin, with the places filled in that stand in its configuration.
///
/// A second reading of what PluginABI/README.md says, apart from the daemon's: tests hold the two against each other.
struct Egress: Sendable {
    struct Listed: Sendable {
        let host: HostPattern
        let port: UInt16
    }

    /// What stands in the configuration where a place is expected.
    enum Written {
        case text(String)
        /// As it is written there.
        case somethingElse(String)
    }

    var http: [Listed] = []
    var net: [Listed] = []
    var links: [HostPattern] = []
    private var configuredHTTP: Set<WebAddress.Origin> = []
    private var configuredNet: Set<HostAndPort> = []
    private var configuredLinks: Set<HostName> = []
    /// What stands in the configuration and is no place: nothing can be reached by it.
    private(set) var problems: [(pointer: Reach.Pointer, what: String)] = []

    func allowsHTTP(to origin: WebAddress.Origin) -> Bool {
        if configuredHTTP.contains(origin) { return true }
        return origin.isSecure && http.contains { $0.port == origin.place.port && $0.host.matches(origin.place.host) }
    }

    func allowsConnection(to place: HostAndPort) -> Bool {
        configuredNet.contains(place) || net.contains { $0.port == place.port && $0.host.matches(place.host) }
    }

    /// Whether browsers may be sent there.
    func allowsLink(to origin: WebAddress.Origin) -> Bool {
        let host = origin.place.host
        return origin.isSecure && (configuredLinks.contains(host) || links.contains { $0.matches(host) })
    }

    mutating func add(_ pointer: Reach.Pointer, _ written: Written?) {
        switch (pointer.key, written) {
        case (_, nil): return
        case ("http", .text(let text)?):
            if let address = WebAddress(text) { configuredHTTP.insert(address.origin) } else { note(pointer, text) }
        case ("net", .text(let text)?):
            if let place = Self.place(text, pointer.port) { configuredNet.insert(place) } else { note(pointer, text) }
        case (_, .text(let text)?):
            if let address = WebAddress(text) { configuredLinks.insert(address.origin.place.host) } else { note(pointer, text) }
        case (_, .somethingElse(let text)?): note(pointer, text)
        }
    }

    private mutating func note(_ pointer: Reach.Pointer, _ text: String) { problems.append((pointer, text)) }

    /// `host[:port]` or `scheme://host[:port][/…]`.
    private static func place(_ text: String, _ defaultPort: UInt16?) -> HostAndPort? {
        guard let scheme = text.firstRange(of: "://") else { return HostAndPort(text[...], defaultPort: defaultPort) }
        return HostAndPort(text[scheme.upperBound...].prefix { !"/?#".contains($0) }, defaultPort: defaultPort)
    }
}
