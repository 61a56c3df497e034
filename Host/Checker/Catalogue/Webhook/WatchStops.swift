internal import PluginABI

/// A watch whose time is over.
enum WatchStops {
    private static let soonMilliseconds: Int64 = 5_000
    /// The time is over after this long, wherever the watch is waiting then.
    private static let endMilliseconds: Int64 = 300
    /// For a machine that is busy with something else.
    private static let slackMilliseconds: Int64 = 600

    static let test = CheckerTest(
        "watch.stops", "a watch returns within 5 seconds once remaining_ms() is zero or less", [.blocking]
    ) { room in
        let plugin = try room.loadedPlugin()
        guard let run = plugin.table(USHER_EXT_WATCH, usher_ext_watch())?.run else { throw Skip("it has no watch") }
        let instance = try room.instance(of: plugin)
        for end in [Behaviour.Remaining.over, .endsIn(endMilliseconds)] {
            var behaviour = Behaviour()
            behaviour.remaining = end
            let allowed = soonMilliseconds + slackMilliseconds + (end == .over ? 0 : endMilliseconds)
            // Whoever goes on is ended by the driver.
            _ = room.call("watch run", .watched, instance.store, behaviour, millisecondsMax: allowed) { handle, _ in
                run(instance.pointer, handle)
            }
        }
        instance.destroy()
    }
}
