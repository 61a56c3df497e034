/// An address of the web, read as narrowly as the host reads it: absolute, `https:` or `http:`, ASCII, without a name or password
/// in front of the machine.
struct WebAddress: Sendable {
    /// Scheme, machine and port.
    struct Origin: Hashable, Sendable {
        let isSecure: Bool
        let place: HostAndPort

        /// As a manifest names it.
        var text: String {
            let isUsual = place.port == (isSecure ? 443 : 80)
            return "\(isSecure ? "https" : "http")://\(place.host.text)\(isUsual ? "" : ":\(place.port)")"
        }
    }

    /// Longest address, in bytes.
    private static let bytesMax = 8 << 10

    let origin: Origin

    init?(_ text: String) {
        guard text.utf8.count <= Self.bytesMax, text.utf8.allSatisfy(Self.isPrintable) else { return nil }
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { return nil }
        let authority = text.dropFirst(isSecure ? 8 : 7).prefix { !"/?#".contains($0) }
        guard let place = HostAndPort(authority, defaultPort: isSecure ? 443 : 80) else { return nil }
        origin = Origin(isSecure: isSecure, place: place)
    }

    /// Everything that is printed in an address, but not what programs disagree about: a backslash is a slash to browsers.
    private static func isPrintable(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte) && !"\\\"<>^`{|}".utf8.contains(byte)
    }
}
