internal import Glibc
internal import PluginABI

/// What a plugin does to its process besides answering.
enum ProcessUntouched {
    static let test = CheckerTest(
        "process.untouched", "no function changes signals, locale, environment, directory, limits or standard descriptors",
        [.silence]
    ) { room in
        var before = ProcessState()
        func look(_ function: String) {
            let now = ProcessState()
            for change in before.changes(until: now) {
                room.reporter.error(.silence, "it \(change.what)", change: change.change, in: function)
            }
            before = now
        }
        let plugin = try room.plugin()
        look("a constructor of the library")
        _ = try room.loadedPlugin()
        look("load")
        let instance = try room.instance(of: plugin)
        look("create")
        for probe in Probes.all(of: plugin) {
            _ = probe.run(instance, Sample(room.settings))
            look(probe.name)
        }
        instance.destroy()
        look("destroy")
        if let unload = plugin.table.unload { room.during("unload") { unload() } }
        look("unload")
    }
}
