import Foundation

/// A regular expression over whole files (ICU's: several times faster in a debug build than the standard library's).
struct Pattern: Sendable {
    private let expression: NSRegularExpression

    /// Compiles `pattern`; a pattern that does not compile is a mistake in a rule, and ends the test run.
    init(_ pattern: String, ignoresCase: Bool = false) {
        do {
            let options: NSRegularExpression.Options =
                ignoresCase ? [.anchorsMatchLines, .caseInsensitive] : [.anchorsMatchLines]
            expression = try NSRegularExpression(pattern: pattern, options: options)
        } catch {
            preconditionFailure("\(pattern) is no regular expression: \(error)")
        }
    }

    /// A match: the line it begins on (one-based) and the text of each group, the whole match first.
    struct Match {
        let line: Int
        let groups: [String]
        let range: Range<String.Index>
    }

    /// Every match in `text`, in order.
    func matches(in text: String) -> [Match] {
        let found = expression.matches(in: text, range: NSRange(text.startIndex..., in: text))
        guard !found.isEmpty else { return [] }
        var (line, position) = (1, text.startIndex)
        return found.compactMap { result in
            guard let range = Range(result.range, in: text) else { return nil }
            line += text[position..<range.lowerBound].utf8.count(where: { $0 == UInt8(ascii: "\n") })
            position = range.lowerBound
            let groups = (0..<result.numberOfRanges).map { index in
                Range(result.range(at: index), in: text).map { String(text[$0]) } ?? ""
            }
            return Match(line: line, groups: groups, range: range)
        }
    }

    /// Whether there is any match.
    func isFound(in text: String) -> Bool {
        expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
}
