internal import PluginABI

/// Asks the same questions alone and at the same time, and compares.
struct Parallel {
    /// Enough that two calls meet in the same few instructions once in a while, on two processors.
    private static let callsEach = 400
    /// Slow plugins are asked less often.
    private static let millisecondsMax: Int64 = 2_000
    static let threadsMax = 8

    let room: Room

    /// `instances[i % count]` is asked by thread i.
    func compare(_ instances: [Instance], threads: Int, _ what: String) {
        let samples = (0..<threads).map { index in
            var sample = Sample(room.settings)
            if index % 2 == 1 { sample.subject.accountID = "nobody-\(index)" }
            return sample
        }
        var questions: [Question] = []
        for (index, sample) in samples.enumerated() {
            let instance = instances[index % instances.count]
            questions.append(Question(instance: instance, sample: sample, alone: instance.evaluate(sample).summary))
        }
        room.host.behave(Behaviour())
        room.board.millisecondsMax = Room.callMillisecondsMax
        room.board.function = "evaluate (\(threads) at once, \(what))"
        room.board.startedAt = steadyMilliseconds()
        let asked = questions
        Threads.run(threads) { index in Self.ask(asked[index], what) }
        room.board.startedAt = 0
    }

    private struct Question {
        let instance: Instance
        let sample: Sample
        let alone: Outcome.Summary
    }

    /// What one thread does.
    private static func ask(_ question: Question, _ what: String) {
        let started = steadyMilliseconds()
        for _ in 0..<callsEach where steadyMilliseconds() - started < millisecondsMax {
            let beside = question.instance.evaluateBeside(question.sample).summary
            guard beside != question.alone else { continue }
            return question.instance.room.reporter.error(
                .threads,
                "about the account \"\(question.sample.subject.accountID)\" it answered \(text(beside)) beside other calls "
                    + "\(what), and \(text(question.alone)) alone",
                change: "protect what calls share (globals, statics, caches behind self) with a lock, keep what belongs to a "
                    + "call in local variables, or lower max_concurrency (0: nothing ever overlaps)", in: "evaluate")
        }
    }

    private static func text(_ summary: Outcome.Summary) -> String {
        if case .evidence(_, let finding)? = summary.items.first, summary.status == USHER_OK {
            return finding == USHER_HOLDS ? "HOLDS" : finding == USHER_HOLDS_NOT ? "HOLDS_NOT" : "unknown"
        }
        return StatusName.of(summary.status)
    }
}
