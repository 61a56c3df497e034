/// What stays behind after many calls of one instance.
enum CallsLeak {
    private static let calls = 1_000
    private static let warmUp = 100
    private static let slackBytes = 4 << 10

    static let test = CheckerTest(
        "calls.leak-1000", "a thousand calls leave no memory, descriptor or thread behind", [.contract, .silence]
    ) { room in
        let probe = LeakProbe(room)
        try EachProbe.run(room) { function, instance in
            let sample = Sample(room.settings)
            guard !function.changesState else { return }
            _ = Pace.repeating(warmUp) { _ = function.run(instance, sample) }
            let before = probe.look()
            let count = Pace.repeating(calls) { _ = function.run(instance, sample) }
            probe.report(
                before, probe.look(), lives: count, of: "\(function.name)()", in: function.name, slackBytes: slackBytes,
                toFree:
                    "free what one call needs before it returns, on every way out, or take it from host->alloc(); what it keeps "
                    + "behind self on purpose needs a bound")
        }
    }
}
