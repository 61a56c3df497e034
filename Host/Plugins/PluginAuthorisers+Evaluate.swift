public import UsherDomain
internal import UsherWire

// Questions about many people at once, in as many frames as they need.
extension PluginAuthorisers {
    /// Frames of one question that may be on their way at once: the worker always has the next one at hand.
    private static let framesAhead = 8

    public func evaluate(_ subjects: [Subject], requirementJSON: String, at instance: InstanceID) async -> [Evidence] {
        guard !subjects.isEmpty else { return [] }
        // The deadline is for all of them, however many frames they need.
        let until = MonotonicClock.now() + (subjects.count > 1 ? deadlines.evaluateMany : deadlines.evaluate)
        var size = subjects.count
        let (ends, plan) = await askInOnePlace(at: instance) { driver, number in
            if let objection = driver.plan.requirements.objection(to: requirementJSON) { return [.unknown(objection)] }
            size = Self.frameSize(for: subjects.count, at: driver)
            return await Self.ask(subjects, requirementJSON, driver, number, framesOf: size, until: until)
        }
        // Where there is nobody to ask, there is one reason for all.
        guard ends.count > 1 else { return evidence(ends[0], count: subjects.count, at: instance, by: plan) }
        return ends.enumerated().flatMap { frame, end in
            evidence(end, count: min(size, subjects.count - frame * size), at: instance, by: plan)
        }
    }

    /// Asks in several frames; `nil` when the worker takes no more of them.
    private static func ask(
        _ subjects: [Subject], _ requirementJSON: String, _ driver: WorkerDriver, _ number: UInt32, framesOf size: Int,
        until deadline: Int64
    ) async -> [CallEnd]? {
        @Sendable func ask(_ start: Int) async -> CallEnd? {
            let chunk = subjects[start..<min(start + size, subjects.count)]
            let request = Request.evaluate(requirement: requirementJSON, subjects: SubjectList(chunk, WireSubject.init))
            return await driver.call(request, of: number, until: deadline)
        }
        guard subjects.count > size else { return await ask(0).map { [$0] } }
        let starts = Array(stride(from: 0, to: subjects.count, by: size))
        return await withTaskGroup(of: (Int, CallEnd?).self) { group in
            var ends = [CallEnd?](repeating: nil, count: starts.count)
            for frame in starts.indices {
                if frame >= framesAhead, let (done, end) = await group.next() { ends[done] = end }
                group.addTask { (frame, await ask(starts[frame])) }
            }
            for await (done, end) in group { ends[done] = end }
            let whole = ends.compactMap { $0 }
            return whole.count == ends.count ? whole : nil
        }
    }

    /// A plugin that lets several calls overlap works on several frames at once, so they are made small enough for that.
    private static func frameSize(for count: Int, at driver: WorkerDriver) -> Int {
        guard !driver.plan.description.extensions.contains(ExtensionID.batch) else { return Limit.subjects }
        let slots = max(1, min(Int(driver.status.maxConcurrency), framesAhead))
        return max(1, min(Limit.subjects, (count + slots - 1) / slots))
    }

    private func evidence(_ end: CallEnd, count: Int, at instance: InstanceID, by plan: WorkerPlan?) -> [Evidence] {
        let isBatch = plan?.description.extensions.contains(ExtensionID.batch) ?? false
        let evidence = Answers.evidence(end, count: count, isBatch: isBatch, at: now())
        if let index = evidence.firstIndex(where: \.finding.isUnknown) {
            let (why, isSaid) = Answers.trouble(end, at: index)
            _ = noted(Answer<Void>.unknown(why), "evaluate", at: instance, by: plan, isUsual: isSaid) { _, _ in }
        }
        guard let redactor = plan?.redactor, !redactor.isIdle else { return evidence }
        return evidence.map { $0.redacted(by: redactor) }
    }
}

extension Evidence.Finding {
    var isUnknown: Bool {
        if case .unknown = self { true } else { false }
    }
}
