internal import PluginABI

/// emit() takes nothing.
enum CallsEmitRefused {
    static let test = CheckerTest(
        "calls.emit-refused", "the plugin survives it when host->emit() refuses an item", [.contract]
    ) { room in
        try EachProbe.run(room) { probe, instance in
            for status in [USHER_E_LIMIT, USHER_E_INVALID, USHER_E_UNSUPPORTED] {
                var behaviour = Behaviour()
                behaviour.emitStatus = usher_status(status)
                _ = probe.run(instance, Sample(room.settings), behaviour)
            }
        }
    }
}
