internal import PluginABI

/// Many subjects in one call.
enum BatchIndexes {
    private static let counts = [1, 2, 7, 64]

    static let test = CheckerTest(
        "calls.batch", "a batch answers each subject once, by its index, and as evaluate() does", [.contract, .unknown]
    ) { room in
        let plugin = try room.loadedPlugin()
        guard let table = plugin.table(USHER_EXT_BATCH, usher_ext_batch()), let ask = table.evaluate else {
            throw Skip("it has no batches")
        }
        let instance = try room.instance(of: plugin)
        let sample = Sample(room.settings)
        let alone = instance.evaluate(sample).finding
        for count in counts where table.max_subjects == 0 || count <= table.max_subjects {
            let outcome = room.call(Subjects.batchFunction, .manyEvidence, instance.store) { handle, inputs in
                let subjects = (0..<count).map { _ in Optional(sample.subject.lend(inputs)) }
                return ask(
                    instance.pointer, handle, inputs.text(sample.requirement, "requirement_json"),
                    inputs.array(subjects, "subjects"), UInt32(count))
            }
            guard outcome.status == USHER_OK else { continue }
            for case .evidence(let index, let finding) in outcome.items {
                if index >= count {
                    room.reporter.error(
                        .contract, "it emitted index \(index) when it was asked about \(count) subjects",
                        change: "use the place in `subjects`, from 0 to count - 1", in: Subjects.batchFunction)
                } else if let alone, finding != USHER_UNKNOWN, finding != alone {
                    room.reporter.error(
                        .unknown,
                        "it answered \(Outcome.name(of: finding)), and evaluate() \(Outcome.name(of: alone)) about the same",
                        change: "let both functions share the code that decides", in: Subjects.batchFunction)
                }
            }
        }
        instance.destroy()
    }
}
