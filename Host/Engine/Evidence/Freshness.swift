internal import UsherDomain

/// From when until when evidence counts. A value.
struct Freshness: Hashable {
    /// The first moment.
    let from: Instant
    /// The first moment at which it counts no more.
    let until: Instant

    init(_ observedAt: Instant, _ freshUntil: Instant) {
        from = observedAt.advanced(byMilliseconds: -GatherSettings.clockSlackMilliseconds)
        until = freshUntil
    }

    func covers(_ now: Instant) -> Bool { from <= now && now < until }
}
