import Synchronization
public import UsherDomain

/// Both clocks, standing still until a test moves them. A sleep ends when the clock has been moved far enough.
public final class ManualClock: WallClock, SteadyClock, Sendable {
    private struct Sleeper {
        let until: Int64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var wall: Instant
        var steady: Int64 = 0
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var lastSleeper = 0
    }

    private let state: Mutex<State>

    /// Stands at `start`, by default a day in 2025.
    public init(start: Instant = Instant(unixMilliseconds: 1_750_000_000_000)) {
        state = Mutex(State(wall: start))
    }

    public func now() -> Instant {
        state.withLock { $0.wall }
    }

    public func nowMilliseconds() -> Int64 {
        state.withLock { $0.steady }
    }

    /// How many sleep at the moment: a test that waits for this to rise knows that its subject has nothing else to do.
    public var sleeperCount: Int {
        state.withLock { $0.sleepers.count }
    }

    /// When the next sleeper wakes, in milliseconds from now; `nil` when nobody sleeps.
    public var nextWakeMilliseconds: Int64? {
        state.withLock { state in state.sleepers.values.map { $0.until - state.steady }.min() }
    }

    /// Moves both clocks on and wakes whoever has slept long enough.
    public func advance(milliseconds: Int64) {
        precondition(milliseconds >= 0, "steady time never goes back; see setWall(_:)")
        let woken = state.withLock { state in
            state.wall = state.wall.advanced(byMilliseconds: milliseconds)
            state.steady += milliseconds
            let due = state.sleepers.filter { $0.value.until <= state.steady }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Sets the wall clock alone, as an administrator or a leap of NTP would: also back.
    public func setWall(_ instant: Instant) {
        state.withLock { $0.wall = instant }
    }

    public func sleep(milliseconds: Int64) async throws {
        guard milliseconds > 0 else { return try Task.checkCancellation() }
        let number = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return true }
                    state.sleepers[number] = Sleeper(until: state.steady + milliseconds, continuation: continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                guard let sleeper = state.sleepers.removeValue(forKey: number) else {
                    // Not asleep yet (or awake again, when this does nothing).
                    state.cancelled.insert(number)
                    return Sleeper?.none
                }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
