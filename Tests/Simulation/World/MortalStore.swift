import Logging
import UsherDomain
import UsherStore
import UsherTesting

/// The real store of one daemon that may die at any write. Each access ends before anything else goes on, and what was written is
/// noted in the chronicle.
final class MortalStore: Sendable {
    let store: Store
    let lifeline: Lifeline
    let executor: StepExecutor
    let chronicle: Chronicle
    let thirdParty: SimulatedThirdParty
    let clock: any WallClock
    let sabotage: Sabotage?
    let logger: Logger

    init(
        _ store: Store, lifeline: Lifeline, executor: StepExecutor, chronicle: Chronicle, thirdParty: SimulatedThirdParty,
        clock: any WallClock, sabotage: Sabotage?, logger: Logger
    ) {
        self.logger = logger
        self.store = store
        self.lifeline = lifeline
        self.executor = executor
        self.chronicle = chronicle
        self.thirdParty = thirdParty
        self.clock = clock
        self.sabotage = sabotage
    }

    private func read<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        try lifeline.check()
        let value = try await executor.outside(body)
        try lifeline.check()
        return value
    }

    private func write<Value: Sendable>(
        _ body: @Sendable () async throws -> Value, what: String = #function, note: (Value, Instant) -> Void = { _, _ in }
    ) async throws -> Value {
        logger.debug("write", metadata: ["what": "\(what)"])
        return try await lifeline.write {
            let value = try await executor.outside(body)
            note(value, clock.now())
            return value
        }
    }
}

extension MortalStore: ActJournal {
    func begin(_ run: NewRun) async throws -> (run: Int64, intents: [Intent]) {
        for (act, _) in run.acts { logger.debug("begin", metadata: ["act": "\(act.kind) \(act.user) \(act.room)"]) }
        return try await write({ try await store.journal.begin(run) }) { _, now in
            chronicle.change(run.departures, at: now)
            chronicle.write { pages in
                pages.decisions += run.acts.map { Chronicle.Decision(act: $0.act, cause: run.cause, at: now) }
                pages.entries += run.audit
            }
        }
    }

    func intents() async throws -> [Intent] {
        let intents = try await read { try await store.journal.intents() }
        switch sabotage {
        case .forgetsTries: return intents.map { $0.tried(false) }
        case .doubtsEverything: return intents.map { $0.tried(true) }
        default: return intents
        }
    }

    func settle(_ intent: Int64, audit: AuditEntry?, departure: DepartureChange) async throws -> Bool {
        let audit = sabotage == .dropsAudit ? nil : audit
        logger.debug("settle", metadata: ["intent": "\(intent)", "as": "\(audit.map(\.act.rawValue) ?? "not wanted")"])
        return try await write({ try await store.journal.settle(intent, audit: audit, departure: departure) }) { done, now in
            guard done else { return }
            chronicle.change([departure], at: now)
            if let audit { chronicle.write { $0.entries.append(audit) } }
        }
    }

    func explain(_ intent: Intent, audit: AuditEntry, departure: DepartureChange) async throws {
        try await write({ try await store.journal.explain(intent, audit: audit, departure: departure) }) { _, now in
            chronicle.change([departure], at: now)
            chronicle.write { $0.entries.append(audit) }
        }
    }

    func noteTry(_ intent: Int64) async throws { try await write({ try await store.journal.noteTry(intent) }) }

    func postpone(_ intent: Intent) async throws { try await write({ try await store.journal.postpone(intent) }) }

    func departures() async throws -> [Departure] { try await read { try await store.journal.departures() } }

    func change(_ changes: [DepartureChange], audit: [AuditEntry]) async throws {
        try await write({ try await store.journal.change(changes, audit: audit) }) { _, now in
            chronicle.change(changes, at: now)
            chronicle.write { $0.entries += audit }
        }
    }

    func heldPlans(now: Instant, people: People) async throws -> [HeldPlan] {
        try await read { try await store.journal.heldPlans(now: now, people: people) }
    }

    func hold(_ plan: HeldPlan, people: People, audit: AuditEntry) async throws {
        try await write({ try await store.journal.hold(plan, people: people, audit: audit) })
    }

    func dropHeld(_ hash: PlanHash, audit: AuditEntry) async throws -> Bool {
        try await write({ try await store.journal.dropHeld(hash, audit: audit) })
    }

    func removeHeld(_ hash: PlanHash, audit: AuditEntry?) async throws -> Bool {
        try await write({ try await store.journal.removeHeld(hash, audit: audit) })
    }

    func reprieves(now: Instant) async throws -> [Reprieve] {
        sabotage == .forgetsReprieves ? [] : try await read { try await store.journal.reprieves(now: now) }
    }

    func grant(_ reprieves: [Reprieve], audit: [AuditEntry]) async throws {
        try await write({ try await store.journal.grant(reprieves, audit: audit) }) { _, _ in
            chronicle.write { pages in
                for reprieve in reprieves {
                    pages.reprieves[Chronicle.Pair(room: reprieve.room, user: reprieve.user)] = reprieve.until
                }
                pages.entries += audit
            }
        }
    }

    func removals(inRun run: Int64) async throws -> [(room: RoomID, user: UserID)] {
        try await read { try await store.journal.removals(inRun: run) }
    }

    func takings(since: Instant) async throws -> [Taking] {
        sabotage == .ignoresBrakes ? [] : try await read { try await store.journal.takings(since: since) }
    }

    func fact(_ fact: LoopFact) async throws -> String? {
        if sabotage == .forgetsPause, fact == .paused { return nil }
        return try await read { try await store.journal.fact(fact) }
    }

    func set(_ fact: LoopFact, to value: String?, audit: AuditEntry?) async throws {
        try await write({ try await store.journal.set(fact, to: value, audit: audit) }) { _, now in
            if fact == .paused { chronicle.booksChanged() }
            if fact == .sweepFinishedAt { chronicle.write { $0.sweepFinishedAt = now } }
        }
    }

    func audit(_ query: AuditQuery) async throws -> [NumberedAuditEntry] {
        try await read { try await store.journal.audit(query) }
    }
}

extension MortalStore: PolicyStore {
    func policies() async throws -> [Policy] {
        let policies = try await read { try await store.policies.policies() }
        guard let sabotage else { return policies }
        return policies.map(sabotage.bend)
    }

    func set(_ policy: Policy, replacing revision: Int64?, audit: AuditEntry) async throws -> Policy? {
        try await write({ try await store.policies.set(policy, replacing: revision, audit: audit) }) { _, _ in
            chronicle.booksChanged()
        }
    }

    func remove(_ room: RoomID, revision: Int64, audit: AuditEntry) async throws -> Bool {
        try await write({ try await store.policies.remove(room, revision: revision, audit: audit) }) { _, _ in
            chronicle.booksChanged()
        }
    }

    func move(from old: RoomID, to new: RoomID, audit: AuditEntry) async throws -> PolicyMove? {
        try await write({ try await store.policies.move(from: old, to: new, audit: audit) }) { move, _ in
            guard move != nil else { return }
            chronicle.booksChanged()
            chronicle.write { pages in
                for (pair, departure) in pages.departures where pair.room == old {
                    pages.departures[pair] = nil
                    let moved = Chronicle.Pair(room: new, user: pair.user)
                    if pages.departures[moved] == nil { pages.departures[moved] = departure }
                }
                for (pair, until) in pages.reprieves where pair.room == old {
                    let moved = Chronicle.Pair(room: new, user: pair.user)
                    if pages.reprieves[moved] == nil { pages.reprieves[moved] = until }
                }
            }
        }
    }

    func everything() async throws -> (policies: [Policy], requirements: [NamedRequirement]) {
        let (policies, named) = try await read { try await store.policies.everything() }
        guard let sabotage else { return (policies, named) }
        return (
            policies.map(sabotage.bend), sabotage == .ignoresRedefinitions ? named.map(chronicle.firstMeaning) : named
        )
    }

    func apply(_ changes: [PolicyChange]) async throws -> Bool {
        try await write({ try await store.policies.apply(changes) }) { _, _ in chronicle.booksChanged() }
    }

    func requirements() async throws -> [NamedRequirement] {
        let named = try await read { try await store.policies.requirements() }
        return sabotage == .ignoresRedefinitions ? named.map(chronicle.firstMeaning) : named
    }

    func set(_ requirement: NamedRequirement, audit: AuditEntry) async throws {
        try await write({ try await store.policies.set(requirement, audit: audit) }) { _, _ in chronicle.booksChanged() }
    }

    func remove(_ name: RequirementName, audit: AuditEntry) async throws -> Bool {
        try await write({ try await store.policies.remove(name, audit: audit) }) { _, _ in chronicle.booksChanged() }
    }
}

extension MortalStore: RoomMemory {
    func spaces() async throws -> [RoomID: Set<RoomID>] { try await read { try await store.memory.spaces() } }

    func remember(spaces: [RoomID: Set<RoomID>]) async throws {
        try await write({ try await store.memory.remember(spaces: spaces) })
    }

    func leavers() async throws -> [RoomID: Set<UserID>] { try await read { try await store.memory.leavers() } }

    func remember(leavers: Set<UserID>, of room: RoomID) async throws {
        try await write({ try await store.memory.remember(leavers: leavers, of: room) })
    }
}

extension MortalStore: EvidenceStore {
    func snapshots() async throws -> [Snapshot] { try await read { try await store.evidence.snapshots() } }

    func accept(_ snapshot: Snapshot) async throws { try await write({ try await store.evidence.accept(snapshot) }) }

    func heldSnapshots() async throws -> [Snapshot] { try await read { try await store.evidence.heldSnapshots() } }

    func hold(_ snapshot: Snapshot) async throws {
        thirdParty.doubtLastListing(of: snapshot.requirement)
        try await write({ try await store.evidence.hold(snapshot) })
    }

    func findings(freshAt now: Instant) async throws -> [StoredFinding] {
        try await read { try await store.evidence.findings(freshAt: now) }
    }

    func renew(_ requirement: Requirement, takenAt: Instant, freshUntil: Instant) async throws -> Bool {
        try await write({ try await store.evidence.renew(requirement, takenAt: takenAt, freshUntil: freshUntil) })
    }

    func record(_ findings: [StoredFinding], emptying: [Requirement: Bool]) async throws {
        try await write({ try await store.evidence.record(findings, emptying: emptying) })
    }

    func emptied() async throws -> Set<Requirement> { try await read { try await store.evidence.emptied() } }

    func forget(_ user: UserID, at instance: InstanceID) async throws {
        try await write({ try await store.evidence.forget(user, at: instance) })
    }

    func prune(keeping requirements: Set<Requirement>, now: Instant) async throws {
        try await write({ try await store.evidence.prune(keeping: requirements, now: now) })
    }
}

extension MortalStore: LinkStore {
    func allLinks() async throws -> [NumberedLink] { try await read { try await store.links.allLinks() } }

    func unlinked() async throws -> [(user: UserID, instance: InstanceID)] {
        try await read { try await store.links.unlinked() }
    }

    func link(_ link: Link, audit: AuditEntry) async throws -> (link: NumberedLink, takenFrom: UserID?) {
        try await write({ try await store.links.link(link, audit: audit) }) { _, _ in chronicle.booksChanged() }
    }

    func unlink(_ user: UserID, at instance: InstanceID, audit: AuditEntry) async throws -> Bool {
        try await write({ try await store.links.unlink(user, at: instance, audit: audit) }) { _, _ in chronicle.booksChanged() }
    }

    func numbers(of accounts: [Account], at instance: InstanceID) async throws -> [AccountNumber] {
        try await write({ try await store.links.numbers(of: accounts, at: instance) })
    }

    func provenUsers() async throws -> [UserID] { try await read { try await store.links.provenUsers() } }
}

extension Intent {
    fileprivate func tried(_ mayBeDone: Bool) -> Intent {
        var intent = self
        intent.mayBeDone = mayBeDone
        return intent
    }
}
