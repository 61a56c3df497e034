/// How often an instance is asked about a requirement, how long what it said counts, and how much of it is taken in. All times in
/// milliseconds.
public struct GatherSettings: Hashable, Sendable {
    /// Evidence that was observed this much later than now still counts: the clock was corrected by a little. Whatever comes from
    /// further in the future was stamped by a wrong clock, or is read by one, and counts as stale.
    public static let clockSlackMilliseconds: Int64 = 60_000
    /// Spread of the times between two tries, in percent to either side: what began together does not stay together.
    public static let jitterPercent: Int64 = 10
    /// Longest wait after a try that failed beyond this machine, unless the third party names a longer one: the end of an outage
    /// is noticed as soon as a change in normal times.
    public static let backoffMillisecondsMax: Int64 = 600_000
    /// Longest wait after a try that failed on this machine (a plugin that is replaced, a rule that is edited): it costs nobody
    /// anything to look again.
    public static let backoffMillisecondsLocalMax: Int64 = 60_000
    /// Longest wait that a third party may ask for: its quota is new after an hour.
    public static let retryAfterMillisecondsMax: Int64 = 3_600_000

    /// From one look at a requirement to the next.
    public var refreshMilliseconds: Int64 = 600_000
    /// Soonest next look, however short a plugin says that its answers are good for.
    public var refreshMillisecondsMin: Int64 = 60_000
    /// How long an answer counts when the plugin does not say. Never shorter than two looks, so that one that fails changes
    /// nothing.
    public var freshMilliseconds: Int64 = 3_600_000
    /// How long an answer counts at most, whatever the plugin says.
    public var freshMillisecondsMax: Int64 = 86_400_000
    /// The wait after the first try that failed. It doubles.
    public var backoffMillisecondsFirst: Int64 = 15_000
    /// How long a suspicious listing waits for another one to confirm it.
    public var confirmMilliseconds: Int64 = 60_000
    /// How long all requests of one look may take together: a hundred pages of a slow third party, and no endless ones.
    public var lookMillisecondsMax: Int64 = 900_000
    /// Most accounts of one listing: ten times the largest community that is measured.
    public var accountsMax = 1_000_000
    /// Most pages of one listing.
    public var pagesMax = 10_000
    /// People in one question: as many as one frame to a worker holds.
    public var peoplePerQuestion = 512

    /// The standard.
    public init() {}

    /// Until when an answer of `observedAt` counts, that the plugin says is good for so long (`nil`: it does not say).
    public func freshUntil(_ observedAt: Instant, goodForMilliseconds: Int64?) -> Instant {
        let standard = max(freshMilliseconds, 2 * refreshMilliseconds)
        return observedAt.advanced(byMilliseconds: min(max(goodForMilliseconds ?? standard, 0), freshMillisecondsMax))
    }

    /// When to look again at an answer that counts for so long.
    public func refreshMilliseconds(ofFresh milliseconds: Int64) -> Int64 {
        max(min(refreshMilliseconds, milliseconds / 2), min(refreshMillisecondsMin, refreshMilliseconds))
    }

    /// When to ask again about one person, of whom an answer counts for so long: questions about single people cost one request
    /// each, so a longer freshness is used.
    public func askAgainMilliseconds(ofFresh milliseconds: Int64) -> Int64 {
        max(milliseconds / 2, min(refreshMillisecondsMin, refreshMilliseconds))
    }
}
