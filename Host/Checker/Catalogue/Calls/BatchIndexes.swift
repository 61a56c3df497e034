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
        // Two accounts in turn: whoever mixes up the places is seen, as long as evaluate() tells them apart.
        let samples = Self.samples(room)
        let alone = samples.map { instance.evaluate($0).finding }
        for count in counts where table.max_subjects == 0 || count <= table.max_subjects {
            let outcome = room.call(Subjects.batchFunction, .manyEvidence, instance.store) { handle, inputs in
                let subjects = (0..<count).map { Optional(samples[$0 % samples.count].subject.lend(inputs)) }
                return ask(
                    instance.pointer, handle, inputs.text(samples[0].requirement, "requirement_json"),
                    inputs.array(subjects, "subjects"), UInt32(count))
            }
            guard outcome.status == USHER_OK else { continue }
            compare(room, outcome, (0..<count).map { alone[$0 % alone.count] })
        }
        instance.destroy()
    }

    private static func samples(_ room: Room) -> [Sample] {
        let sample = Sample(room.settings)
        var other = sample
        other.subject.accountID += "0"
        other.subject.accountName += "0"
        return [sample, other]
    }

    /// `alone` is what evaluate() said about each subject.
    private static func compare(_ room: Room, _ outcome: Outcome, _ alone: [Int?]) {
        var missing = Set(alone.indices.filter { alone[$0] != nil })
        for case .evidence(let index, let finding) in outcome.items {
            guard index < alone.count else {
                room.reporter.error(
                    .contract, "it emitted index \(index) when it was asked about \(alone.count) subjects",
                    change: "use the place in `subjects`, from 0 to count - 1", in: Subjects.batchFunction)
                continue
            }
            missing.remove(index)
            guard let expected = alone[index], finding != USHER_UNKNOWN, finding != expected else { continue }
            room.reporter.error(
                .unknown,
                "it answered \(Outcome.name(of: finding)), and evaluate() \(Outcome.name(of: expected)) about the same",
                change: "let both functions share the code that decides, and give each answer the index of its subject",
                in: Subjects.batchFunction)
        }
        if let first = missing.min() {
            room.reporter.warning(
                .contract,
                "it said nothing about \(missing.count) of \(alone.count) subjects that evaluate() knows, the first at index "
                    + "\(first)",
                change: "emit one EVIDENCE for each subject: one without is unknown", in: Subjects.batchFunction)
        }
    }
}
