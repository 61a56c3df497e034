public import UsherHTTP
internal import UsherWire

/// Where one instance may go: its plugin's permissions, with the places filled in that an admin wrote into its configuration.
///
/// A place that the manifest names is reached on the public internet only. A place that an admin wrote down is reached wherever
/// it is, and without TLS if the admin wrote so.
public struct Egress: Hashable, Sendable {
    private struct Origin: Hashable, Sendable {
        let host: HostPattern
        let port: UInt16
    }

    private var listedHTTP: Set<Origin> = []
    private var listedNet: Set<Origin> = []
    private var listedLinks: Set<HostPattern> = []
    private var configuredHTTP: Set<WebAddress.Origin> = []
    private var configuredNet: Set<HostAndPort> = []
    private var configuredLinks: Set<HostName> = []
    /// Places in the configuration that hold something else than was meant to be there, for admins: nothing can be reached by
    /// them. The values are not in it.
    public private(set) var problems: [String] = []

    /// Nowhere.
    public static let none = Egress()

    private init() {}

    init(_ permissions: Permissions, configJSON: String) {
        for reach in permissions.http.sorted() {
            switch reach {
            case .listed(let host, let port): listedHTTP.insert(Origin(host: host, port: port ?? 443))
            case .configured(let pointer, _):
                guard let text = text(at: pointer, in: configJSON) else { continue }
                guard let address = WebAddress(text) else {
                    problems.append("\(pointer) is no web address, for example https://example.com")
                    continue
                }
                configuredHTTP.insert(address.origin)
            }
        }
        for reach in permissions.net.sorted() {
            switch reach {
            case .listed(let host, let port): listedNet.insert(Origin(host: host, port: port ?? 0))
            case .configured(let pointer, let port):
                guard let text = text(at: pointer, in: configJSON) else { continue }
                guard let place = Self.place(text, defaultPort: port) else {
                    problems.append("\(pointer) is no host with a port, for example ldap.example.com:389")
                    continue
                }
                configuredNet.insert(place)
            }
        }
        for reach in permissions.linkHosts.sorted() {
            switch reach {
            case .listed(let host, _): listedLinks.insert(host)
            case .configured(let pointer, _):
                guard let text = text(at: pointer, in: configJSON), let address = WebAddress(text) else { continue }
                configuredLinks.insert(address.origin.host)
            }
        }
    }

    /// Under which policy `url` may be asked; `nil` when it may not.
    public func allows(url: String) -> AddressPolicy? {
        WebAddress(url).flatMap { allows($0) }
    }

    func allows(_ address: WebAddress) -> AddressPolicy? {
        let origin = address.origin
        if configuredHTTP.contains(origin) { return .any }
        guard origin.isSecure else { return nil }
        return listedHTTP.contains { $0.port == origin.port && $0.host.matches(origin.host) } ? .publicOnly : nil
    }

    /// Under which policy a connection to `host` may be made; `nil` when it may not.
    public func allows(host: String, port: UInt16) -> AddressPolicy? {
        let isV6 = if case .v6 = IPAddress(host) { true } else { false }
        guard let name = HostName(host, isBracketed: isV6) else { return nil }
        if configuredNet.contains(HostAndPort(host: name, port: port)) { return .any }
        return listedNet.contains { $0.port == port && $0.host.matches(name) } ? .publicOnly : nil
    }

    /// Whether a person's browser may be sent to `url`: by `https:`, to a host of the list.
    public func allowsLink(to url: String) -> Bool {
        guard let address = WebAddress(url), address.origin.isSecure else { return false }
        let host = address.origin.host
        return configuredLinks.contains(host) || listedLinks.contains { $0.matches(host) }
    }

    /// The text at a place of the configuration; `nil` when there is none, which is an admin's choice, or when it is no text,
    /// which is noted as a problem.
    private mutating func text(at pointer: String, in configJSON: String) -> String? {
        var (pointerText, json) = (pointer, configJSON)
        let found = pointerText.withUTF8 { pointer in
            json.withUTF8 { json -> (kind: JSONValue.Kind, text: [UInt8]?)? in
                guard let pointer = JSONPointer(UnsafeRawBufferPointer(pointer)),
                    let value = JSONText(UnsafeRawBufferPointer(json))?.value(at: pointer)
                else { return nil }
                return (value.kind, value.string)
            }
        }
        guard let found, found.kind != .null else { return nil }
        guard let text = found.text.map({ String(decoding: $0, as: UTF8.self) }) else {
            // Two permissions may name one place.
            if !problems.contains("\(pointer) is not text") { problems.append("\(pointer) is not text") }
            return nil
        }
        return text.isEmpty ? nil : text
    }

    /// Reads `host[:port]` or `scheme://host[:port][/…]`.
    private static func place(_ text: String, defaultPort: UInt16?) -> HostAndPort? {
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }) else { return nil }
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            return HostAndPort(text, defaultPort: defaultPort)
        }
        let scheme = text[..<colon]
        guard scheme.utf8.first.map({ (97...122).contains($0) }) ?? false,
            scheme.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || "+-.".utf8.contains($0) })
        else { return nil }
        let rest = text[colon...].dropFirst(3)
        return HostAndPort(String(rest.prefix { !"/?#".contains($0) }), defaultPort: defaultPort)
    }
}

extension Permissions {
    /// Where an instance with this configuration may go.
    public func resolved(configJSON: String) -> Egress { Egress(self, configJSON: configJSON) }
}
