internal import PluginABI

/// A watch whose time is over.
enum WatchStops {
    private static let soonMilliseconds: Int64 = 5_000

    static let test = CheckerTest(
        "watch.stops", "a watch returns within 5 seconds once remaining_ms() is zero or less", [.blocking]
    ) { room in
        let plugin = try room.loadedPlugin()
        guard let run = plugin.table(USHER_EXT_WATCH, usher_ext_watch())?.run else { throw Skip("it has no watch") }
        let instance = try room.instance(of: plugin)
        for end in [Behaviour.Remaining.over, .endsAfter(2)] {
            var behaviour = Behaviour()
            behaviour.remaining = end
            let started = steadyMilliseconds()
            _ = room.call("watch run", .watched, instance.store, behaviour) { handle, _ in run(instance.pointer, handle) }
            let milliseconds = steadyMilliseconds() - started
            if milliseconds > soonMilliseconds {
                room.reporter.error(
                    .blocking, "it went on for \(milliseconds) ms although remaining_ms() was down",
                    change: "wait at most a second at a time (poll() with a timeout), and ask remaining_ms() each time",
                    in: "watch run")
            }
        }
        instance.destroy()
    }
}
