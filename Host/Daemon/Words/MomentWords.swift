import UsherDomain

/// A moment, as commands and files say it: `2026-12-01` (its first minute, in UTC) or `2026-12-01T09:00:00Z`.
enum MomentWords {
    static let expectation = "a date such as 2026-12-01, or a moment such as 2026-12-01T09:00:00Z"

    /// `nil` when `text` is no moment, or one that no calendar has.
    static func moment(_ text: String) -> Instant? {
        let whole = text.utf8.count == 10 ? text + "T00:00:00Z" : text
        var seconds = whole
        var milliseconds: Int64 = 0
        if let point = whole.lastIndex(of: "."), whole.hasSuffix("Z") {
            let digits = whole[whole.index(after: point)...].dropLast()
            guard digits.utf8.count == 3, let number = Int64(digits), number >= 0 else { return nil }
            milliseconds = number
            seconds = whole[..<point] + "Z"
        }
        // Reading is lenient (the 31st of February is the 3rd of March); what is not what it was written as is a mistake.
        guard let instant = Instant(rfc3339: seconds), instant.rfc3339 == seconds else { return nil }
        return instant.advanced(byMilliseconds: milliseconds)
    }

    /// To the millisecond where there are any.
    static func text(_ instant: Instant) -> String {
        let rest = instant.unixMilliseconds % 1_000
        guard rest > 0 else { return instant.rfc3339 }
        return instant.rfc3339.dropLast() + "." + String("\(rest + 1_000)".dropFirst()) + "Z"
    }
}
