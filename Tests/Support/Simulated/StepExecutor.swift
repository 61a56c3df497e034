import Dispatch
import Synchronization

/// Runs tasks one job at a time on whoever calls ``runUntilIdle()``, in an order that a seed decides: the same seed, the same
/// order. When nothing is left to run, every task waits for time or for somebody: that moment is known exactly, so nobody polls
/// or sleeps.
///
/// Whatever finishes on another thread (a database) goes through ``outside(_:)``: until it has ended, nothing else runs, so that
/// the speed of that thread decides nothing.
public final class StepExecutor: TaskExecutor, Sendable {
    /// Jobs without rest that are taken for a loop that never rests.
    public static let jobsMax = 100_000

    /// The tasks never rest.
    public struct NeverRests: Error, CustomStringConvertible {
        public let description = "the tasks ran \(StepExecutor.jobsMax) jobs without coming to rest"
    }

    private struct State {
        var jobs: [UnownedJob] = []
        /// What was enqueued while something outside was under way.
        var urgent: [UnownedJob] = []
        var outside = 0
        var isWaiting = false
    }

    private let state = Mutex(State())
    private let arrived = DispatchSemaphore(value: 0)
    private let random: SeededRandom?

    /// `random` decides the order; `nil`: first come, first served.
    public init(random: SeededRandom? = nil) {
        self.random = random
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let wakes = state.withLock { state in
            if state.outside > 0 { state.urgent.append(job) } else { state.jobs.append(job) }
            defer { state.isWaiting = false }
            return state.isWaiting
        }
        if wakes { arrived.signal() }
    }

    /// Runs what can run, until nothing can. One thread at a time.
    public func runUntilIdle() throws(NeverRests) {
        var count = 0
        while true {
            switch next() {
            case .run(let job):
                count += 1
                guard count < Self.jobsMax else { throw NeverRests() }
                job.runSynchronously(on: asUnownedTaskExecutor())
            case .wait: arrived.wait()
            case .rest: return
            }
        }
    }

    /// Does something that ends on another thread. Called by tasks of this executor, one at a time.
    public func outside<Value: Sendable>(_ body: @Sendable () async throws -> Value) async rethrows -> Value {
        state.withLock { $0.outside += 1 }
        defer { state.withLock { $0.outside -= 1 } }
        return try await body()
    }

    /// Starts `body` as a task of this executor. It runs with ``runUntilIdle()``.
    @discardableResult
    public func start<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) -> Task<Value, any Error> {
        Task(executorPreference: self) { try await body() }
    }

    /// Runs `body` until it and everything that it wakes rests. `nil`: it waits for time, or for somebody.
    public func finish<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value? {
        let box = Box<Value>()
        start {
            do { box.put(.success(try await body())) } catch { box.put(.failure(error)) }
        }
        try runUntilIdle()
        return try box.value?.get()
    }

    private enum Next {
        case run(UnownedJob)
        case wait
        case rest
    }

    private func next() -> Next {
        state.withLock { state in
            if !state.urgent.isEmpty { return .run(state.urgent.removeFirst()) }
            if state.outside > 0 {
                state.isWaiting = true
                return .wait
            }
            guard !state.jobs.isEmpty else { return .rest }
            let last = state.jobs.count - 1
            return .run(state.jobs.remove(at: last == 0 ? 0 : random?.number(in: 0...last) ?? 0))
        }
    }
}

private final class Box<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)

    var value: Result<Value, any Error>? { result.withLock { $0 } }

    func put(_ value: Result<Value, any Error>) {
        result.withLock { $0 = value }
    }
}
