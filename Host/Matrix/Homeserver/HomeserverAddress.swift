/// The base URL of a homeserver's client-server API, as an admin wrote it: `https://matrix.example.org`, or `http://` for one
/// behind the same wall. A path is allowed, a query, a fragment and user information are not.
public struct HomeserverAddress: Hashable, Sendable, CustomStringConvertible {
    /// The URL without a slash at its end.
    public let text: String

    public var description: String { text }

    /// Whether it is `http:`.
    public var isPlainText: Bool { text.hasPrefix("http:") }

    /// Parses `text`; `nil` when it is no such URL.
    public init?(_ text: String) {
        let scheme = text.hasPrefix("https://") ? "https://" : "http://"
        guard text.hasPrefix(scheme) else { return nil }
        let rest = text.dropFirst(scheme.count)
        guard let first = rest.utf8.first, first != UInt8(ascii: "/"), first != UInt8(ascii: ":") else { return nil }
        guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !"@?#\\\"<>".utf8.contains($0) }) else { return nil }
        var trimmed = Substring(text)
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.text = String(trimmed)
    }
}
