internal import FoundationEssentials

extension Instant {
    /// RFC 3339, to the second, in UTC: `2026-11-30T14:05:09Z`.
    public var rfc3339: String {
        Date(timeIntervalSince1970: (Double(unixMilliseconds) / 1_000).rounded(.down)).formatted(.iso8601)
    }

    /// For people: `2026-11-30 14:05 UTC`.
    public var text: String {
        "\(rfc3339.prefix(10)) \(rfc3339.dropFirst(11).prefix(5)) UTC"
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
