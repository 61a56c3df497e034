internal import UsherDomain
internal import UsherWire

/// Compares a worker that is to take over with the one that serves: what the old one can do, the new one must be able to do too.
/// What neither can do (the third party is down, a configuration is wrong) is no reason to stay with the old one.
struct Judge: Sendable {
    let new: WorkerDriver
    let old: WorkerDriver

    /// What speaks against the new one; `nil` = nothing.
    func verdict() async -> String? {
        let (new, old) = (self.new.status, self.old.status)
        guard old.isServing else { return nil }
        let worse = new.failedInstances.filter { old.failedInstances[$0.key] == nil }.min { $0.key < $1.key }
        // What an instance said of itself was redacted when it was written down.
        if let worse { return "its instance \(worse.key) could not be made: \(worse.value.message)" }
        guard self.new.plan.description.extensions.contains(ExtensionID.health) else { return nil }
        let working = self.new.plan.instances.indices.filter { new.failedInstances[self.new.plan.instances[$0].id] == nil }
        return await withTaskGroup(of: String?.self) { group in
            for index in working { group.addTask { await health(of: index) } }
            var problem: String?
            for await found in group { problem = problem ?? found }
            return problem
        }
    }

    private func health(of index: Int) async -> String? {
        async let after = check(new, index)
        async let before = check(old, index)
        guard let illness = await after else { return nil }
        guard old.plan.description.extensions.contains(ExtensionID.health), await before == nil else { return nil }
        return "its instance \(new.plan.instances[index].id) is not well, and the old one's is: \(illness)"
    }

    /// Why an instance is not well; `nil` when it is.
    private func check(_ driver: WorkerDriver, _ index: Int) async -> String? {
        guard driver.plan.description.extensions.contains(ExtensionID.health) else { return nil }
        let until = MonotonicClock.now() + driver.plan.deadlines.health
        guard let end = await driver.call(.health, of: UInt32(index), until: until) else { return "it takes no calls" }
        if case .unknown(let unknown) = Answers.done(end) { return driver.plan.redactor.redacted(unknown.message) }
        return nil
    }
}
