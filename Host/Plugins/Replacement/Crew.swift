internal import Synchronization
internal import UsherDomain

/// Every worker there is: those that serve, those that are to, and those that finish what they have begun. Any thread.
final class Crew: Sendable {
    private struct State {
        var drivers: [RunKey: WorkerDriver] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    func driver(of run: RunKey) -> WorkerDriver? { state.withLock { $0.drivers[run] } }

    /// Takes a driver in, and starts it. Returns whether it did: not after ``close()``. Throws when the system has no thread
    /// left.
    func add(_ driver: WorkerDriver, as run: RunKey) throws(PluginProblem) -> Bool {
        try state.withLock { state throws(PluginProblem) in
            guard !state.isClosed else { return false }
            try driver.start()
            state.drivers[run] = driver
            return true
        }
    }

    func remove(_ run: RunKey) {
        state.withLock { _ = $0.drivers.removeValue(forKey: run) }
    }

    /// How they fare, sorted by plugin, and by age within one.
    var statuses: [WorkerStatus] {
        let drivers = state.withLock { $0.drivers }
        return drivers.sorted { ($0.key.pluginID, $0.key.number) < ($1.key.pluginID, $1.key.number) }.map(\.value.status)
    }

    /// Ends them all, and takes nobody in any more. Returns when no process and no thread remains.
    func close() async {
        let drivers = state.withLock { state in
            state.isClosed = true
            return state.drivers
        }
        await withTaskGroup(of: Void.self) { group in
            for driver in drivers.values { group.addTask { await driver.stop() } }
        }
        state.withLock { $0.drivers = [:] }
    }
}
