/// The deliveries that an instance has told about in the last day, by the third party's id. Pure.
struct SeenDeliveries {
    /// How long a delivery is remembered (usher_event.dedupe_id).
    static let milliseconds: Int64 = 86_400_000
    /// How many are remembered: the last ones. One that is told twice makes us look twice, which does no harm.
    static let countMax = 10_000

    private var times: [String: Int64] = [:]
    private var order: [(id: String, at: Int64)] = []
    private var forgotten = 0

    /// Notes a delivery. Returns whether it is new; one without an id always is.
    mutating func note(_ id: String, now: Int64) -> Bool {
        guard !id.isEmpty else { return true }
        forget(now)
        guard times[id] == nil else { return false }
        times[id] = now
        order.append((id, now))
        return true
    }

    private mutating func forget(_ now: Int64) {
        while forgotten < order.count,
            order[forgotten].at <= now - Self.milliseconds || order.count - forgotten >= Self.countMax
        {
            times[order[forgotten].id] = nil
            forgotten += 1
        }
        guard forgotten > Self.countMax else { return }
        order.removeFirst(forgotten)
        forgotten = 0
    }
}
