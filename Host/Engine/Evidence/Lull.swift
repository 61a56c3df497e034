internal import UsherDomain

/// The time around a moment in which no evidence begins or ceases to count, so that what was worked out need not be worked out
/// again. A value.
struct Lull {
    private let now: Instant
    private var from = Instant(unixMilliseconds: .min)
    private var until = Instant(unixMilliseconds: .max)

    init(around now: Instant) {
        self.now = now
    }

    /// Takes a piece of evidence into account.
    mutating func note(_ freshness: Freshness) {
        note(freshness.from)
        note(freshness.until)
    }

    private mutating func note(_ edge: Instant) {
        if edge <= now { from = max(from, edge) } else { until = min(until, edge) }
    }

    func covers(_ moment: Instant) -> Bool { from <= moment && moment < until }
}
