internal import PluginABI

/// Actions with arguments of every kind. They are called even when they are destructive: there is nothing here to destroy.
enum ActionsCalled {
    /// What one call leaves behind, the next one meets.
    private static let callsEach = 3

    static let test = CheckerTest(
        "actions.called", "every action can be called with whatever its signature allows, and its result is JSON",
        [.contract, .strings, .memory]
    ) { room in
        let plugin = try room.loadedPlugin()
        let actions = ActionCall.all(of: plugin)
        guard !actions.isEmpty else { throw Skip("it has no actions") }
        try room.instance(of: plugin).destroy()
        for action in actions {
            Rounds.run(room) { random in
                // A new one each time, so that a round comes again without those before it.
                guard case .success(let instance) = room.make(plugin, config: room.settings.config) else { return }
                var sample = Sample(room.settings)
                for _ in 0..<callsEach {
                    sample.seed = random.next()
                    _ = action.probe.run(instance, sample)
                }
                instance.destroy()
            }
        }
    }
}
