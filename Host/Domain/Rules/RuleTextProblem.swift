/// Why the text of a rule is refused: the first thing that is wrong with it, and where.
public struct RuleTextProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and what to do.
    public let message: String
    /// From 1.
    public let line: Int
    /// From 1, in characters.
    public let column: Int
    /// How many characters are meant; at least 1.
    public let length: Int
    /// The line that is meant, and below it a `^` under each of these characters. Two lines, without an end.
    public let excerpt: String

    init(_ message: String, at range: Range<Int>, in bytes: [UInt8]) {
        let place = TextPlace(of: range.lowerBound, in: bytes)
        self.message = message
        line = place.line
        column = place.column
        length = max(String(decoding: bytes[range], as: UTF8.self).count, 1)
        excerpt = place.excerpt(length: length)
    }

    /// On one line, without the excerpt.
    public var description: String { "line \(line), column \(column): \(message)" }
}
