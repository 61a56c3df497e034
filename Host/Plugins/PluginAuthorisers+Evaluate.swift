public import UsherDomain
internal import UsherWire

// Questions about many people at once, in as many frames as they need.
extension PluginAuthorisers {
    /// Frames of one question that may be on their way at once: the worker always has the next one at hand.
    private static let framesAhead = 8

    public func evaluate(_ subjects: [Subject], requirementJSON: String, at instance: InstanceID) async -> [Evidence] {
        // The deadline is for all of them, however many frames they need.
        let until = MonotonicClock.now() + (subjects.count > 1 ? deadlines.evaluateMany : deadlines.evaluate)
        let size = frameSize(for: subjects.count, at: instance)
        guard subjects.count > size else { return await evaluate(subjects[...], requirementJSON, at: instance, until: until) }
        let starts = Array(stride(from: 0, to: subjects.count, by: size))
        return await withTaskGroup(of: (Int, [Evidence]).self) { group in
            var frames: [[Evidence]] = Array(repeating: [], count: starts.count)
            for frame in starts.indices {
                if frame >= Self.framesAhead, let (done, evidence) = await group.next() { frames[done] = evidence }
                let chunk = subjects[starts[frame]..<min(starts[frame] + size, subjects.count)]
                group.addTask { (frame, await self.evaluate(chunk, requirementJSON, at: instance, until: until)) }
            }
            for await (done, evidence) in group { frames[done] = evidence }
            return Array(frames.joined())
        }
    }

    /// A plugin that lets several calls overlap works on several frames at once, so they are made small enough for that.
    private func frameSize(for count: Int, at instance: InstanceID) -> Int {
        guard let plugin = plugin(of: instance), !plugin.extensions.contains(ExtensionID.batch) else { return Limit.subjects }
        let slots = max(1, min(Int(maxConcurrency(of: instance)), Self.framesAhead))
        return max(1, min(Limit.subjects, (count + slots - 1) / slots))
    }

    private func evaluate(
        _ subjects: ArraySlice<Subject>, _ requirementJSON: String, at instance: InstanceID, until deadline: Int64
    ) async -> [Evidence] {
        guard !subjects.isEmpty else { return [] }
        let request = Request.evaluate(requirement: requirementJSON, subjects: SubjectList(subjects, WireSubject.init))
        let end = await ask(request, at: instance, offering: nil, until: deadline)
        if case .unknown(let unknown) = end {
            _ = noted(Answer<Void>.unknown(unknown), "evaluate", at: instance)
        }
        let evidence = Answers.evidence(end, count: subjects.count, at: now())
        guard let redactor = redactor(of: instance), !redactor.isIdle else { return evidence }
        return evidence.map { $0.redacted(by: redactor) }
    }
}
