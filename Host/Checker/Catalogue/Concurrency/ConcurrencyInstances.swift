internal import PluginABI

/// Calls of several instances at the same time.
enum ConcurrencyInstances {
    static let test = CheckerTest(
        "concurrency.several-instances", "calls that overlap in several instances answer what they answer alone", [.threads]
    ) { room in
        let plugin = try room.loadedPlugin()
        guard plugin.table.max_concurrency > 0 else { throw Skip("max_concurrency is 0: nothing ever overlaps") }
        let instances = try (0..<4).map { _ in try room.instance(of: plugin) }
        Parallel(room: room).compare(instances, threads: instances.count, "of other instances")
        for instance in instances { instance.destroy() }
    }
}
