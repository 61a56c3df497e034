internal import CSys
internal import Glibc
internal import PluginABI

/// What a plugin tries although no worker lets it.
enum ProcessCell {
    static let test = CheckerTest(
        "process.cell", "no function tries to open a file or a socket, or to start a program", [.cell, .silence]
    ) { room in
        guard !room.options.inProcess else { throw Skip("it would lock this process in") }
        var seen: UInt32 = 0
        func look(_ function: String) {
            for index in seen..<max(seen, usher_probe_attempt_count()) { report(room, index, function) }
            seen = usher_probe_attempt_count()
        }
        let plugin = try room.plugin {
            guard usher_probe_catch_attempts(room.settings.isThreaded ? 1 : 0) == 0 else {
                throw Skip("this kernel has no seccomp filters")
            }
        }
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

    private static func report(_ room: Room, _ index: UInt32, _ function: String) {
        guard let attempt = usher_probe_attempt_at(index)?.pointee else { return }
        let path = withUnsafeBytes(of: attempt.path) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let call = "\(String(cString: attempt.name))()"
        switch attempt.kind {
        case USHER_PROBE_FILE:
            // Runtimes look for a file and do without, so that this need not be the author's own doing.
            room.reporter.warning(
                .cell, "it tried to open or change the file \(path.isEmpty ? "of a name that is empty" : path) with \(call)",
                change: "link in what it needs, or read it from the configuration; what must last belongs into usher.kv",
                in: function)
        case USHER_PROBE_SOCKET:
            room.reporter.error(
                .cell, "it tried to reach the network with \(call)",
                change: "use usher.http for requests, and usher.net for a connection", in: function)
        case USHER_PROBE_PROGRAM:
            room.reporter.error(
                .cell, "it tried to start a program with \(call)\(path.isEmpty ? "" : " (\(path))")",
                change: "do the work in the plugin: a worker may start none", in: function)
        default:
            room.reporter.error(
                .silence, "it tried to change its process with \(call)", change: "leave folder, umask and limits to the host",
                in: function)
        }
    }
}
