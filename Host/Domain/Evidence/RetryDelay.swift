/// How long to wait until the next try. Values in, milliseconds out; `random` is any 64 random bits.
public enum RetryDelay {
    /// A wait of about `milliseconds`: ``GatherSettings/jitterPercent`` more or less.
    public static func spread(_ milliseconds: Int64, random: UInt64) -> Int64 {
        let reach = max(milliseconds, 0) / 100 * GatherSettings.jitterPercent
        return max(milliseconds, 0) - reach + Int64(random % UInt64(2 * reach + 1))
    }

    /// The wait after the `failures`-th try in a row that ended with `unknown`. A third party that names a time is not asked
    /// sooner.
    public static func after(_ unknown: Unknown, failures: Int, settings: GatherSettings, random: UInt64) -> Int64 {
        let longest = unknown.kind.isLocal ? GatherSettings.backoffMillisecondsLocalMax : GatherSettings.backoffMillisecondsMax
        // Ten doublings are beyond any maximum, and do not overflow.
        let doubled = settings.backoffMillisecondsFirst << Int64(min(max(failures - 1, 0), 10))
        let wait = spread(min(doubled, longest), random: random)
        guard let hint = unknown.retryAfterMilliseconds else { return wait }
        let asked = min(max(hint, 0), GatherSettings.retryAfterMillisecondsMax)
        // Only later than it asked, and not everybody in the same moment.
        return max(wait, asked + Int64(random % UInt64(asked / 100 * GatherSettings.jitterPercent + 1)))
    }
}

extension Unknown.Kind {
    /// Whether it was found out without asking any third party.
    public var isLocal: Bool {
        switch self {
        case .notRunning, .overloaded, .unsupported, .misconfigured, .unconfirmed, .ruleMisfit: true
        case .crashed, .timedOut, .violation, .failed: false
        }
    }
}
