internal import Synchronization
public import UsherDomain

extension EvidenceBook {
    /// Reads what the stores kept: links, departures, proven people, snapshots and findings of `requirements`, which are in use
    /// from now on. `steady` is the steady clock's time. Once, before anything else.
    ///
    /// A finding that is older than the link it would be about was about another account, and is left out: whoever changes a link
    /// need not forget findings in the same transaction.
    public func load(
        links: any LinkStore, evidence: any EvidenceStore, requirements: Set<Requirement>, now: Instant, steady: Int64
    ) async throws {
        let (proven, all, unlinked) = (try await links.provenUsers(), try await links.allLinks(), try await links.unlinked())
        let provenPeople = proven.map { people.number(of: $0) }
        let linkedPeople = all.map { (people.number(of: $0.link.user), $0) }
        let departed = unlinked.map { (people.number(of: $0.user), $0.instance) }
        state.withLock { state in
            state.proven.formUnion(PersonSet(provenPeople))
            for (person, instance) in departed { depart(person, at: instance, &state) }
            for (person, numbered) in linkedPeople { put(numbered, of: person, &state) }
        }
        // Only now: each link would be looked for in each of them.
        use(requirements)
        let snapshots = try await evidence.snapshots()
        let held = try await evidence.heldSnapshots()
        let emptied = try await evidence.emptied()
        let findings = try await evidence.findings(freshAt: now).map { (people.number(of: $0.user), $0) }
        state.withLock { state in
            // What is kept has times only. A finding comes after the snapshot of the same moment.
            let (before, snapshotOrder, after) = (state.nextOrder(), state.nextOrder(), state.nextOrder())
            for snapshot in snapshots {
                let members = owners(of: snapshot.accounts, state)
                state.dossiers[snapshot.requirement]?.accept(snapshot, members: members, order: snapshotOrder) { _ in false }
                for (person, numbered) in linkedPeople
                where numbered.link.instance == snapshot.requirement.instance && numbered.link.linkedAt > snapshot.takenAt
                    && !members.contains(person)
                {
                    state.dossiers[snapshot.requirement]?.doubt(person, order: snapshotOrder)
                    state.dossiers[snapshot.requirement]?.schedule.hurry([person], order: after)
                }
            }
            // How long it waited already is not known by this clock.
            for snapshot in held { state.dossiers[snapshot.requirement]?.hold(snapshot, since: steady) }
            for (person, stored) in findings {
                guard let dossier = state.dossiers[stored.requirement], let freshUntil = stored.evidence.freshUntil,
                    let holds = stored.evidence.finding.holds
                else { continue }
                let linked = state.registers[stored.requirement.instance]?.accounts[person]
                guard linked.map({ stored.evidence.observedAt >= $0.linkedAt }) ?? true else { continue }
                let isOlder = dossier.snapshot.map { stored.evidence.observedAt < $0.takenAt } ?? false
                let entry = FindingLog.Entry(
                    observedAt: stored.evidence.observedAt, freshUntil: freshUntil, order: isOlder ? before : after,
                    wording: FindingLog.Wording(reason: stored.evidence.reason, factsJSON: stored.evidence.factsJSON),
                    holds: holds)
                state.dossiers[stored.requirement]?.record(entry, about: person)
            }
            for requirement in emptied { state.dossiers[requirement]?.note(wasEmptied: true) }
        }
    }

    /// How gathering fares with each requirement in use, sorted by instance and question.
    public func statuses(at now: Instant, steady: Int64) -> [RequirementStatus] {
        state.withLock { state in
            state.dossiers.values.filter { state.inUse.contains($0.requirement) }.map { dossier in
                var status = RequirementStatus(requirement: dossier.requirement)
                status.method = dossier.schedule.method
                status.lastSuccessAt = dossier.schedule.lastSuccessAt
                status.lastFailure = dossier.schedule.lastFailure
                status.failures = dossier.schedule.failures
                status.nextTryMilliseconds = max(dossier.schedule.nextTryAt - steady, 0)
                status.listedCount = dossier.snapshot?.accounts.count
                status.snapshotFreshUntil = dossier.snapshot?.freshUntil
                status.heldSince = dossier.held?.snapshot.takenAt
                status.findingCount = dossier.findings.entries.count
                status.unansweredCount = dossier.schedule.unanswered.count
                return status
            }
        }.sorted { ($0.requirement.instance, $0.requirement.json) < ($1.requirement.instance, $1.requirement.json) }
    }
}
