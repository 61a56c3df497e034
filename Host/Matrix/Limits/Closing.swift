import UsherDomain

/// A time during which a homeserver is not asked for something. In wall-clock time, so that it can be stored.
struct Closing: Hashable, Sendable {
    /// The longest there is, in milliseconds, whatever a homeserver says.
    static let millisecondsMax = HomeserverFailure.waitMilliseconds.upperBound

    let from: Instant
    let until: Instant

    /// Closed from `now` on for so long, within reason.
    init(_ milliseconds: Int64, now: Instant) {
        from = now
        until = now.advanced(byMilliseconds: min(max(milliseconds, 0), Self.millisecondsMax))
    }

    /// What is left, in milliseconds; `nil` when it is over, also when the wall clock was set back to before it began.
    func left(_ now: Instant) -> Int64? {
        now >= from && now < until ? until.milliseconds(since: now) : nil
    }
}
