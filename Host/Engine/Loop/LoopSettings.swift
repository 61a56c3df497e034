public import UsherDomain

/// How the loop works, as the configuration says it.
public struct LoopSettings: Hashable, Sendable {
    /// The bot.
    public var bot: UserID
    /// Where people see why they are in or out, and link accounts.
    public var page: String
    /// From the end of one sweep to the beginning of the next, in milliseconds; give or take a tenth.
    public var sweepMilliseconds: Int64
    /// After this long without a finished sweep nothing is taken from anybody, in milliseconds: whatever keeps a sweep from
    /// finishing may also keep us from the truth.
    public var deadManMilliseconds: Int64
    /// What one instance's word may take from people, of all whom its rules concern.
    public var instanceBrakes: BrakeLimits
    /// What may be taken from people over everything.
    public var overallBrakes: BrakeLimits

    /// A sweep each ten minutes: nothing changed costs one conditional request for each group.
    public static let sweepMillisecondsStandard: Int64 = 600_000
    /// A day: longer than any outage of a third party that nobody looks at, shorter than a week's grace.
    public static let deadManMillisecondsStandard: Int64 = 24 * 3_600_000

    public init(
        bot: UserID, page: String, sweepMilliseconds: Int64 = LoopSettings.sweepMillisecondsStandard,
        deadManMilliseconds: Int64 = LoopSettings.deadManMillisecondsStandard, instanceBrakes: BrakeLimits = .standard,
        overallBrakes: BrakeLimits = .standard
    ) {
        self.bot = bot
        self.page = page
        self.sweepMilliseconds = sweepMilliseconds
        self.deadManMilliseconds = deadManMilliseconds
        self.instanceBrakes = instanceBrakes
        self.overallBrakes = overallBrakes
    }
}
