import UsherDomain

/// What waits for its time, soonest first: a heap. A value.
struct DueTimes {
    private var heap: [(at: Instant, id: Int64)] = []

    /// When the first is due; `nil` = nothing waits.
    var first: Instant? { heap.first?.at }

    var count: Int { heap.count }

    mutating func add(_ id: Int64, at: Instant) {
        heap.append((at, id))
        var place = heap.count - 1
        while place > 0, precedes(place, (place - 1) / 2) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Hands out one that is due at `now`; `nil` when none is.
    mutating func take(now: Instant) -> Int64? {
        guard let first = heap.first, first.at <= now else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first.id }
        heap[0] = last
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && precedes(child, least) { least = child }
            if least == place { return first.id }
            heap.swapAt(place, least)
            place = least
        }
    }

    /// Keeps those that `isWanted`.
    mutating func keep(_ isWanted: (_ id: Int64, _ at: Instant) -> Bool) {
        let kept = heap.filter { isWanted($0.id, $0.at) }
        heap = []
        for each in kept { add(each.id, at: each.at) }
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool { (heap[left].at, heap[left].id) < (heap[right].at, heap[right].id) }
}
