internal import PluginABI

/// The wall clock is set, as clocks are.
enum CallsClockJump {
    private static let day: Int64 = 86_400_000

    static let test = CheckerTest(
        "calls.clock-jump", "a wall clock that jumps by a day, forth and back, breaks nothing", [.contract]
    ) { room in
        try EachProbe.run(room) { probe, instance in
            for offset in [0, day, -day, 0, 400 * day, -1_790_000_000_000] {
                var behaviour = Behaviour()
                behaviour.clockOffset = offset
                _ = probe.run(instance, Sample(room.settings), behaviour)
            }
        }
    }
}
