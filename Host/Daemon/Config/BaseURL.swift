/// The base URL of a homeserver's client-server API: https, or http on loopback; without a trailing slash.
struct BaseURL: Hashable, Sendable {
    static let expectation = "an address such as https://matrix.example.org (http only on 127.0.0.1 or localhost)"

    let text: String

    init?(_ text: String) {
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        let parts = trimmed.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty, trimmed.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        let authority = parts[1].prefix { $0 != "/" }
        guard !authority.contains("@"), !parts[1].contains("?"), !parts[1].contains("#") else { return nil }
        let name = authority.hasPrefix("[") ? authority : authority.prefix { $0 != ":" }
        switch parts[0] {
        case "https": break
        case "http": guard ["127.0.0.1", "localhost"].contains(name) || authority.hasPrefix("[::1]") else { return nil }
        default: return nil
        }
        self.text = trimmed
    }
}
