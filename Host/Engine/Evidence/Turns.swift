internal import Synchronization
internal import UsherDomain

/// Who may ask an instance now: so many at once at each instance, and over all. Whoever waits at a slow instance takes no place
/// that another instance could use. Any thread.
final class Turns: Sendable {
    private struct Waiter {
        let number: Int
        let instance: InstanceID
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var running: [InstanceID: Int] = [:]
        var runningCount = 0
        /// First come, first served.
        var waiters: [Waiter] = []
        var lastNumber = 0
        /// Who was cancelled before they stood in line.
        var cancelled: Set<Int> = []
    }

    private let perInstanceMax: Int
    private let allMax: Int
    private let state = Mutex(State())

    init(perInstanceMax: Int, allMax: Int) {
        self.perInstanceMax = perInstanceMax
        self.allMax = allMax
    }

    /// Does `work` when it is its turn. Throws `CancellationError` when the task is cancelled before.
    func take<Result: Sendable>(at instance: InstanceID, _ work: () async -> Result) async throws -> Result {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return true }
                    state.waiters.append(Waiter(number: number, instance: instance, continuation: continuation))
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) } else { startNext() }
            }
        } onCancel: {
            leave(number)
        }
        state.withLock { _ = $0.cancelled.remove(number) }
        let result = await work()
        state.withLock { state in
            state.running[instance, default: 1] -= 1
            if state.running[instance] == 0 { state.running[instance] = nil }
            state.runningCount -= 1
        }
        startNext()
        return result
    }

    /// How many wait.
    var waitingCount: Int { state.withLock { $0.waiters.count } }

    private func leave(_ number: Int) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.number == number }) else {
                state.cancelled.insert(number)
                return nil
            }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }

    private func startNext() {
        let started = state.withLock { state -> [Waiter] in
            var started: [Waiter] = []
            state.waiters.removeAll { waiter in
                guard state.runningCount < allMax, state.running[waiter.instance, default: 0] < perInstanceMax else {
                    return false
                }
                state.running[waiter.instance, default: 0] += 1
                state.runningCount += 1
                started.append(waiter)
                return true
            }
            return started
        }
        for waiter in started { waiter.continuation.resume() }
    }
}
