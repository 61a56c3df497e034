/// Which piece of work is due: a queue of keys, not of events. Adding a key twice is adding it once; a key that is added while it
/// is being worked on comes again afterwards. A value: it tells what to start, somebody else starts it.
///
/// Two keys of one lane never run at the same time, so that two requests of one person cannot both see "not invited yet".
struct WorkSchedule<Key: Hashable & Sendable, Lane: Hashable & Sendable> {
    /// First wait after a pass that asked for another one without saying when, in milliseconds.
    static var backoffMillisecondsFirst: Int64 { 1_000 }
    /// Longest such wait: a homeserver that was down for an hour is noticed within a minute of its return.
    static var backoffMillisecondsMax: Int64 { 60_000 }

    /// Shortest wait that is named to us and believed, in milliseconds: "again at once" from a broken server must not spin.
    static var hintMillisecondsMin: Int64 { 250 }

    /// Longest such wait: whatever is named, a day later it is looked at again.
    static var hintMillisecondsMax: Int64 { 86_400_000 }

    private struct Entry {
        var lane: Lane
        var dueAt: Int64
        var failures: Int
        var isRunning: Bool
        var again: Bool
    }

    private let runningMax: Int
    private var entries: [Key: Entry] = [:]
    private var busyLanes: Set<Lane> = []

    /// At most `runningMax` keys are worked on at once.
    init(runningMax: Int) {
        self.runningMax = runningMax
    }

    /// How many keys are waiting or running.
    var count: Int { entries.count }

    /// Asks for a pass over `key`, now.
    mutating func add(_ key: Key, lane: Lane, now: Int64) {
        guard var entry = entries[key] else {
            entries[key] = Entry(lane: lane, dueAt: now, failures: 0, isRunning: false, again: false)
            return
        }
        if entry.isRunning { entry.again = true } else { entry.dueAt = now }
        entries[key] = entry
    }

    /// Takes the key that has been due for longest and may run; it counts as running until ``finish(_:_:now:)``.
    mutating func take(now: Int64) -> Key? {
        guard busyLanes.count < runningMax else { return nil }
        let due = entries.filter { !$0.value.isRunning && $0.value.dueAt <= now && !busyLanes.contains($0.value.lane) }
        guard let key = due.min(by: { $0.value.dueAt < $1.value.dueAt })?.key else { return nil }
        entries[key]?.isRunning = true
        if let lane = entries[key]?.lane { busyLanes.insert(lane) }
        return key
    }

    /// Ends the pass over `key`.
    mutating func finish(_ key: Key, _ result: PassResult, now: Int64) {
        guard var entry = entries[key] else { return }
        busyLanes.remove(entry.lane)
        switch (result, entry.again) {
        case (.settled, false):
            entries[key] = nil
            return
        case (_, true):
            entry.dueAt = now
        case (.again(let afterMilliseconds?), false):
            // Whoever names a time knows it: waiting longer would only keep people waiting.
            entry.dueAt = now + min(max(afterMilliseconds, Self.hintMillisecondsMin), Self.hintMillisecondsMax)
        case (.again(nil), false):
            entry.failures += 1
            entry.dueAt = now + Self.backoffMilliseconds(failures: entry.failures)
        }
        entry.isRunning = false
        entry.again = false
        entries[key] = entry
    }

    /// When the next pass over `key` is due; `nil` when none is.
    func dueAt(_ key: Key) -> Int64? { entries[key]?.dueAt }

    /// When ``take(now:)`` is worth asking again without anything being added or finished; `nil` when only that helps.
    var nextDueAt: Int64? {
        guard busyLanes.count < runningMax else { return nil }
        return entries.values.filter { !$0.isRunning && !busyLanes.contains($0.lane) }.map(\.dueAt).min()
    }

    private static func backoffMilliseconds(failures: Int) -> Int64 {
        let doublings = min(max(failures - 1, 0), 10)
        return min(backoffMillisecondsFirst << Int64(doublings), backoffMillisecondsMax)
    }
}

/// How a pass over one key ended.
enum PassResult: Equatable, Sendable {
    /// Nothing remains to be done until somebody asks again.
    case settled
    /// Come again after this (`nil`: after the schedule's own wait, which grows).
    case again(afterMilliseconds: Int64?)
}
