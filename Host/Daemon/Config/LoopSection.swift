import UsherDomain
import UsherEngine

/// `loop`: how the loop over rooms works.
struct LoopSection: Sendable, Equatable {
    /// Shortest time between sweeps, in milliseconds: third parties count each question.
    static let sweepMillisecondsMin: Int64 = 10_000
    /// Longest time between sweeps, in milliseconds.
    static let sweepMillisecondsMax: Int64 = 24 * 3_600_000
    /// The dead man's longest time, in milliseconds.
    static let deadManMillisecondsMax: Int64 = 30 * 24 * 3_600_000

    let sweepMilliseconds: Int64
    let deadManMilliseconds: Int64
    let instanceBrakes: BrakeLimits
    let overallBrakes: BrakeLimits

    init(_ section: ConfigSection) {
        let sweep = Self.duration(section, "sweep", in: Self.sweepMillisecondsMin...Self.sweepMillisecondsMax)
        sweepMilliseconds = sweep ?? LoopSettings.sweepMillisecondsStandard
        let deadMan = Self.duration(section, "dead_man", in: Self.sweepMillisecondsMin...Self.deadManMillisecondsMax)
        deadManMilliseconds = deadMan ?? LoopSettings.deadManMillisecondsStandard
        // Otherwise it would fire between two sweeps on a good day.
        if deadManMilliseconds < 2 * sweepMilliseconds {
            section.reject(deadMan == nil ? "sweep" : "dead_man", "dead_man must be at least twice as long as sweep")
        }
        let brakes = section.section("brakes")
        instanceBrakes = Self.brakes(brakes, "instance")
        overallBrakes = Self.brakes(brakes, "overall")
        brakes.finish()
        section.finish()
    }

    /// The settings of the loop.
    func settings(bot: UserID, page: String) -> LoopSettings {
        LoopSettings(
            bot: bot, page: page, sweepMilliseconds: sweepMilliseconds, deadManMilliseconds: deadManMilliseconds,
            instanceBrakes: instanceBrakes, overallBrakes: overallBrakes)
    }

    private static func duration(_ section: ConfigSection, _ key: String, in range: ClosedRange<Int64>) -> Int64? {
        let from = DurationWords.text(milliseconds: range.lowerBound)
        let to = DurationWords.text(milliseconds: range.upperBound)
        return section.parsed(key, expected: "\(DurationWords.expectation), from \(from) to \(to)") { text in
            DurationWords.milliseconds(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    private static func brakes(_ section: ConfigSection, _ key: String) -> BrakeLimits {
        guard section.has(key) else { return .standard }
        return BrakesSection.limits(section.section(key)) ?? .standard
    }
}
