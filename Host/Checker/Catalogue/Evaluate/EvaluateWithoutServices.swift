internal import PluginABI

/// A host that does not offer everything.
enum EvaluateWithoutServices {
    static let test = CheckerTest(
        "evaluate.without-services", "the plugin lives with a host that lacks any one service, or all of them", [.size, .unknown]
    ) { room in
        let plugin = try room.loadedPlugin()
        let sample = Sample(room.settings)
        let instance = try room.instance(of: plugin)
        let usual = instance.evaluate(sample)
        instance.destroy()
        for hidden in [Behaviour.Hidden.everything] + HostTables.serviceIDs.map(Behaviour.Hidden.one) {
            var behaviour = Behaviour()
            behaviour.hidden = hidden
            guard case .success(let instance) = room.make(plugin, config: room.settings.config, behaviour: behaviour) else {
                continue
            }
            let missedBefore = room.host.missedServices
            let outcome = instance.evaluate(sample, behaviour)
            judge(room, outcome, usual, missedBefore.union(room.host.missedServices))
            instance.destroy()
        }
    }

    /// A plugin may do without a service, as long as it says the same, or nothing.
    private static func judge(_ room: Room, _ outcome: Outcome, _ usual: Outcome, _ missed: Set<String>) {
        guard let finding = outcome.finding, !missed.isEmpty else { return }
        let asksThirdParty = missed.contains(USHER_SVC_HTTP) && usual.state.exchanges > 0
        guard finding != usual.finding || asksThirdParty else { return }
        let before = usual.finding.map(Outcome.name(of:)) ?? StatusName.of(usual.status)
        room.reporter.error(
            .unknown,
            "it said \(Outcome.name(of: finding)) when the host had no \(missed.sorted().joined(separator: ", ")), and \(before) "
                + "when it had",
            change: "return USHER_E_UNSUPPORTED where a service is NULL (USHER_HAS asks): unknown is never no, and never yes",
            in: "evaluate")
    }
}
