internal import Synchronization

/// A thread that does things at their time.
///
/// Any thread may set and unset. What is set must be short, and must not hold the last reference to what stops this.
final class Alarms: Sendable {
    private let table: AlarmTable
    private let thread = ThreadCell()

    init(name: String) throws(PluginProblem) {
        let table = try AlarmTable()
        self.table = table
        thread.keep(try DedicatedThread(name: name) { table.run() })
    }

    deinit {
        stop()
    }

    /// Runs `body` at `milliseconds` of ``MonotonicClock``, or soon when that has passed; never after ``stop()``.
    @discardableResult
    func set(at milliseconds: Int64, _ body: @escaping @Sendable () -> Void) -> UInt64 {
        table.set(at: milliseconds, body)
    }

    /// Takes an alarm back, if it has not run.
    func unset(_ id: UInt64) {
        table.unset(id)
    }

    /// Ends the thread and waits for it. What is still set never runs. More than once is fine.
    func stop() {
        table.stop()
        thread.take()?.join()
    }
}

/// What is set, and the loop of the thread that runs it.
private final class AlarmTable: Sendable {
    private struct Alarm {
        let at: Int64
        let body: @Sendable () -> Void
    }

    private struct State {
        var alarms: [UInt64: Alarm] = [:]
        var lastID: UInt64 = 0
        /// When the thread wakes by itself.
        var wakesAt = Int64.max
        var isStopping = false
    }

    private let state = Mutex(State())
    private let bell: Doorbell

    init() throws(PluginProblem) {
        bell = try Doorbell()
    }

    func set(at milliseconds: Int64, _ body: @escaping @Sendable () -> Void) -> UInt64 {
        let (id, isNext) = state.withLock { state in
            state.lastID += 1
            if !state.isStopping { state.alarms[state.lastID] = Alarm(at: milliseconds, body: body) }
            return (state.lastID, milliseconds < state.wakesAt)
        }
        if isNext { bell.ring() }
        return id
    }

    func unset(_ id: UInt64) {
        // What it held is let go of outside the lock.
        _ = state.withLock { $0.alarms.removeValue(forKey: id) }
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        bell.ring()
    }

    func run() {
        while let due = takeDue() {
            for alarm in due { alarm.body() }
            guard due.isEmpty else { continue }
            Poll.wait(for: bell.descriptor, until: state.withLock { $0.wakesAt })
            bell.hush()
        }
    }

    /// What is to be done now; `nil` at the end.
    private func takeDue() -> [Alarm]? {
        let now = MonotonicClock.now()
        return state.withLock { state in
            guard !state.isStopping else { return nil }
            let due = state.alarms.filter { $0.value.at <= now }
            for id in due.keys { state.alarms[id] = nil }
            state.wakesAt = state.alarms.values.map(\.at).min() ?? .max
            return due.values.sorted { $0.at < $1.at }
        }
    }
}
