/// Every function once, with a host at its best.
enum CallsAnswer {
    static let test = CheckerTest(
        "calls.answer", "every function of every extension emits what it must, or fails", [.unknown, .contract]
    ) { room in
        try EachProbe.run(room) { probe, instance in
            let sample = Sample(room.settings)
            // The arguments of actions are made up.
            let behaviour = probe.isAction ? Behaviour() : .authored
            _ = probe.run(instance, sample, behaviour)
            // Once more: what was kept of the first call is gone by now.
            _ = probe.run(instance, sample, behaviour)
        }
    }
}
