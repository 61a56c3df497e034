internal import PluginABI

/// As many calls in one instance as max_concurrency allows.
enum ConcurrencyOneInstance {
    static let test = CheckerTest(
        "concurrency.one-instance", "calls that overlap in one instance answer what they answer alone", [.threads]
    ) { room in
        let plugin = try room.loadedPlugin()
        guard plugin.table.max_concurrency > 1 else {
            throw Skip("max_concurrency is \(plugin.table.max_concurrency): nothing overlaps in an instance")
        }
        let instance = try room.instance(of: plugin)
        Parallel(room: room).compare(
            [instance], threads: min(Int(plugin.table.max_concurrency), Parallel.threadsMax), "of this instance")
        instance.destroy()
    }
}
