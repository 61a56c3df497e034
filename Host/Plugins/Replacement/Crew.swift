internal import Synchronization
internal import UsherDomain

/// Every worker there is: those that serve, those that are to, and those that finish what they have begun. Any thread.
final class Crew: Sendable {
    private struct State {
        var drivers: [RunKey: WorkerDriver] = [:]
        /// Crashes of workers that are gone, by plugin: a count never goes down.
        var crashes: [String: Int] = [:]
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
        state.withLock { state in
            guard let driver = state.drivers.removeValue(forKey: run) else { return }
            state.crashes[run.pluginID, default: 0] += driver.status.crashes
        }
    }

    /// How each plugin fares, all its workers together; sorted by plugin.
    var plugins: [PluginHealth] {
        let (drivers, gone) = state.withLock { ($0.drivers, $0.crashes) }
        var plugins = gone.mapValues { (crashes: $0, isServing: false) }
        for (run, driver) in drivers {
            let (status, before) = (driver.status, plugins[run.pluginID] ?? (0, false))
            plugins[run.pluginID] = (before.crashes + status.crashes, before.isServing || status.isServing)
        }
        return plugins.sorted { $0.key < $1.key }.map {
            PluginHealth(pluginID: $0.key, isServing: $0.value.isServing, crashes: $0.value.crashes)
        }
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
