internal import UsherWire

/// Threads for calls: those that rest, and how many more there may be. Its owner holds one and the same lock for everything.
final class ThreadRest {
    /// The main thread runs calls too.
    private static let threadsMax = Limit.callThreads - 1

    private let condition = Condition()
    private var resting = 0
    /// Threads that were woken or started and have not looked for work yet.
    private var woken = 0
    private var starting = 0
    private var threads = 0

    /// Waits until somebody wants one more thread.
    func rest(_ lock: Lock) {
        resting += 1
        while woken == 0 { condition.wait(lock) }
        woken -= 1
    }

    /// A thread that was started is there.
    func arrive() { starting -= 1 }

    /// Wakes or starts as many threads as `count` orders need that nobody has taken yet.
    func provide(_ count: Int, _ start: () -> Bool) {
        while woken + starting < count {
            if resting > 0 {
                wake()
            } else {
                guard threads < Self.threadsMax, start() else { return }
                threads += 1
                starting += 1
            }
        }
    }

    /// Sees to it that one thread looks for work, if there is one that rests.
    func wakeOne() {
        if resting > 0, woken + starting == 0 { wake() }
    }

    /// Wakes all.
    func wakeAll() {
        while resting > 0 { wake() }
    }

    private func wake() {
        resting -= 1
        woken += 1
        condition.signal()
    }
}
