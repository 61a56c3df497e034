internal import UsherWire

/// The orders that wait for their turn, which comes by the rule of ``CallSlots``. Pure.
struct Turns {
    /// An order that waits.
    struct Entry {
        let label: OrderLabel
        let frame: [UInt8]
        /// The daemon has given up on it. It is answered in its turn all the same.
        var isCancelled = false
    }

    private var slots: CallSlots
    /// In the order in which they arrived.
    private var waiting: [Entry] = []
    /// How many of them are watches, which may begin where no call may.
    private var waitingWatches = 0

    /// `maxConcurrency` is what the plugin wrote.
    init(maxConcurrency: UInt32) {
        slots = CallSlots(maxConcurrency: maxConcurrency)
    }

    /// Whether nothing runs and nothing waits.
    var isEmpty: Bool { waiting.isEmpty && slots.calls == 0 && slots.watches == 0 }

    /// How many run, watches not counted.
    var calls: Int { slots.calls }

    /// An order has arrived.
    mutating func arrive(_ label: OrderLabel, frame: [UInt8]) {
        waiting.append(Entry(label: label, frame: frame))
        if label.company == .everything { waitingWatches += 1 }
    }

    /// The daemon has given up on a call. Returns whether it waits here.
    mutating func cancel(_ call: UInt64) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.label.call == call }) else { return false }
        waiting[index].isCancelled = true
        return true
    }

    /// Hands out the orders that may run now, in their order. They count as running from here on.
    mutating func begin(_ body: (Entry) -> Void) {
        guard !waiting.isEmpty, !slots.isFull || waitingWatches > 0 else { return }
        slots.beginPass()
        var kept = 0
        for index in waiting.indices {
            let entry = waiting[index]
            if slots.take(entry.label.company, of: entry.label.instance) {
                if entry.label.company == .everything { waitingWatches -= 1 }
                body(entry)
            } else {
                if kept != index { waiting[kept] = entry }
                kept += 1
            }
        }
        waiting.removeLast(waiting.count - kept)
    }

    /// An order that ran has been answered.
    mutating func finish(_ label: OrderLabel) {
        slots.give(back: label.company, of: label.instance)
    }
}
