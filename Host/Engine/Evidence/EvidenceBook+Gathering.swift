internal import Synchronization
internal import UsherDomain

// The side of the book that ``GatherEvidence`` writes on.
extension EvidenceBook {
    /// What to do about a requirement.
    enum Assignment {
        /// Nothing for so many milliseconds.
        case rest(milliseconds: Int64)
        /// Get the whole list of members; the etag is that of the snapshot there is, or empty.
        case list(etag: [UInt8])
        /// Ask about these people; `isLook`: these are all who are due.
        case ask(PersonSet, isLook: Bool)
    }

    /// When something was asked for: in the order of things, and by the clocks.
    struct Ticket {
        let order: UInt64
        let askedAt: Instant
        let steady: Int64
    }

    func ticket(now: Instant, steady: Int64) -> Ticket {
        state.withLock { Ticket(order: $0.nextOrder(), askedAt: now, steady: steady) }
    }

    /// What to do about `requirement` for `concerned`; `nil` when it is not in use.
    func assignment(_ requirement: Requirement, concerned: PersonSet, now: Instant, steady: Int64) -> Assignment? {
        state.withLock { state in
            guard state.inUse.contains(requirement), let dossier = state.dossiers[requirement] else { return nil }
            let schedule = dossier.schedule
            let left = max(schedule.nextTryAt - steady, 0)
            if schedule.block != nil, left > 0 { return .rest(milliseconds: left) }
            let register = state.registers[requirement.instance] ?? InstanceRegister()
            if schedule.isDue(steady: steady, isKnown: dossier.isSnapshotFresh(now), settings: settings) {
                guard register.linking == .absent else { return .list(etag: dossier.snapshot?.etag ?? []) }
                return .ask(due(dossier, register, concerned, now: now).union(urgent(dossier, register, &state)), isLook: true)
            }
            let resting = schedule.resting(steady: steady)
            var open = urgent(dossier, register, &state)
            let isListed = dossier.isSnapshotFresh(now) && dossier.snapshot?.isAuthoritative == true
            if register.linking == .absent || schedule.method == .asking || !isListed && dossier.isSnapshotFresh(now) {
                let verdicts = verdicts(of: requirement, at: now, &state)
                var unknown = register.askable(among: concerned)
                unknown.subtract(verdicts.holds)
                unknown.subtract(verdicts.fails)
                open.formUnion(unknown.subtracting(schedule.unanswered))
            }
            open.subtract(resting)
            return open.isEmpty ? .rest(milliseconds: left) : .ask(open, isLook: false)
        }
    }

    /// What to do when somebody wants to know about `people` now; `nil` when the requirement is not in use.
    func assignment(_ requirement: Requirement, about people: PersonSet, steady: Int64) -> Assignment? {
        state.withLock { state in
            guard state.inUse.contains(requirement), let schedule = state.dossiers[requirement]?.schedule else { return nil }
            let left = max(schedule.nextTryAt - steady, 0)
            let register = state.registers[requirement.instance] ?? InstanceRegister()
            let askable = register.askable(among: people).subtracting(schedule.resting(steady: steady))
            return schedule.block != nil && left > 0 || askable.isEmpty ? .rest(milliseconds: left) : .ask(askable, isLook: false)
        }
    }

    /// Of `concerned`, who has to be asked about one by one: nothing is known about them, or it should be looked at again.
    func due(_ requirement: Requirement, concerned: PersonSet, now: Instant) -> PersonSet {
        state.withLock { state in
            guard let dossier = state.dossiers[requirement] else { return [] }
            return due(dossier, state.registers[requirement.instance] ?? InstanceRegister(), concerned, now: now)
        }
    }

    private func due(
        _ dossier: Dossier, _ register: InstanceRegister, _ concerned: PersonSet, now: Instant
    ) -> PersonSet {
        var due = register.askable(among: concerned)
        if register.linking != .absent, dossier.isSnapshotFresh(now) {
            due.subtract(dossier.snapshot?.isAuthoritative == true ? register.linked : dossier.members)
        }
        for (person, entry) in dossier.findings.entries {
            let again = settings.askAgainMilliseconds(ofFresh: entry.freshUntil.milliseconds(since: entry.observedAt))
            let isGood =
                entry.isFresh(now) && now < entry.observedAt.advanced(byMilliseconds: again)
                && entry.order > dossier.schedule.recheckBefore
            if isGood { due.remove(person) }
        }
        return due
    }

    private func urgent(_ dossier: Dossier, _ register: InstanceRegister, _ state: inout State) -> PersonSet {
        guard !dossier.schedule.urgent.isEmpty else { return [] }
        let (everybody, _) = everybody(&state)
        return register.askable(among: everybody).intersection(dossier.schedule.urgent)
    }

    /// Of whom it consists, as the plugin knows them. Whoever has no account there (any more) is left out, unless nobody has.
    func subjects(
        _ persons: some Sequence<PersonNumber>, at instance: InstanceID, pseudonym: (UserID) -> String
    ) -> [(person: PersonNumber, subject: Subject)] {
        let found = state.withLock { state in
            let register = state.registers[instance] ?? InstanceRegister()
            return persons.compactMap { person -> (PersonNumber, InstanceRegister.Linked?)? in
                let linked = register.accounts[person]
                return linked == nil && register.linking != .absent ? nil : (person, linked)
            }
        }
        return found.map { person, linked in
            let subject = Subject(
                accountID: linked?.account.id ?? "", accountName: linked?.account.name ?? "", linkJSON: linked?.linkJSON ?? "",
                pseudonym: pseudonym(people.user(person)), secretKey: linked?.secretKey ?? "")
            return (person, subject)
        }
    }

    /// What becomes of a whole listing.
    func judge(_ snapshot: Snapshot, now: Instant, steady: Int64) -> Suspicion.Ruling {
        state.withLock { state in
            let dossier = state.dossiers[snapshot.requirement]
            return Suspicion.judge(
                snapshot.accounts, counting: dossier?.snapshot,
                held: dossier?.confirmable(now: now, steady: steady, settings: settings))
        }
    }

    /// The snapshot that counts, as it is when its instance says that nothing changed; `nil` when there is none.
    func renewed(_ requirement: Requirement, goodForMilliseconds: Int64?, _ ticket: Ticket) -> Snapshot? {
        state.withLock { state in
            guard var snapshot = state.dossiers[requirement]?.snapshot else { return nil }
            snapshot.takenAt = ticket.askedAt
            snapshot.freshUntil = settings.freshUntil(ticket.askedAt, goodForMilliseconds: goodForMilliseconds)
            return snapshot
        }
    }

    /// A snapshot counts from now on; the store has it.
    func accept(_ snapshot: Snapshot, _ ticket: Ticket) {
        state.withLock { state in
            let members = owners(of: snapshot.accounts, state)
            let register = state.registers[snapshot.requirement.instance]
            state.dossiers[snapshot.requirement]?.accept(snapshot, members: members, order: ticket.order) { person in
                register?.accounts[person].map { $0.since > ticket.order } ?? false
            }
        }
    }

    /// A snapshot waits to be confirmed; the store has it.
    func hold(_ snapshot: Snapshot, steady: Int64) {
        state.withLock { $0.dossiers[snapshot.requirement]?.hold(snapshot, since: steady) }
    }

    /// Whether the group becomes empty, or is not any more, by what was said about some people; `nil`: neither.
    func emptying(_ findings: [(person: PersonNumber, evidence: Evidence)], of requirement: Requirement) -> Bool? {
        let said = Dictionary(findings.compactMap { person, evidence in evidence.finding.holds.map { (person, $0) } }) { $1 }
        return state.withLock { $0.dossiers[requirement]?.emptying(said) }
    }

    /// These were said; the store has them, and what they make of the group (``emptying(_:of:)``). What was asked
    /// about an account that is not the person's any more is left out.
    func record(
        _ findings: [(person: PersonNumber, evidence: Evidence)], of requirement: Requirement, emptying: Bool?, _ ticket: Ticket
    ) {
        var wordings: [[String]: FindingLog.Wording] = [:]
        let entries = findings.compactMap { person, evidence -> (PersonNumber, FindingLog.Entry)? in
            guard let holds = evidence.finding.holds, let freshUntil = evidence.freshUntil else { return nil }
            let key = [evidence.reason, evidence.factsJSON]
            let wording = wordings[key] ?? FindingLog.Wording(reason: evidence.reason, factsJSON: evidence.factsJSON)
            wordings[key] = wording
            let entry = FindingLog.Entry(
                observedAt: evidence.observedAt, freshUntil: freshUntil, order: ticket.order, wording: wording, holds: holds)
            return (person, entry)
        }
        state.withLock { state in
            let accounts = state.registers[requirement.instance]?.accounts ?? [:]
            for (person, entry) in entries where (accounts[person]?.since ?? 0) < ticket.order {
                state.dossiers[requirement]?.record(entry, about: person)
            }
            if let emptying { state.dossiers[requirement]?.note(wasEmptied: emptying) }
        }
    }

    /// Of `people`, about whom nothing is to be asked now.
    func resting(_ people: PersonSet, _ requirement: Requirement, steady: Int64) -> [PersonNumber: GatherSchedule.Respite] {
        state.withLock { state in
            guard let schedule = state.dossiers[requirement]?.schedule else { return [:] }
            return schedule.respites.filter { people.contains($0.key) && $0.value.until > steady }
        }
    }

    /// What the answers about these people advise; not what was said about an account that is not the person's any more.
    func advise(
        _ answers: [(person: PersonNumber, evidence: Evidence)], of requirement: Requirement,
        respites: [PersonNumber: GatherSchedule.Respite], _ ticket: Ticket
    ) {
        state.withLock { state in
            let accounts = state.registers[requirement.instance]?.accounts ?? [:]
            for (person, evidence) in answers where (accounts[person]?.since ?? 0) < ticket.order {
                state.dossiers[requirement]?.note(
                    wantsRelink: evidence.wantsRelink, isKnown: evidence.finding.holds != nil, respite: respites[person],
                    of: person)
            }
        }
    }

    /// Ends a try.
    func schedule(_ requirement: Requirement, _ change: (inout GatherSchedule) -> Void) {
        state.withLock { state in
            guard state.dossiers[requirement] != nil else { return }
            change(&state.dossiers[requirement, default: Dossier(requirement)].schedule)
        }
    }

    /// In how many milliseconds there is something to do, if nothing happens before.
    func millisecondsLeft(_ requirement: Requirement, steady: Int64) -> Int64 {
        state.withLock { max(($0.dossiers[requirement]?.schedule.nextTryAt ?? steady) - steady, 0) }
    }
}

extension Evidence.Finding {
    /// `nil` when nobody knows.
    var holds: Bool? {
        switch self {
        case .holds: true
        case .doesNotHold: false
        case .unknown: nil
        }
    }
}
