/// A length of time as people read it: `7 days`, `1 day 12 hours`, `90 seconds`.
public enum DurationText {
    /// In the two largest units that it needs; milliseconds that are left over are not shown. Never negative.
    public static func text(milliseconds: Int64) -> String {
        var rest = max(0, milliseconds) / 1_000
        var parts: [String] = []
        for (unit, seconds) in [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)] as [(String, Int64)] {
            let count = rest / seconds
            rest %= seconds
            if count > 0 && parts.count < 2 { parts.append("\(count) \(unit)\(count == 1 ? "" : "s")") }
        }
        return parts.isEmpty ? "none" : parts.joined(separator: " ")
    }
}
