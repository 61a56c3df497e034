/// A length of time, as commands and files say it: a whole number and a unit, `90s`, `15m`, `12h`, `7d`.
enum DurationWords {
    static let expectation = "a length of time such as 90s, 15m, 12h or 7d"

    /// Largest first.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 24 * 3_600_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// In milliseconds; `nil` when `text` is no length of time.
    static func milliseconds(_ text: String) -> Int64? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let name = text.dropFirst(digits.count)
        guard !digits.isEmpty, let number = Int64(digits), let unit = units.first(where: { $0.name == name }) else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
        return overflow ? nil : product
    }

    /// In the largest unit that says it exactly.
    static func text(milliseconds: Int64) -> String {
        guard milliseconds != 0, let unit = units.first(where: { milliseconds % $0.milliseconds == 0 }) else { return "0s" }
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
}
