/// An address of the web, by a grammar so narrow that no two programs can read it differently: what is judged here is what
/// libcurl connects to.
///
/// Absolute, `https:` or `http:`, ASCII only, without user information, percent-encoding in the host, or a dot at its end.
struct WebAddress: Hashable, Sendable {
    /// Scheme, host and port: what the web calls an origin.
    struct Origin: Hashable, Sendable {
        let isSecure: Bool
        let host: HostName
        let port: UInt16
    }

    /// Longest address, in bytes.
    static let bytesMax = 8 * 1_024

    let origin: Origin
    /// Path and query, beginning with `/` or `?`, or empty. A fragment is not part of it: nobody sends one.
    let target: String

    /// The address as it is sent.
    var text: String { Self.prefix(origin) + target }

    /// Parses `text`; `nil` when it is anything else than such an address.
    init?(_ text: String) {
        guard text.utf8.count <= Self.bytesMax, text.utf8.allSatisfy(Self.isPrintable) else { return nil }
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { return nil }
        let rest = text.utf8.dropFirst(isSecure ? 8 : 7)
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        guard let authority = String(rest[..<end]),
            let place = HostAndPort(authority, defaultPort: isSecure ? 443 : 80)
        else { return nil }
        let target = rest[end...]
        guard let whole = String(target[..<(target.firstIndex(of: UInt8(ascii: "#")) ?? target.endIndex)]) else { return nil }
        origin = Origin(isSecure: isSecure, host: place.host, port: place.port)
        self.target = whole
    }

    private init(origin: Origin, target: String) {
        self.origin = origin
        self.target = target
    }

    /// Where a `Location` header leads from here (RFC 3986, section 5.2, in strict form): a whole address, or one that begins
    /// with `//`, `/` or `?`, or a path beside this one. `nil` when it is none of these.
    func following(_ location: String) -> WebAddress? {
        let location = location.prefix { $0 != "#" }
        guard !location.isEmpty, location.utf8.allSatisfy(Self.isPrintable) else { return nil }
        if location.hasPrefix("//") { return WebAddress((origin.isSecure ? "https:" : "http:") + location) }
        let path = String(target.prefix { $0 != "?" })
        let next: String
        if location.hasPrefix("/") {
            next = String(location)
        } else if location.hasPrefix("?") {
            next = path + location
        } else if location.prefix(while: { !"/?".contains($0) }).contains(":") {
            return WebAddress(String(location))
        } else {
            next = (path.isEmpty ? "/" : String(path[...(path.lastIndex(of: "/") ?? path.startIndex)])) + location
        }
        let address = WebAddress(origin: origin, target: next)
        return address.text.utf8.count <= Self.bytesMax ? address : nil
    }

    private static func prefix(_ origin: Origin) -> String {
        let scheme = origin.isSecure ? "https" : "http"
        let isDefault = origin.port == (origin.isSecure ? 443 : 80)
        return "\(scheme)://\(origin.host.inAddress)\(isDefault ? "" : ":\(origin.port)")"
    }

    /// Everything that is printed in an address, but not what programs disagree about: a backslash is a slash to browsers.
    private static func isPrintable(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte) && !"\\\"<>^`{|}".utf8.contains(byte)
    }
}
