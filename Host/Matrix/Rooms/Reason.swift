/// What is written beside an act in a room, for everybody there to see.
enum Reason {
    /// Longest, in bytes.
    static let bytesMax = 500

    /// `text` without control characters and line ends, shortened, and so that it mentions nobody: a client makes a link, and a
    /// notification, of what looks like a user ID, a room alias, or `@room`.
    static func clean(_ text: String) -> String {
        var cleaned = ""
        var bytes = 0
        var isAtWordStart = true
        var isAfterSpace = true
        for scalar in text.unicodeScalars {
            let isSpace = isInvisible(scalar)
            if isSpace, isAfterSpace { continue }
            var piece = isSpace ? " " : String(scalar)
            // A zero-width space behind it: it reads the same, and is no ID any more.
            if isAtWordStart, "@#!".unicodeScalars.contains(scalar) { piece += "\u{200b}" }
            guard bytes + piece.utf8.count <= bytesMax else { break }
            cleaned += piece
            bytes += piece.utf8.count
            isAfterSpace = isSpace
            isAtWordStart = !(scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        }
        while cleaned.hasSuffix(" ") { cleaned.removeLast() }
        return cleaned
    }

    /// Control characters, line ends, and what turns the direction of writing or cannot be seen.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == " " { return true }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .privateUse, .unassigned: true
        default: false
        }
    }
}
