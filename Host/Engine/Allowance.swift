import UsherDomain

/// Limits how often something is done per key: at most `max` times in a sliding window.
actor Allowance<Key: Hashable & Sendable> {
    /// Keys remembered at once; beyond it everything of the past window is forgotten rather than memory grown without bound.
    static var keysMax: Int { 10_000 }

    private let max: Int
    private let windowMilliseconds: Int64
    private let clock: any SteadyClock
    private var times: [Key: [Int64]] = [:]

    init(max: Int, windowMilliseconds: Int64, clock: any SteadyClock) {
        self.max = max
        self.windowMilliseconds = windowMilliseconds
        self.clock = clock
    }

    /// Takes one; `nil` when it was allowed, otherwise after how many milliseconds the next one is.
    func take(for key: Key) -> Int64? {
        let now = clock.nowMilliseconds()
        if times.count >= Self.keysMax {
            times = times.filter { ($0.value.last ?? 0) > now - windowMilliseconds }
            if times.count >= Self.keysMax { times.removeAll() }
        }
        var recent = (times[key] ?? []).filter { $0 > now - windowMilliseconds }
        if recent.count >= max, let first = recent.first { return first + windowMilliseconds - now }
        recent.append(now)
        times[key] = recent
        return nil
    }
}
