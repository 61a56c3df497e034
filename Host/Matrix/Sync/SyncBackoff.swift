/// How long the sync waits after failures in a row. A pure value.
struct SyncBackoff {
    /// After the first failure, in milliseconds.
    static let firstMilliseconds: Int64 = 1_000
    /// At most, in milliseconds: a homeserver that is back is noticed within a minute.
    static let mostMilliseconds: Int64 = 60_000

    private(set) var failures = 0

    mutating func succeeded() {
        failures = 0
    }

    /// Counts a failure and says how long to wait, in milliseconds: twice as long each time, less up to a quarter so that bots
    /// which failed together do not come back together, and never less than the homeserver asked for. `random` is any number.
    mutating func failed(askedFor: Int64?, random: UInt64) -> Int64 {
        let doubled = min(Self.firstMilliseconds << min(failures, 6), Self.mostMilliseconds)
        failures += 1
        let jittered = doubled - Int64(random % UInt64(doubled / 4 + 1))
        return max(jittered, askedFor ?? 0)
    }
}
