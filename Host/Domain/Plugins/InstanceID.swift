/// The name an admin gave to one configured use of an authoriser: lower-case letters, digits and `-`, beginning with a letter,
/// at most 32 characters. It appears in addresses.
public struct InstanceID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name.
    public let text: String

    public var description: String { text }

    /// Parses `text`; `nil` when it is not such a name.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard (1...32).contains(bytes.count), letters.contains(bytes[0]) else { return nil }
        guard bytes.allSatisfy({ letters.contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }) else { return nil }
        self.text = text
    }

    public static func < (left: InstanceID, right: InstanceID) -> Bool { left.text < right.text }
}
