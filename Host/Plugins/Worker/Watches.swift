internal import UsherWire

/// The watches of a plugin's instances: which run, and when the others are started again. Pure.
struct Watches {
    private struct Watch {
        var backoff = Backoff()
        var startAt: Int64 = 0
        /// The call, and since when it runs.
        var running: (call: UInt64, since: Int64)?
    }

    /// The first pause too: a watch that returns at once has met something that does not pass in no time.
    private static let pauseMin: Int64 = 1_000

    private var watches: [Watch]

    /// For so many instances; none when the plugin cannot watch.
    init(instances: Int) {
        watches = Array(repeating: Watch(), count: instances)
    }

    /// How many more may run: as many as a worker has threads for.
    private var room: Int { max(0, Limit.watchThreads - watches.count { $0.running != nil }) }

    /// The calls that run.
    var calls: [UInt64] { watches.compactMap(\.running?.call) }

    /// The instances that were made and whose watch is to be started at `now`, as far as there is room; the others wait until
    /// one has ended.
    func due(now: Int64, among isMade: (Int) -> Bool) -> [Int] {
        guard watches.contains(where: { $0.running == nil && $0.startAt <= now }) else { return [] }
        return Array(
            watches.indices.filter { watches[$0].running == nil && watches[$0].startAt <= now && isMade($0) }.prefix(room))
    }

    /// The instances that were made and for whose watch there is no room.
    func crowdedOut(among isMade: (Int) -> Bool) -> [Int] {
        room > 0 ? [] : watches.indices.filter { watches[$0].running == nil && isMade($0) }
    }

    /// When one is to be started next.
    func nextStart(among isMade: (Int) -> Bool) -> Int64 {
        guard room > 0 else { return .max }
        return watches.indices.reduce(.max) { next, index in
            watches[index].running == nil && isMade(index) ? min(next, watches[index].startAt) : next
        }
    }

    /// Whose watch a call is.
    func instance(of call: UInt64) -> Int? {
        watches.firstIndex { $0.running?.call == call }
    }

    /// The watch of an instance was started.
    mutating func started(_ instance: Int, call: UInt64, now: Int64) {
        watches[instance].running = (call, now)
    }

    /// A watch has returned. Returns how long it pauses, in milliseconds.
    mutating func returned(_ instance: Int, now: Int64) -> Int64 {
        let since = watches[instance].running?.since ?? now
        let pause = max(Self.pauseMin, watches[instance].backoff.next(uptime: now - since))
        watches[instance].running = nil
        watches[instance].startAt = now + pause
        return pause
    }

    /// The worker is gone; the next one begins anew.
    mutating func lost(now: Int64) {
        for index in watches.indices where watches[index].running != nil {
            watches[index].running = nil
            watches[index].startAt = now
        }
    }
}
