internal import PluginABI

/// Reserving, committing and releasing.
enum ClaimProtocol {
    static let test = CheckerTest(
        "claim.protocol",
        "commit() and release() can be repeated, also for a claim that never was, and reserve() answers the same again",
        [.contract, .process]
    ) { room in
        let plugin = try room.loadedPlugin()
        let probes = Dictionary(uniqueKeysWithValues: Probes.all(of: plugin).map { ($0.name, $0) })
        guard let describe = probes["describe"], let reserve = probes["reserve"], let commit = probes["commit"],
            let release = probes["release"]
        else { throw Skip("it has no claims") }
        let instance = try room.instance(of: plugin)
        let flow = Flow(room: room, instance: instance, describe: describe, reserve: reserve, commit: commit, release: release)
        for end in [commit, release] {
            flow.end(end, "never-reserved", "for a claim id that was never reserved")
            flow.end(end, "never-reserved", "when it was repeated")
        }
        flow.state(describe, Sample(room.settings), [USHER_CLAIM_OFFERED, USHER_CLAIM_REFUSED])
        flow.refused("a code that nobody made")
        if room.settings.code == nil {
            room.reporter.note("give a good code as check.code, and reserving it is checked as well")
        } else {
            flow.useCode()
        }
        instance.destroy()
    }

    private struct Flow {
        let room: Room
        let instance: Instance
        let describe: Probe
        let reserve: Probe
        let commit: Probe
        let release: Probe

        /// Ends a claim, which must succeed.
        func end(_ probe: Probe, _ id: String, _ when: String) {
            var sample = Sample(room.settings)
            sample.claimID = id
            let outcome = probe.run(instance, sample)
            guard outcome.status != USHER_OK else { return }
            room.reporter.error(
                .contract, "it returned \(StatusName.of(outcome.status)) \(when)",
                change: "return USHER_OK: the host repeats it until it succeeds, also after a crash of either side",
                in: probe.name)
        }

        /// Runs a function that emits a CLAIM; returns its state.
        @discardableResult
        func state(_ probe: Probe, _ sample: Sample, _ allowed: [Int], _ when: String = "") -> Int? {
            let outcome = probe.run(instance, sample)
            guard outcome.status == USHER_OK, case .claim(let claim)? = outcome.items.first else { return nil }
            if !allowed.contains(claim.state) {
                room.reporter.error(
                    .contract, "it answered the CLAIM state \(ClaimProtocol.name(claim.state))\(when)",
                    change: "here only \(allowed.map(ClaimProtocol.name).joined(separator: " or ")) makes sense", in: probe.name)
            }
            if claim.state == USHER_CLAIM_REFUSED, !claim.isBare {
                room.reporter.error(
                    .contract, "its REFUSED tells more than that",
                    change: "leave every other member zero, so that guessing teaches nothing", in: probe.name)
            }
            return claim.state
        }

        func refused(_ what: String) {
            var sample = Sample(room.settings)
            sample.code = "THIS-CODE-WAS-NEVER-MADE"
            sample.claimID = "claim-of-nothing"
            for probe in [describe, reserve] where state(probe, sample, [USHER_CLAIM_REFUSED]) == nil {
                room.reporter.warning(
                    .contract, "it failed for \(what)", change: "emit REFUSED: a bad code is an answer, not a failure",
                    in: probe.name)
            }
        }

        /// One claim that is released, then one that is committed.
        func useCode() {
            var sample = Sample(room.settings)
            sample.claimID = "claim-a"
            let taken = [USHER_CLAIM_RESERVED, USHER_CLAIM_HELD]
            guard let first = state(reserve, sample, taken + [USHER_CLAIM_REFUSED]) else { return }
            if first == USHER_CLAIM_REFUSED {
                room.reporter.warning(
                    .contract, "it refused check.code", change: "give a code that is good for whoever check.subject is",
                    in: "reserve")
            }
            if let second = state(reserve, sample, taken + [USHER_CLAIM_REFUSED]), second != first {
                room.reporter.error(
                    .contract,
                    "it answered \(ClaimProtocol.name(first)), and \(ClaimProtocol.name(second)) to the same claim id again",
                    change: "remember claims by their id in usher.kv, and answer the same", in: "reserve")
            }
            guard first == USHER_CLAIM_RESERVED else { return }
            released(sample)
            sample.claimID = "claim-b"
            guard state(reserve, sample, [USHER_CLAIM_RESERVED], " once the use was free again") == USHER_CLAIM_RESERVED else {
                return
            }
            end(commit, "claim-b", "for a claim that was reserved")
            end(commit, "claim-b", "when it was repeated")
            state(reserve, sample, [USHER_CLAIM_HELD], " once the claim was committed")
            end(release, "claim-b", "for a claim that was committed")
            state(reserve, sample, [USHER_CLAIM_HELD], " once the claim was committed")
        }

        private func released(_ sample: Sample) {
            end(release, sample.claimID, "for a claim that was reserved")
            end(release, sample.claimID, "when it was repeated")
            state(reserve, sample, [USHER_CLAIM_REFUSED], " once the claim was released")
            end(commit, sample.claimID, "for a claim that was released")
            state(reserve, sample, [USHER_CLAIM_REFUSED], " once the claim was released")
        }
    }

    private static func name(_ state: Int) -> String {
        switch state {
        case USHER_CLAIM_OFFERED: "OFFERED"
        case USHER_CLAIM_RESERVED: "RESERVED"
        case USHER_CLAIM_HELD: "HELD"
        case USHER_CLAIM_REFUSED: "REFUSED"
        default: String(state)
        }
    }
}
