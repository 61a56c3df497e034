internal import PluginABI

/// One instance, from its beginning to its end.
enum LifecycleCreate {
    static let test = CheckerTest(
        "lifecycle.create", "an instance is created and destroyed", [.contract, .memory]
    ) { room in
        let plugin = try room.loadedPlugin()
        switch room.make(plugin, config: room.settings.config) {
        case .success(let instance): instance.destroy()
        // That it left *self NULL was said already.
        case .failure(let outcome) where outcome.status == USHER_OK: return
        case .failure(let outcome):
            if outcome.error?.message.isEmpty != false {
                room.reporter.warning(
                    .contract, "it returned \(StatusName.of(outcome.status)) without an ERROR that says why",
                    change: "emit one that names the key to change: "
                        + "`return usher_fail(call, USHER_E_CONFIG, 0, (usher_str)USHER_LIT(\"key: ...\"))`", in: "create")
            }
            if outcome.status == USHER_E_CONFIG || outcome.status == USHER_E_INVALID { throw Skip(room.refusal(outcome)) }
            room.reporter.warning(
                .contract, room.refusal(outcome), change: "check with a configuration that works", in: "create")
        }
        plugin.table.unload.map { unload in room.during("unload") { unload() } }
    }
}
