/// A moment as people read it, in UTC: `2026-11-23 15:04 UTC`. Without a library, so that it is the same wherever it is made.
public enum UTCText {
    private static let minutesPerDay: Int64 = 24 * 60
    private static let millisecondsPerMinute: Int64 = 60_000

    /// To the minute, rounded down.
    public static func minute(_ instant: Instant) -> String {
        let minutes = floored(instant.unixMilliseconds, by: millisecondsPerMinute)
        let day = floored(minutes, by: minutesPerDay)
        let inDay = minutes - day * minutesPerDay
        let date = date(daysSinceEpoch: day)
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2)) "
            + "\(padded(inDay / 60, 2)):\(padded(inDay % 60, 2)) UTC"
    }

    /// The proleptic Gregorian calendar, by eras of 400 years that begin on the first of March (Howard Hinnant, "chrono-Compatible
    /// Low-Level Date Algorithms", `civil_from_days`).
    private static func date(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let days = daysSinceEpoch + 719_468
        let era = floored(days, by: 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func floored(_ number: Int64, by divisor: Int64) -> Int64 {
        number / divisor - (number % divisor < 0 ? 1 : 0)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
