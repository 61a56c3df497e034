internal import Glibc
internal import PluginABI

/// Threads of the plugin's own.
enum ProcessThreads {
    /// Long enough for a thread that is about to do something.
    private static let waitMilliseconds: Int32 = 50

    static let test = CheckerTest(
        "process.threads", "threads of the plugin's own end before destroy() returns", [.silence]
    ) { room in
        let plugin = try room.loadedPlugin()
        let before = room.process.threads
        let instance = try room.instance(of: plugin)
        for probe in Probes.all(of: plugin) { _ = probe.run(instance, Sample(room.settings)) }
        // A thread that keeps a usher_call uses it about now.
        _ = poll(nil, 0, waitMilliseconds)
        instance.destroy()
        _ = poll(nil, 0, waitMilliseconds)
        let threads = room.process.threads - before
        if threads > 0 {
            room.reporter.error(
                .silence, "\(threads) thread\(threads == 1 ? "" : "s") of the plugin still ran when destroy() had returned",
                change: "tell them to end and pthread_join() them in destroy()", in: "destroy")
        }
    }
}
