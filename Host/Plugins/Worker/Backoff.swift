/// How long a crashed worker stays down: the first restart is immediate, then 1, 2, 4 … 60 seconds. A worker that lasted a minute
/// starts anew.
struct Backoff: Sendable {
    /// Longest wait, and how long a worker must last to be trusted again.
    static let millisecondsMax: Int64 = 60_000

    private var failures = 0

    /// The milliseconds to wait after a worker that lasted for `uptime` has ended.
    mutating func next(uptime: Int64) -> Int64 {
        if uptime >= Self.millisecondsMax { failures = 0 }
        defer { failures += 1 }
        guard failures > 0 else { return 0 }
        return min(1_000 << Int64(min(failures - 1, 6)), Self.millisecondsMax)
    }
}
