internal import Synchronization

/// Watches the plugin directory on a thread of its own, and wakes whoever asked to be woken. Any thread.
final class DirectoryWatch: Sendable {
    /// What it tells.
    enum News: Sendable {
        /// These files have changed, and have come to rest.
        case files(Set<FileName>)
        /// The directory is gone, or is there again, or another one.
        case directory
        /// The time that ``wake(at:)`` named has come.
        case alarm
    }

    private struct Asked {
        var alarm: Int64?
        var names: Set<FileName> = []
        var isStopped = false
    }

    private let asked = Mutex(Asked())
    private let bell: Doorbell
    private let thread = ThreadCell()

    /// Watches nothing yet.
    init() throws(PluginProblem) {
        bell = try Doorbell()
    }

    /// Begins. `tell` is called on the watching thread, and must be short. Once.
    func start(
        path: String, times: ReplacementTimes, tell: @escaping @Sendable (News) -> Void
    ) throws(PluginProblem) {
        thread.keep(
            try DedicatedThread(name: "plugin watch") { [self] in
                WatchLoop(path: path, times: times, wake: bell, ask: take, tell: tell).run()
            })
    }

    /// Asks for one ``News/alarm``, at this time of the monotonic clock, instead of the one that was asked for before.
    func wake(at time: Int64?) {
        let isNews = asked.withLock { asked in
            defer { asked.alarm = time }
            return asked.alarm != time
        }
        if isNews { bell.ring() }
    }

    /// Tells of this file when it has come to rest, as if it had changed just now.
    func lookAgain(at name: FileName) {
        asked.withLock { _ = $0.names.insert(name) }
        bell.ring()
    }

    /// Ends the thread, and waits for it: at most a moment.
    func stop() {
        asked.withLock { $0.isStopped = true }
        bell.ring()
        thread.take()?.join()
    }

    /// What was asked for, for the thread. The alarm is taken when its time has come.
    private func take(now: Int64) -> WatchLoop.Asked {
        asked.withLock { asked in
            var result = WatchLoop.Asked(alarm: asked.alarm, names: asked.names, isStopped: asked.isStopped)
            asked.names = []
            if let alarm = asked.alarm, alarm <= now {
                asked.alarm = nil
                result.alarmIsDue = true
            }
            return result
        }
    }
}
