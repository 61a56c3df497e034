internal import PluginABI

/// Several instances at once.
enum LifecycleMany {
    private static let count = 16

    static let test = CheckerTest(
        "lifecycle.many", "several instances live at once, and end in any order", [.contract, .process]
    ) { room in
        let plugin = try room.loadedPlugin()
        let sample = Sample(room.settings)
        let first = try room.instance(of: plugin)
        let usual = first.evaluate(sample)
        var others: [Instance] = []
        for _ in 0..<count { others.append(try room.instance(of: plugin)) }
        // The oldest, then the newest, then the rest as they come.
        first.destroy()
        others.removeLast().destroy()
        others.shuffle(using: &room.random)
        for (index, instance) in others.enumerated() {
            let outcome = instance.evaluate(sample)
            if outcome.status != usual.status || outcome.finding != usual.finding {
                room.reporter.error(
                    .process,
                    "it answers differently once another instance was destroyed: \(StatusName.of(outcome.status)), before "
                        + "\(StatusName.of(usual.status))",
                    change: "keep what belongs to an instance behind self, not in globals that destroy() clears", in: "evaluate")
                return
            }
            if index % 2 == 0 { instance.destroy() }
        }
        for (index, instance) in others.enumerated() where index % 2 == 1 { instance.destroy() }
    }
}
