import UsherDomain

/// How fast a homeserver lets us act, learned from when it says "wait". A pure value.
///
/// Between one opening after a wait and the next, a homeserver lets through as many acts as it had room for: that gives the time
/// for one. Where it never says "wait" although its standard would have, its limits do not hold for us, and the time between two
/// acts is simply what they take.
struct Pace: Hashable, Sendable {
    /// How much of a new measurement counts: about the last five together.
    private static let weightPercent: Int64 = 30
    /// Measurements beyond that say that there was nothing to do, in milliseconds.
    private static let measuredMillisecondsMax: Int64 = 3_600_000

    private let bucket: LimitBucket
    /// For one act, in milliseconds; `nil` as long as nothing was learned.
    private(set) var learnedMilliseconds: Int64?
    /// When the last wait ended, and how many acts went through since.
    private var openedAt: Instant?
    private var acceptedSince: Int64 = 0
    /// Acts left of the standard's burst, times 1000; goes below 0 when more is let through than the standard has.
    private var tokens: Int64
    private var lastAcceptedAt: Instant?

    init(_ bucket: LimitBucket, learnedMilliseconds: Int64? = nil) {
        self.bucket = bucket
        self.learnedMilliseconds = learnedMilliseconds.map { min(max($0, 0), Self.measuredMillisecondsMax) }
        tokens = bucket.standardBurst * 1000
    }

    mutating func accepted(now: Instant) {
        acceptedSince += 1
        let passed = lastAcceptedAt.map { min(max(now.milliseconds(since: $0), 0), Self.measuredMillisecondsMax) }
        lastAcceptedAt = now
        if let passed { tokens = min(tokens + passed * 1000 / bucket.standardMilliseconds, bucket.standardBurst * 1000) }
        tokens = max(tokens - 1000, -bucket.standardBurst * 1000)
        // As much again as the standard has: these limits are not the standard.
        guard tokens <= -bucket.standardBurst * 1000, let passed else { return }
        learn(passed)
    }

    mutating func limited(milliseconds: Int64, now: Instant) {
        let opens = now.advanced(byMilliseconds: milliseconds)
        if let openedAt, acceptedSince > 0 {
            let passed = opens.milliseconds(since: openedAt)
            if passed > 0, passed <= Self.measuredMillisecondsMax { learn(passed / acceptedSince) }
        }
        // Several that were under way together are told to wait together: that is one wait.
        if acceptedSince > 0 || openedAt == nil { openedAt = opens }
        acceptedSince = 0
        tokens = 0
    }

    private mutating func learn(_ milliseconds: Int64) {
        guard let known = learnedMilliseconds else {
            learnedMilliseconds = milliseconds
            return
        }
        learnedMilliseconds = (known * (100 - Self.weightPercent) + milliseconds * Self.weightPercent) / 100
    }

    /// In how many milliseconds so many acts will probably be done, if one follows the other.
    func estimate(count: Int) -> Int64 {
        guard count > 0 else { return 0 }
        let one = learnedMilliseconds ?? bucket.standardMilliseconds
        let atOnce = learnedMilliseconds == nil ? max(tokens / 1000, 0) : 0
        let (product, overflow) = max(Int64(count) - atOnce, 0).multipliedReportingOverflow(by: one)
        return overflow ? .max : product
    }
}
