internal import PluginABI

/// Configurations without what a plugin needs.
enum LifecycleEmptyConfig {
    static let test = CheckerTest(
        "lifecycle.bad-config",
        "create() refuses what it cannot use with an ERROR that says which key to change, and leaves nothing",
        [.contract, .memory]
    ) { room in
        let plugin = try room.loadedPlugin()
        // The host promises an object, and no more.
        for config in ["{}", "{\"no-such-key\": 1}", "{\"\": {}}"] {
            switch room.make(plugin, config: config) {
            case .success(let instance): instance.destroy()
            case .failure(let outcome):
                guard outcome.status != USHER_OK, outcome.error?.message.isEmpty != false else { break }
                room.reporter.warning(
                    .contract,
                    "it returned \(StatusName.of(outcome.status)) to the configuration \(config) without an ERROR that says why",
                    change: "emit one that names the key to change: "
                        + "`return usher_fail(call, USHER_E_CONFIG, 0, (usher_str)USHER_LIT(\"key: ...\"))`", in: "create")
            }
        }
    }
}
