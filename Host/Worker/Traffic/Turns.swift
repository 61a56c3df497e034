internal import UsherWire

/// Which order may run when. Pure: it holds the orders that wait, and counts those that run.
///
/// Calls begin in the order in which they arrived, as far as there is room: fewer than ``Limit/callThreads`` run at all, and of
/// one instance no more than the plugin allows; a create or destroy runs alone on its instance, and nothing of that instance
/// overtakes it. A plugin that allows no overlap runs one at a time, whatever the instance. A watch takes no room, and waits
/// only for a create or destroy of its instance. The daemon counts by the same rule, to know whose time it is.
struct Turns {
    /// An order that waits.
    struct Entry {
        let label: OrderLabel
        let frame: [UInt8]
        fileprivate let arrival: Int
        /// The daemon has given up on it. It is answered in its turn all the same.
        var isCancelled = false
    }

    private struct Lane {
        var waiting: [Entry] = []
        var calls = 0
        var watches = 0
        var isTaken = false

        var isEmpty: Bool { waiting.isEmpty && calls == 0 && watches == 0 }

        mutating func add(_ entry: Entry) {
            guard entry.label.company == .everything else { return waiting.append(entry) }
            // Ahead of what waits for room, behind what needs the instance for itself.
            let last = waiting.lastIndex { $0.label.company != .calls }
            waiting.insert(entry, at: last.map { $0 + 1 } ?? 0)
        }
    }

    private let overlaps: Bool
    private let callsPerInstance: Int
    private var lanes: [UInt32: Lane] = [:]
    private var arrivals = 0
    private var waiting = 0
    private var watches = 0
    /// How many run, watches not counted.
    private(set) var calls = 0

    /// `maxConcurrency` is what the plugin wrote.
    init(maxConcurrency: UInt32) {
        overlaps = maxConcurrency > 0
        callsPerInstance = max(1, min(Int(maxConcurrency), Limit.callThreads))
    }

    /// Whether nothing runs and nothing waits.
    var isEmpty: Bool { waiting == 0 && calls == 0 && watches == 0 }

    /// An order has arrived.
    mutating func arrive(_ label: OrderLabel, frame: [UInt8]) {
        arrivals += 1
        waiting += 1
        let entry = Entry(label: label, frame: frame, arrival: arrivals)
        lanes[label.instance, default: Lane()].add(entry)
    }

    /// The daemon has given up on a call. Returns whether it waits here.
    mutating func cancel(_ call: UInt64) -> Bool {
        for (instance, lane) in lanes {
            if let index = lane.waiting.firstIndex(where: { $0.label.call == call }) {
                lanes[instance]?.waiting[index].isCancelled = true
                return true
            }
        }
        return false
    }

    /// The next order that may run now, if any. It counts as running from here on.
    mutating func next() -> Entry? {
        var best: (instance: UInt32, arrival: Int)?
        for (instance, lane) in lanes {
            guard let head = lane.waiting.first, head.arrival < best?.arrival ?? .max, mayRun(head, lane) else { continue }
            best = (instance, head.arrival)
        }
        guard let best, let entry = lanes[best.instance]?.waiting.removeFirst() else { return nil }
        waiting -= 1
        if entry.label.company == .everything {
            watches += 1
            lanes[best.instance]?.watches += 1
        } else {
            calls += 1
            lanes[best.instance]?.calls += 1
            lanes[best.instance]?.isTaken = entry.label.company == .none
        }
        return entry
    }

    /// An order that ran has been answered.
    mutating func finish(_ label: OrderLabel) {
        if label.company == .everything {
            watches -= 1
            lanes[label.instance]?.watches -= 1
        } else {
            calls -= 1
            lanes[label.instance]?.calls -= 1
        }
        guard label.company == .none else { return }
        lanes[label.instance]?.isTaken = false
        // Perhaps the end of an instance: its number may never come again.
        if lanes[label.instance]?.isEmpty == true { lanes[label.instance] = nil }
    }

    private func mayRun(_ entry: Entry, _ lane: Lane) -> Bool {
        switch entry.label.company {
        case .everything: !lane.isTaken
        case .calls: hasRoom && !lane.isTaken && lane.calls < callsPerInstance
        case .none: hasRoom && lane.calls == 0 && lane.watches == 0
        }
    }

    private var hasRoom: Bool { overlaps ? calls < Limit.callThreads : calls == 0 }
}
