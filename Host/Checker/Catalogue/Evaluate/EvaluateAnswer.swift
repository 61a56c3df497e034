internal import PluginABI

/// The plain question, asked twice.
enum EvaluateAnswer {
    static let test = CheckerTest(
        "evaluate.answer", "evaluate() emits one EVIDENCE or fails, and answers the same when it is asked again",
        [.unknown, .contract]
    ) { room in
        let plugin = try room.loadedPlugin()
        let instance = try room.instance(of: plugin)
        let sample = Sample(room.settings)
        let first = instance.evaluate(sample, .authored)
        let second = instance.evaluate(sample, .authored)
        if let one = first.finding, let two = second.finding, one != two {
            room.reporter.error(
                .process,
                "it answered \(Outcome.name(of: one)), and \(Outcome.name(of: two)) to the same question a moment later",
                change: "answer from what was asked and what the services say, not from what was asked before", in: "evaluate")
        }
        if first.finding == nil {
            let message = first.error.map { " (\($0.message))" } ?? ""
            room.reporter.note(
                "evaluate() answered \(StatusName.of(first.status))\(message) to the requirement "
                    + "\(sample.requirement.prefix(120)): give a better one with --requirement, or as check.requirement")
        }
        instance.destroy()
    }
}
