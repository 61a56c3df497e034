/// A user ID, or a pattern of them: `*` stands for any run of characters, `?` for one
/// byte. Compared by bytes.
public struct UserPattern: Hashable, Sendable, CustomStringConvertible {
    /// Longest pattern, in bytes: that of a user ID.
    public static let bytesMax = UserID.bytesMax

    public let text: String

    public var description: String { text }

    /// Parses `text`; `nil` unless it begins with `@`, has a colon, and is short enough.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.bytesMax, bytes.first == UInt8(ascii: "@"), bytes.contains(UInt8(ascii: ":")),
            !bytes.contains(where: { $0 < 0x20 })
        else { return nil }
        self.text = text
    }

    /// Whether it is one user's ID, without stars and question marks.
    public var isLiteral: Bool { !text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } }

    /// By bytes (see ``UserID``).
    public static func == (left: UserPattern, right: UserPattern) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }

    /// Whether `user` is meant.
    public func matches(_ user: UserID) -> Bool {
        Self.matches(Array(text.utf8)[...], Array(user.text.utf8)[...])
    }

    /// With one place to return to: linear in both, times the number of stars at worst.
    private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var (pattern, text) = (pattern, text)
        var retry: (pattern: ArraySlice<UInt8>, text: ArraySlice<UInt8>)?
        while !text.isEmpty {
            if pattern.first == UInt8(ascii: "*") {
                retry = (pattern.dropFirst(), text)
                pattern = pattern.dropFirst()
            } else if let wanted = pattern.first, wanted == UInt8(ascii: "?") || wanted == text.first {
                pattern = pattern.dropFirst()
                text = text.dropFirst()
            } else if let last = retry {
                pattern = last.pattern
                text = last.text.dropFirst()
                retry = (pattern, text)
            } else {
                return false
            }
        }
        return pattern.allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
