internal import FoundationEssentials

extension Instant {
    /// RFC 3339, to the second, in UTC: `2026-11-30T14:05:09Z`.
    public var rfc3339: String {
        // Written from the text for people, which is total: the library's formatter has no answer for the ends of time.
        let words = text.split(separator: " ")
        return words.prefix(2).joined(separator: "T") + "Z"
    }

    /// Parses RFC 3339 in UTC, to the second; `nil` when `text` is something else.
    public init?(rfc3339 text: String) {
        do {
            let date = try Date(text, strategy: .iso8601)
            self.init(unixMilliseconds: Int64(date.timeIntervalSince1970 * 1_000))
        } catch {
            return nil
        }
    }
}
