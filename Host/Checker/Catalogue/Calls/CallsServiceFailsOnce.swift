internal import PluginABI

/// Each call of a service fails once, in each way that a service can fail.
enum CallsServiceFailsOnce {
    /// Beyond this many calls, those at the end are like the others.
    private static let ordinalsMax = 40
    private static let statuses = [USHER_E_CANCELLED, USHER_E_LIMIT, USHER_E_TIMEOUT, USHER_E_UPSTREAM].map { usher_status($0) }

    static let test = CheckerTest(
        "calls.service-fails-once", "a service that fails in the middle does not change an answer, and breaks nothing",
        [.unknown, .memory]
    ) { room in
        try EachProbe.run(room) { probe, instance in
            let sample = Sample(room.settings)
            let usual = probe.run(instance, sample)
            for ordinal in 0..<min(usual.state.serviceCalls, ordinalsMax) {
                for status in statuses {
                    var behaviour = Behaviour()
                    behaviour.failure = Behaviour.Failure(ordinal: ordinal, status: status)
                    let outcome = probe.run(instance, sample, behaviour)
                    guard let one = usual.finding, let two = outcome.finding, one != two else { continue }
                    room.reporter.error(
                        .unknown,
                        "it said \(Outcome.name(of: two)) when call \(ordinal + 1) of a service failed with "
                            + "\(StatusName.of(status)), and \(Outcome.name(of: one)) when it worked",
                        change: "look at every status that a service returns, and return it: unknown is never no", in: probe.name)
                }
            }
        }
    }
}
