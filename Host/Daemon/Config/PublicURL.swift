/// Scheme, host and port under which browsers reach Usher: https, or http on a loopback address.
struct PublicURL: Hashable, Sendable {
    static let expectation =
        "an https address without a path, such as https://usher.example.org (http only on 127.0.0.1 or localhost)"

    /// Without a trailing slash; what browsers send as `Origin`.
    let origin: String

    init?(_ text: String) {
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        let parts = trimmed.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        let host = parts[1]
        guard host.utf8.allSatisfy({ Self.isHostByte($0) }), host == host.lowercased() else { return nil }
        let name = host.hasPrefix("[") ? host : host.prefix { $0 != ":" }
        switch parts[0] {
        case "https": break
        case "http": guard ["127.0.0.1", "localhost"].contains(name) || host.hasPrefix("[::1]") else { return nil }
        default: return nil
        }
        // Browsers leave out the scheme's own port, so an origin that has it would never match.
        if parts[0] == "https", host.hasSuffix(":443") { return nil }
        if parts[0] == "http", host.hasSuffix(":80") { return nil }
        origin = trimmed
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 97...122, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        case 65...90: true
        default: false
        }
    }
}
