/// Configurations at random.
enum FuzzConfig {
    static let test = CheckerTest(
        "fuzz.config", "create() survives any configuration, and whatever it accepts can be asked and destroyed",
        [.memory, .strings]
    ) { room in
        let plugin = try room.loadedPlugin()
        Rounds.run(room) { random in
            let config = StrangeJSON.object(like: room.settings.config, &random)
            guard case .success(let instance) = room.make(plugin, config: config) else { return }
            _ = instance.evaluate(Sample(room.settings))
            instance.destroy()
        }
    }
}
