/// Names exactly the changes that a person was shown: the SHA-256 of their canonical text, in lower-case hexadecimal digits. The
/// first 12 are enough where a person types it.
public struct PlanHash: Hashable, Sendable, CustomStringConvertible {
    /// How many digits are shown, and the fewest that are accepted.
    public static let shownDigits = 12

    public let text: String

    public var description: String { text }

    /// Parses a whole hash; `nil` when `text` is no 64 digits.
    public init?(_ text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
            return nil
        }
        self.text = text
    }

    /// Of 32 bytes.
    public init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a plan's hash is a SHA-256")
        text = Hexadecimal.text(bytes)
    }
}
