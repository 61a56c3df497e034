extension Instant {
    /// The moment to the second, for people: `2026-11-23 15:04:05 UTC`. Days by the proleptic Gregorian calendar.
    public var text: String {
        let seconds = unixMilliseconds.quotient(rounded: 1000)
        let day = seconds.quotient(rounded: 86_400)
        let second = seconds - day * 86_400
        // Counted from 1 March of year 0, so that a leap day is the last of its year; 146,097 days are 400 years.
        let shifted = day + 719_468
        let era = shifted.quotient(rounded: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = [Self.digits(year, 4), Self.digits(month, 2), Self.digits(dayOfMonth, 2)].joined(separator: "-")
        let time = [second / 3600, second / 60 % 60, second % 60].map { Self.digits($0, 2) }.joined(separator: ":")
        return "\(date) \(time) UTC"
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "") + String(repeating: "0", count: max(count - digits.count, 0)) + digits
    }
}

extension Int64 {
    /// Divided and rounded down, also below 0.
    fileprivate func quotient(rounded divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
