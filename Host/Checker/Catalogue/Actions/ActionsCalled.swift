internal import PluginABI

/// Actions with arguments of every kind. They are called even when they are destructive: there is nothing here to destroy.
enum ActionsCalled {
    static let test = CheckerTest(
        "actions.called", "every action can be called with whatever its signature allows, and its result is JSON",
        [.contract, .strings, .memory]
    ) { room in
        let plugin = try room.loadedPlugin()
        let actions = ActionCall.all(of: plugin)
        guard !actions.isEmpty else { throw Skip("it has no actions") }
        let instance = try room.instance(of: plugin)
        for action in actions {
            Rounds.run(room) { random in
                var sample = Sample(room.settings)
                sample.seed = random.next()
                _ = action.probe.run(instance, sample)
            }
        }
        instance.destroy()
    }
}
