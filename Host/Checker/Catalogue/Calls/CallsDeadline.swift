internal import PluginABI

/// The time is over: from the start, or in the middle.
enum CallsDeadline {
    /// What "soon" means here.
    private static let soonMilliseconds: Int64 = 2_000
    private static let looksMax = 8

    static let test = CheckerTest(
        "calls.deadline", "every function returns soon once remaining_ms() is zero or less", [.blocking, .unknown]
    ) { room in
        try EachProbe.run(room) { probe, instance in
            let ends = [Behaviour.Remaining.over] + (0..<looksMax).map { .endsAfter($0) }
            for end in ends {
                var behaviour = Behaviour()
                behaviour.remaining = end
                let started = steadyMilliseconds()
                let outcome = probe.run(instance, Sample(room.settings), behaviour)
                let milliseconds = steadyMilliseconds() - started
                if milliseconds > soonMilliseconds {
                    room.reporter.error(
                        .blocking, "it went on for \(milliseconds) ms although remaining_ms() was down",
                        change: "ask host->remaining_ms() in every loop, and return USHER_E_TIMEOUT", in: probe.name)
                    return
                }
                if let reason = outcome.state.outsideFailures.first { EachProbe.judgeUnknown(room, outcome, because: reason) }
            }
        }
    }
}
