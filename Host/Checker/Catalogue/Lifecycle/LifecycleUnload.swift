internal import Glibc
internal import PluginABI

/// load() and unload(), many times in one process: tools do it, although a worker does not.
enum LifecycleUnload {
    private static let lives = 20

    static let test = CheckerTest(
        "lifecycle.load-unload", "load(), an instance and unload() can be repeated, and unload() leaves nothing running",
        [.silence]
    ) { room in
        let plugin = try room.loadedPlugin()
        let threads = room.process.threads
        for _ in 0..<lives {
            if case .success(let instance) = room.make(plugin, config: room.settings.config) {
                _ = instance.evaluate(Sample(room.settings))
                instance.destroy()
            }
            if let unload = plugin.table.unload { room.during("unload") { unload() } }
            if let load = plugin.table.load {
                let status = room.during("load") { load(room.host.table()) }
                guard status == USHER_OK else {
                    return room.reporter.warning(
                        .contract, "load() returned \(StatusName.of(status)) after unload()",
                        change: "undo in unload() what load() did", in: "load")
                }
            }
        }
        if let unload = plugin.table.unload { room.during("unload") { unload() } }
        let after = room.process.threads
        if after > threads {
            room.reporter.error(
                .silence, "\(after - threads) thread\(after - threads == 1 ? "" : "s") of the plugin still ran after unload()",
                change: "end and join own threads in destroy() or unload()",
                in: "unload")
        }
        room.during("a destructor of the library") { _ = dlclose(plugin.library) }
    }
}
