/// Calls that wait to be sent: those of one instance in their order, and the instances in turn, so that none holds up another.
struct CallQueue {
    private struct Lane {
        var calls: [Submission] = []
        var taken = 0

        var isEmpty: Bool { taken == calls.count }

        mutating func take() -> Submission {
            defer { tidyUp() }
            taken += 1
            return calls[taken - 1]
        }

        private mutating func tidyUp() {
            guard taken == calls.count || taken > 256 else { return }
            calls.removeFirst(taken)
            taken = 0
        }
    }

    private var lanes: [Lane]
    private var turn = 0
    private(set) var count = 0
    /// No call's deadline is earlier.
    private(set) var nextDeadline = Int64.max

    /// For so many instances.
    init(instances: Int) {
        lanes = Array(repeating: Lane(), count: max(instances, 1))
    }

    mutating func append(_ submission: Submission) {
        lanes[Int(submission.instance)].calls.append(submission)
        count += 1
        nextDeadline = min(nextDeadline, submission.deadline)
    }

    /// Puts calls back that were taken first, in their order.
    mutating func putBack(_ submissions: [Submission]) {
        for submission in submissions.reversed() {
            lanes[Int(submission.instance)].calls.insert(submission, at: lanes[Int(submission.instance)].taken)
            nextDeadline = min(nextDeadline, submission.deadline)
        }
        count += submissions.count
    }

    /// Takes the next call, of the instance whose turn it is among those that may have one.
    mutating func take(where mayHaveOne: (UInt32) -> Bool) -> Submission? {
        guard count > 0 else { return nil }
        for step in lanes.indices {
            let index = (turn + step) % lanes.count
            guard !lanes[index].isEmpty, mayHaveOne(UInt32(index)) else { continue }
            turn = index + 1
            return taken(lanes[index].take())
        }
        return nil
    }

    /// Takes the calls whose deadline has passed.
    mutating func takeExpired(now: Int64) -> [Submission] {
        guard now >= nextDeadline else { return [] }
        var expired: [Submission] = []
        nextDeadline = .max
        for index in lanes.indices {
            let waiting = lanes[index].calls[lanes[index].taken...]
            expired += waiting.filter { $0.deadline <= now }
            lanes[index] = Lane(calls: waiting.filter { $0.deadline > now })
            nextDeadline = lanes[index].calls.reduce(nextDeadline) { min($0, $1.deadline) }
        }
        count -= expired.count
        return expired
    }

    /// Takes all.
    mutating func takeAll() -> [Submission] {
        let all = lanes.flatMap { $0.calls[$0.taken...] }
        self = CallQueue(instances: lanes.count)
        return all
    }

    private mutating func taken(_ submission: Submission) -> Submission {
        count -= 1
        if count == 0 { nextDeadline = .max }
        return submission
    }
}
