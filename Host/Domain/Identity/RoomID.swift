/// A Matrix room ID: `!opaque:server`, or `!opaque` alone since room version 12. Never split it: the part after a colon says
/// nothing about who runs the room.
public struct RoomID: Hashable, Sendable, CustomStringConvertible {
    /// Longest ID, in bytes (specification).
    public static let bytesMax = 255

    /// The whole ID.
    public let text: String

    public var description: String { text }

    /// Parses `text`; `nil` when it is no room ID (an alias, a URL, empty, too long, with control characters).
    public init?(_ text: String) {
        let bytes = text.utf8
        guard (2...Self.bytesMax).contains(bytes.count), bytes.first == UInt8(ascii: "!") else { return nil }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else { return nil }
        self.text = text
    }

    /// By bytes, not by what looks the same (see ``UserID``).
    public static func == (left: RoomID, right: RoomID) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}
