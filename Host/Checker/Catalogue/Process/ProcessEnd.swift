internal import Glibc
internal import PluginABI

/// The end of the process, as exit() does it.
enum ProcessEnd {
    static let test = CheckerTest(
        "process.end", "atexit handlers and destructors neither hang nor crash", [.silence, .blocking]
    ) { room in
        let plugin = try room.loadedPlugin()
        if case .success(let instance) = room.make(plugin, config: room.settings.config) {
            _ = instance.evaluate(Sample(room.settings))
            instance.destroy()
        }
        if let unload = plugin.table.unload { room.during("unload") { unload() } }
        guard !room.options.inProcess else { throw Skip("it would end this process") }
        room.board.function = "an atexit handler or destructor"
        room.board.millisecondsMax = Room.callMillisecondsMax
        room.board.startedAt = steadyMilliseconds()
        // The driver sees an exit code of ours only when all handlers came to their end.
        room.reporter.done()
        exit(0)
    }
}
