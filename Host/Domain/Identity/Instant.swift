/// A moment in wall-clock time, in milliseconds since 1970-01-01T00:00:00Z. Leap seconds do not exist.
public struct Instant: Hashable, Comparable, Sendable, Codable {
    /// Milliseconds since the epoch.
    public let unixMilliseconds: Int64

    /// Wraps a number of milliseconds since the epoch.
    public init(unixMilliseconds: Int64) {
        self.unixMilliseconds = unixMilliseconds
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.unixMilliseconds < right.unixMilliseconds
    }

    /// The moment `milliseconds` later; stays at the end of time instead of overflowing.
    public func advanced(byMilliseconds milliseconds: Int64) -> Instant {
        let (sum, overflow) = unixMilliseconds.addingReportingOverflow(milliseconds)
        guard overflow else { return Instant(unixMilliseconds: sum) }
        return Instant(unixMilliseconds: milliseconds > 0 ? .max : .min)
    }

    /// How many milliseconds lie between `earlier` and this moment; negative when `earlier` is later.
    public func milliseconds(since earlier: Instant) -> Int64 {
        let (difference, overflow) = unixMilliseconds.subtractingReportingOverflow(earlier.unixMilliseconds)
        guard overflow else { return difference }
        return self > earlier ? .max : .min
    }
}
