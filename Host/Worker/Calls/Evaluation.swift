internal import PluginABI
internal import UsherWire

/// Runs an evaluate order: subject by subject, or many at once where the plugin can do that. There is one outcome for each
/// subject, in their order.
struct Evaluation {
    let plugin: LoadedPlugin
    let instance: UnsafeMutableRawPointer
    let call: Call
    let evaluation: BorrowedEvaluation

    func run() throws(WireFault) {
        call.answer.beginReturn(of: call.label.call, outcomes: evaluation.count)
        if evaluation.count > 1, let batch = plugin.extensions.batch {
            try runBatches(batch)
        } else {
            try runEach()
        }
    }

    private func runEach() throws(WireFault) {
        let requirement = usher_str(lending: evaluation.requirement)
        try evaluation.forEach { borrowed in
            if let reason = call.givenUp { return call.appendOutcome(reason) }
            var subject = usher_subject(lending: borrowed)
            let status = call.run(.evidence) { handle in
                plugin.table.evaluate(instance, handle, requirement, &subject)
            }
            call.appendOutcome(status)
        }
    }

    private func runBatches(_ batch: usher_ext_batch) throws(WireFault) {
        var subjects: [usher_subject] = []
        subjects.reserveCapacity(evaluation.count)
        try evaluation.forEach { subjects.append(usher_subject(lending: $0)) }
        let wanted = Int(batch.max_subjects)
        let size = wanted == 0 ? Limit.subjects : min(wanted, Limit.subjects)
        let breach = subjects.withUnsafeBufferPointer { subjects -> Outcome.Breach in
            let pointers = subjects.indices.map { index -> UnsafePointer<usher_subject>? in
                subjects.baseAddress.map { $0 + index }
            }
            return pointers.withUnsafeBufferPointer { pointers in
                for start in stride(from: 0, to: pointers.count, by: size) {
                    let chunk = UnsafeBufferPointer(rebasing: pointers[start..<min(start + size, pointers.count)])
                    let breach = run(batch, chunk)
                    if breach != .none { return breach }
                }
                return .none
            }
        }
        guard breach != .none else { return }
        // Who mixes up the subjects may have mixed up all of them.
        call.answer.removeAll()
        call.answer.beginReturn(of: call.label.call, outcomes: evaluation.count)
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        for _ in 0..<evaluation.count {
            call.answer.outcome(status: StatusCode.ok.rawValue, breach: breach, failure: nothing, item: nothing)
        }
    }

    private func run(_ batch: usher_ext_batch, _ subjects: UnsafeBufferPointer<UnsafePointer<usher_subject>?>) -> Outcome.Breach {
        if let reason = call.givenUp {
            for _ in subjects { call.appendOutcome(reason) }
            return .none
        }
        let status = call.run(.batch(count: subjects.count)) { handle in
            batch.evaluate(
                instance, handle, usher_str(lending: evaluation.requirement), subjects.baseAddress, UInt32(subjects.count))
        }
        guard call.emissions.breach == .none else { return call.emissions.breach }
        for index in subjects.indices {
            call.answer.outcome(
                status: status, breach: .none, failure: call.emissions.failure, item: call.emissions.evidence(at: index))
        }
        return .none
    }
}
