internal import PluginABI

/// A host that does not offer everything.
enum EvaluateWithoutServices {
    static let test = CheckerTest(
        "evaluate.without-services", "the plugin lives with a host that lacks any one service, or all of them", [.size, .unknown]
    ) { room in
        let plugin = try room.loadedPlugin()
        let hidden = [Behaviour.Hidden.everything] + HostTables.serviceIDs.map(Behaviour.Hidden.one)
        for missing in hidden {
            var behaviour = Behaviour()
            behaviour.hidden = missing
            guard case .success(let instance) = room.make(plugin, config: room.settings.config, behaviour: behaviour) else {
                continue
            }
            _ = instance.evaluate(Sample(room.settings), behaviour)
            instance.destroy()
        }
    }
}
