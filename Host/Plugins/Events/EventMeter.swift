/// How many events of one instance are passed on in a second; the rest becomes one "look at everything" at its end. Pure.
struct EventMeter {
    /// More single events than this are not worth looking at one by one.
    static let perSecondMax = 100

    private var startedAt: Int64 = 0
    private var count = 0
    /// When it is to be told that events were held back.
    private(set) var owedAt: Int64?

    /// Whether an event that came at `now` is passed on. Otherwise something is owed.
    mutating func take(now: Int64) -> Bool {
        if now - startedAt >= 1_000, owedAt == nil {
            startedAt = now
            count = 0
        }
        guard owedAt == nil else { return false }
        count += 1
        guard count <= Self.perSecondMax else {
            owedAt = startedAt + 1_000
            return false
        }
        return true
    }

    /// Whether to tell at `now` what is owed.
    mutating func settle(now: Int64) -> Bool {
        guard let owedAt, now >= owedAt else { return false }
        self.owedAt = nil
        startedAt = now
        count = 1
        return true
    }
}
