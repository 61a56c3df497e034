/// Names one attempt of one person to use one code; also the claim id that the authoriser knows it by. Random, 128 bits, as 32
/// lower-case hexadecimal digits.
public struct RedemptionID: Hashable, Sendable, CustomStringConvertible {
    /// The digits.
    public let text: String

    public var description: String { text }

    /// Makes an id from 16 random bytes.
    public init(randomBytes: [UInt8]) {
        precondition(randomBytes.count == 16, "a redemption id is 128 bits")
        text = Hexadecimal.text(randomBytes)
    }

    /// Parses `text`; `nil` when it is no such id.
    public init?(_ text: String) {
        let digits = text.utf8
        guard digits.count == 32, digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else { return nil }
        self.text = text
    }
}
