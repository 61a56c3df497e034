internal import PluginABI

/// Whatever leaves the process fails.
enum CallsServicesFail {
    private static let statuses = [
        USHER_E_CANCELLED, USHER_E_LIMIT, USHER_E_TIMEOUT, USHER_E_UPSTREAM, USHER_E_POLICY, USHER_E_RATE_LIMITED,
    ].map { usher_status($0) }

    static let test = CheckerTest(
        "calls.services-fail", "nobody is said to meet a requirement, or not to, while http, net, kv and secrets fail", [.unknown]
    ) { room in
        try EachProbe.run(room) { probe, instance in
            for status in statuses {
                var behaviour = Behaviour()
                behaviour.outsideStatus = status
                let outcome = probe.run(instance, Sample(room.settings), behaviour)
                // What was not asked of a service, the plugin knows by itself.
                guard let reason = outcome.state.outsideFailures.first else { continue }
                EachProbe.judgeUnknown(room, outcome, because: reason)
            }
        }
    }
}
