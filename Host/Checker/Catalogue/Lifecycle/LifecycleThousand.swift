internal import CSys
internal import Glibc

/// What stays behind after many lives.
enum LifecycleThousand {
    /// Enough that a leak of one byte each shows above what a heap keeps for itself.
    private static let lives = 1_000
    /// Caches fill themselves during these.
    private static let warmUp = 50
    /// malloc() keeps this much for reasons of its own.
    private static let slackBytes = 4 << 10

    static let test = CheckerTest(
        "lifecycle.create-destroy-1000", "a thousand instances leave no memory, descriptor or thread behind",
        [.contract, .silence]
    ) { room in
        let plugin = try room.loadedPlugin()
        try room.instance(of: plugin).destroy()
        let probe = LeakProbe(room)
        _ = Pace.repeating(warmUp) { live(room, plugin) }
        let before = probe.look()
        let count = Pace.repeating(lives) { live(room, plugin) }
        probe.report(
            before, probe.look(), lives: count, of: "create() and destroy()", in: "destroy", slackBytes: slackBytes,
            toFree: "free in destroy() everything that create() has allocated for this instance, also where create() fails")
    }

    private static func live(_ room: Room, _ plugin: Plugin) {
        if case .success(let instance) = room.make(plugin, config: room.settings.config) { instance.destroy() }
    }
}
