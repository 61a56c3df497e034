/// alloc() gives nothing.
enum CallsNoMemory {
    private static let ordinalsMax = 20

    static let test = CheckerTest(
        "calls.no-memory", "the plugin survives it when host->alloc() gives NULL", [.memory, .contract]
    ) { room in
        try EachProbe.run(room) { probe, instance in
            let sample = Sample(room.settings)
            let usual = probe.run(instance, sample)
            for ordinal in 0..<min(usual.state.allocations, ordinalsMax) {
                var behaviour = Behaviour()
                behaviour.allocationsEndAt = ordinal
                let outcome = probe.run(instance, sample, behaviour)
                guard let one = usual.finding, let two = outcome.finding, one != two else { continue }
                room.reporter.error(
                    .unknown,
                    "it said \(Outcome.name(of: two)) when host->alloc() gave NULL, and \(Outcome.name(of: one)) before",
                    change: "return USHER_E_LIMIT when alloc() gives NULL", in: probe.name)
            }
        }
    }
}
