/// How often a worker may crash. The first restart is immediate, the others wait longer and longer; a plugin that crashes again
/// and again is left down, because each restart asks the third party anew and each crash takes calls with it.
struct CrashBudget: Sendable {
    /// So many crashes within ``windowMilliseconds`` are too many.
    static let crashesMax = 5
    static let windowMilliseconds: Int64 = 600_000

    enum Verdict: Hashable {
        /// Start it again after so many milliseconds.
        case restart(after: Int64)
        case giveUp
    }

    private var backoff = Backoff()
    private var crashes: [Int64] = []

    /// A worker has ended that should not have. What this installation is at fault for is never held against the plugin: it is
    /// tried again and again.
    mutating func ended(_ report: CrashReport, at now: Int64) -> Verdict {
        guard !report.isOfTheHost else { return .restart(after: couldNotStart()) }
        return crashed(at: now, uptime: report.uptimeMilliseconds)
    }

    /// A worker that had lasted for `uptime` milliseconds has crashed.
    mutating func crashed(at now: Int64, uptime: Int64) -> Verdict {
        crashes.removeAll { $0 <= now - Self.windowMilliseconds }
        crashes.append(now)
        guard crashes.count < Self.crashesMax else { return .giveUp }
        return .restart(after: backoff.next(uptime: uptime))
    }

    /// No worker could be started at all, which is not the plugin's fault. Returns how many milliseconds to wait.
    mutating func couldNotStart() -> Int64 { backoff.next(uptime: 0) }
}
