internal import UsherDomain

/// All that is known about one requirement: the snapshot that counts, one that waits to be confirmed, and what was said about
/// single people. The newest word about a person decides; when that is stale, nobody knows. A value, without time of its own.
///
/// What came first is told by numbers that the book counts up (the order of things), not by clocks, which are set back and forth.
struct Dossier {
    /// A listing that waits for another one to confirm it.
    struct Held {
        let snapshot: Snapshot
        /// Since when, by the steady clock.
        let since: Int64
    }

    let requirement: Requirement
    private(set) var snapshot: Snapshot?
    /// When ``snapshot`` was asked for.
    private(set) var snapshotOrder: UInt64 = 0
    /// Who owns an account of ``snapshot``.
    private(set) var members: PersonSet = []
    private(set) var held: Held?
    private(set) var findings = FindingLog()
    /// Of whom the snapshot says nothing: they were reported to have changed after it, or their account was linked after it and
    /// is not on it. Whoever has just earned something links an account to show it.
    private(set) var doubted: PersonSet = []
    /// When somebody was last, in the order of things.
    private var doubtedSince: UInt64 = 0
    /// Whether by what was said about single people the group has nobody in it any more: removals for it wait for a person.
    private(set) var wasEmptied = false
    /// Who should link their account again, by the last word about them that the instance knew something by.
    private(set) var relinkWanted: PersonSet = []
    var schedule = GatherSchedule()
    private var cache: Cache?

    private struct Cache {
        let verdicts: RequirementVerdicts
        let lull: Lull
        let registerRevision: UInt64
        let peopleCount: Int
    }

    init(_ requirement: Requirement) {
        self.requirement = requirement
    }

    // MARK: What comes in

    /// A listing takes the place of the one that counts; `members` are the owners of its accounts. `isNews` tells whose account
    /// was linked after it was asked for: it refuses nobody whom it could not know of.
    mutating func accept(_ snapshot: Snapshot, members: PersonSet, order: UInt64, isNews: (PersonNumber) -> Bool) {
        self.snapshot = snapshot
        self.members = members
        snapshotOrder = order
        held = nil
        // It was asked for before some of them were doubted, so that it may be out of date about these.
        if doubtedSince <= order { doubted = PersonSet(doubted.filter { !members.contains($0) && isNews($0) }) }
        if snapshot.isAuthoritative || !snapshot.accounts.isEmpty { wasEmptied = false }
        // Whoever it speaks about needs no older word.
        findings.removeAll { $1.order < order && (snapshot.isAuthoritative || members.contains($0)) }
        if snapshot.isAuthoritative { relinkWanted = [] } else { relinkWanted.subtract(members) }
        cache = nil
    }

    mutating func hold(_ snapshot: Snapshot, since: Int64) {
        held = Held(snapshot: snapshot, since: since)
    }

    /// As it was stored.
    mutating func note(wasEmptied: Bool) {
        self.wasEmptied = wasEmptied
    }

    /// Whether ``wasEmptied`` changes when this is said about some people, and to what; `nil`: it does not.
    func emptying(_ said: [PersonNumber: Bool]) -> Bool? {
        if said.values.contains(true) { return wasEmptied ? false : nil }
        return !wasEmptied && hasHolder(after: [:]) && !hasHolder(after: said) ? true : nil
    }

    /// Whether anybody is known to meet the requirement, fresh or not, after this is said.
    private func hasHolder(after said: [PersonNumber: Bool]) -> Bool {
        let gone = said.count { person, holds in !holds && findings.entries[person]?.holds == true }
        if findings.holderCount > gone { return true }
        guard let snapshot else { return false }
        // Those whom nobody here knows.
        if snapshot.accounts.count > members.count { return true }
        return members.contains { person in
            if let holds = said[person] { return holds }
            if let entry = findings.entries[person], entry.order > snapshotOrder { return entry.holds }
            return !doubted.contains(person)
        }
    }

    mutating func record(_ entry: FindingLog.Entry, about person: PersonNumber) {
        findings.put(entry, about: person)
        cache = nil
    }

    /// What was said about linking the account again, and when to ask again. Whoever does not know takes no advice back.
    mutating func note(wantsRelink: Bool, isKnown: Bool, respite: GatherSchedule.Respite?, of person: PersonNumber) {
        if wantsRelink { relinkWanted.insert(person) } else if isKnown { relinkWanted.remove(person) }
        schedule.note(respite, of: person)
    }

    /// The person has linked the account anew, or another one, or has taken it away: what was advised is done. Returns whether
    /// anything was.
    mutating func forgetAdvice(to person: PersonNumber) -> Bool {
        schedule.note(nil, of: person)
        return relinkWanted.remove(person)
    }

    /// What was known about a person counts no more since `order`.
    mutating func doubt(_ person: PersonNumber, order: UInt64) {
        _ = findings.remove(person)
        doubted.insert(person)
        doubtedSince = max(doubtedSince, order)
        cache = nil
    }

    /// The person has another account than before, or none (`nil`).
    mutating func relink(_ person: PersonNumber, to number: AccountNumber?) {
        _ = findings.remove(person)
        doubted.remove(person)
        members.remove(person)
        if let number {
            if snapshot?.accounts.contains(number) == true { members.insert(person) } else { doubted.insert(person) }
        }
        cache = nil
    }

    /// The accounts of the listing that waits, when it has waited for long enough and still counts.
    func confirmable(now: Instant, steady: Int64, settings: GatherSettings) -> AccountSet? {
        guard let held, steady - held.since >= settings.confirmMilliseconds,
            Freshness(held.snapshot.takenAt, held.snapshot.freshUntil).covers(now)
        else { return nil }
        return held.snapshot.accounts
    }

    /// The listing that waits to be confirmed, for people; `nil` when none does.
    func unconfirmed(now: Instant, steady: Int64, settings: GatherSettings) -> UnconfirmedListing? {
        guard let held, let snapshot else { return nil }
        let dueAt = max(schedule.nextTryAt, held.since + settings.confirmMilliseconds)
        return UnconfirmedListing(
            requirement: requirement, countBefore: snapshot.accounts.count, countAfter: held.snapshot.accounts.count,
            heldSince: held.snapshot.takenAt, confirmDueAt: now.advanced(byMilliseconds: max(dueAt - steady, 0)))
    }

    // MARK: What is known

    /// Whether the snapshot counts at `now`.
    func isSnapshotFresh(_ now: Instant) -> Bool {
        snapshot.map { Freshness($0.takenAt, $0.freshUntil).covers(now) } ?? false
    }

    /// What is known about everybody at `now`. `everybody` are the `peopleCount` people there are.
    mutating func verdicts(
        _ register: InstanceRegister, everybody: PersonSet, peopleCount: Int, now: Instant
    ) -> RequirementVerdicts {
        if let cache, cache.registerRevision == register.revision, cache.peopleCount == peopleCount, cache.lull.covers(now) {
            return cache.verdicts
        }
        var lull = Lull(around: now)
        let verdicts = workOut(register, everybody: everybody, now: now, lull: &lull)
        cache = Cache(verdicts: verdicts, lull: lull, registerRevision: register.revision, peopleCount: peopleCount)
        return verdicts
    }

    private func workOut(
        _ register: InstanceRegister, everybody: PersonSet, now: Instant, lull: inout Lull
    ) -> RequirementVerdicts {
        let linking = register.linking
        var verdicts = RequirementVerdicts()
        guard register.presence != .gone else { return verdicts }
        if linking != .absent {
            // Where nobody can link an account, nobody is expected to have one.
            if register.presence == .there {
                verdicts.departed = register.departed
                if linking == .offered {
                    verdicts.unproven = everybody.subtracting(register.linked).subtracting(register.departed)
                }
            }
            if let snapshot {
                lull.note(Freshness(snapshot.takenAt, snapshot.freshUntil))
                if isSnapshotFresh(now) {
                    verdicts.holds = members.subtracting(doubted)
                    if snapshot.isAuthoritative { verdicts.fails = register.linked.subtracting(members).subtracting(doubted) }
                }
            }
        }
        let askable = linking == .absent ? everybody : register.linked
        for (person, entry) in findings.entries where askable.contains(person) {
            guard entry.order > snapshotOrder || !isListed(person, linking) else { continue }
            lull.note(Freshness(entry.observedAt, entry.freshUntil))
            verdicts.holds.remove(person)
            verdicts.fails.remove(person)
            guard entry.isFresh(now) else { continue }
            if entry.holds { verdicts.holds.insert(person) } else { verdicts.fails.insert(person) }
        }
        return verdicts
    }

    /// Whether the snapshot, fresh or not, says something about the person.
    private func isListed(_ person: PersonNumber, _ linking: InstanceRegister.Linking) -> Bool {
        guard let snapshot, linking != .absent else { return false }
        return snapshot.isAuthoritative || members.contains(person)
    }

    /// What the verdict about one person rests on. `steady` is the steady clock's time; without it, nothing is said about the
    /// next try.
    mutating func grounds(
        of person: PersonNumber, _ register: InstanceRegister, everybody: PersonSet, peopleCount: Int, now: Instant,
        steady: Int64? = nil
    ) -> Grounds {
        let verdicts = verdicts(register, everybody: everybody, peopleCount: peopleCount, now: now)
        func leaf(_ verdict: Verdict, _ reason: String, _ from: Instant? = nil, _ until: Instant? = nil) -> LeafEvidence {
            LeafEvidence(
                verdict: verdict, isDeparted: verdicts.departed.contains(person), requirement: requirement, reason: reason,
                observedAt: from, freshUntil: until,
                nextTryAt: verdict == .unknown && register.presence != .gone ? nextTry(about: person, now, steady) : nil,
                wantsRelink: relinkWanted.contains(person))
        }
        let whyUnknown = whyUnknown(about: person)
        if let why = Self.whyNobodyKnows(person, register) { return Grounds(leaf: leaf(.unknown, why)) }
        if verdicts.departed.contains(person) { return Grounds(leaf: leaf(.fails, "the link was taken away")) }
        if verdicts.unproven.contains(person) { return Grounds(leaf: leaf(.unproven, "no account is linked")) }
        let verdict: Verdict = verdicts.holds.contains(person) ? .holds : verdicts.fails.contains(person) ? .fails : .unknown
        if let entry = findings.entries[person], entry.order > snapshotOrder || !isListed(person, register.linking) {
            let reason =
                verdict == .unknown ? Self.grownOld("what was said has grown old", whyUnknown) : entry.wording.reason
            return Grounds(
                leaf: leaf(verdict, reason, entry.observedAt, entry.freshUntil), method: .asking,
                factsJSON: verdict == .unknown ? "" : entry.wording.factsJSON)
        }
        guard let snapshot, isListed(person, register.linking) else {
            return Grounds(leaf: leaf(.unknown, whyUnknown ?? "nobody was asked yet"))
        }
        let waits =
            held.map { held in
                "; a list of \(held.snapshot.accounts.count) instead of \(snapshot.accounts.count) accounts came since, and "
                    + "waits for another one to confirm it"
            } ?? ""
        let reason =
            switch verdict {
            case .holds: "the account is on the list of members" + waits
            case .fails: "the account is not on the list of members" + waits
            case .unproven, .unknown:
                doubted.contains(person)
                    ? whyUnknown ?? "something changed, and nobody was asked since"
                    : Self.grownOld("the list of members has grown old", whyUnknown)
            }
        return Grounds(leaf: leaf(verdict, reason, snapshot.takenAt, snapshot.freshUntil), method: .listing)
    }

    /// Why nothing can be known about the person as long as the instance is not there; `nil` where something can.
    private static func whyNobodyKnows(_ person: PersonNumber, _ register: InstanceRegister) -> String? {
        switch register.presence {
        case .gone: "there is no such instance in the configuration"
        case .down where register.linking != .absent && !register.linked.contains(person):
            "the plugin does not run, so that nobody can link an account"
        case .untold, .there, .down: nil
        }
    }

    private static func grownOld(_ what: String, _ whyUnknown: String?) -> String {
        whyUnknown.map { "\(what), and the last try came to nothing: \($0)" } ?? what
    }

    /// When somebody is asked about the person again.
    private func nextTry(about person: PersonNumber, _ now: Instant, _ steady: Int64?) -> Instant? {
        guard let steady else { return nil }
        let at = max(schedule.nextTryAt, schedule.respites[person]?.until ?? 0)
        return now.advanced(byMilliseconds: max(at - steady, 0))
    }

    /// Why the last try brought nothing; `nil` when it did.
    private func whyUnknown(about person: PersonNumber) -> String? {
        if let respite = schedule.respites[person], respite.until > schedule.lastTryAt ?? 0 { return respite.why }
        guard schedule.failures > 0, let failure = schedule.lastFailure else { return nil }
        return failure.unknown.message.isEmpty ? failure.unknown.kind.rawValue : failure.unknown.message
    }
}
