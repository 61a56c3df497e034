public import UsherDomain

/// The value of a `Retry-After` header (RFC 9110, section 10.2.3): a number of seconds, or a date.
public enum RetryAfter {
    /// How long to wait from `now` on, in milliseconds, never negative; `nil` when `value` is neither a number nor a date.
    public static func milliseconds(_ value: String, now: Instant) -> Int64? {
        if !value.isEmpty, value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            // A number too large for the type is still a number: the longest wait there is.
            guard let seconds = Int64(value) else { return .max }
            let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
            return overflow ? .max : product
        }
        guard let date = date(value) else { return nil }
        return max(0, date.milliseconds(since: now))
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Parses the three forms of RFC 9110, section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and
    /// `Sun Nov  6 08:49:37 1994`.
    static func date(_ text: String) -> Instant? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }
        if words.count == 6, words[5] == "GMT" {
            return instant(day: words[1], month: words[2], year: words[3], time: words[4])
        }
        if words.count == 5 {
            return instant(day: words[2], month: words[1], year: words[4], time: words[3])
        }
        return nil
    }

    private static func instant(day: Substring, month: Substring, year: Substring, time: Substring) -> Instant? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false)
        guard let month = months.firstIndex(where: { $0 == month }), clock.count == 3 else { return nil }
        guard let day = number(day, in: 1...31), var year = number(year, in: 0...9999) else { return nil }
        guard let hour = number(clock[0], in: 0...23), let minute = number(clock[1], in: 0...59),
            let second = number(clock[2], in: 0...60)
        else { return nil }
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        guard year >= 1970 else { return nil }
        let days = daysSinceEpoch(year: year, month: month + 1, day: day)
        return Instant(unixMilliseconds: Int64(((days * 24 + hour) * 60 + minute) * 60 + second) * 1000)
    }

    private static func number(_ text: Substring, in range: ClosedRange<Int>) -> Int? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let value = Int(text) else {
            return nil
        }
        return range.contains(value) ? value : nil
    }

    /// Days from 1970-01-01 in the Gregorian calendar, by counting years from March so that the leap day is the last one.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
