/// How soon an instance may write again. Each write is an fsync of the one file that everybody shares: a plugin that writes in a
/// loop waits, and nobody else does. Pure: the time is a parameter.
struct WriteBudget {
    /// Writes that may come at once after a pause: an import of a few hundred pairs does not notice anything.
    static let burst: Int64 = 500
    /// Milliseconds for which one write stands: 100 a second.
    static let millisecondsPerWrite: Int64 = 10

    /// When all that was written will have been paid for.
    private var paidAt: Int64 = .min

    /// Takes note of a write that is wanted at `now`, and returns when it may happen.
    mutating func next(now: Int64) -> Int64 {
        paidAt = max(paidAt, now) + Self.millisecondsPerWrite
        return max(now, paidAt - Self.burst * Self.millisecondsPerWrite)
    }
}
