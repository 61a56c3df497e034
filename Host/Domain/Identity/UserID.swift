/// A Matrix user ID such as `@alice:example.org`. Opaque bytes: never case-folded, never normalised.
///
/// Matrix specification, appendices, "User Identifiers" and "Historical User IDs": old local parts may hold any character but
/// NUL and the colon, so those are accepted.
public struct UserID: Hashable, Sendable, CustomStringConvertible {
    /// Longest ID, in bytes (specification).
    public static let bytesMax = 255

    /// The whole ID, as it was written.
    public let text: String
    /// What follows the first colon.
    public let server: ServerName

    public var description: String { text }

    /// Parses `text`; `nil` when it is no Matrix user ID.
    public init?(_ text: String) {
        self.init(text, server: ServerName.init)
    }

    /// Likewise, with another way to parse the server's name: a community's people are on few servers.
    init?(_ text: String, server parse: (String) -> ServerName?) {
        let bytes = text.utf8
        guard bytes.count <= Self.bytesMax, bytes.first == UInt8(ascii: "@"), !bytes.contains(0) else { return nil }
        // The first colon, by bytes: a character-wise search would miss a colon that carries a combining mark.
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes.index(after: bytes.startIndex) < colon else {
            return nil
        }
        guard let server = parse(String(decoding: bytes[bytes.index(after: colon)...], as: UTF8.self)) else { return nil }
        self.text = text
        self.server = server
    }

    /// By bytes: to Swift, texts are equal when they look the same (Unicode canonical equivalence), and two people can have
    /// historical IDs that do.
    public static func == (left: UserID, right: UserID) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}
