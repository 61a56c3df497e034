import Logging
import UsherDomain

// One pass: plan, brakes, and what is to be done is stored. Acting comes afterwards.
extension Governor {
    /// How many held plans are kept; the oldest give way, because whoever approves looks at the newest first.
    static let heldPlansMax = 50

    /// Everything as it is now.
    func planning() -> Planning {
        let now = parts.clock.now()
        let observed = parts.rooms.rooms.compactMap { parts.rooms.room($0) }
        let contents = parts.policies.current
        return Planning(
            now: now, map: PolicyMap(policies: Array(contents.policies.values), tree: SpaceTree(rooms: observed)),
            contents: contents, rooms: parts.rooms, evidence: parts.evidence, people: parts.people, bot: settings.bot,
            departures: departures, reprieves: Dictionary(grouping: reprieves, by: \.room), foreigners: foreigners(),
            exemptions: exemptions)
    }

    /// Plans the marked rooms and stores what is to be done. Throws what the journal throws; then everything is done again.
    func plan(_ marked: DirtyRooms) async throws {
        // Before the rooms are read nothing is known about any of them; their arrival marks all.
        guard parts.rooms.isComplete else { return }
        var planning = planning()
        parts.gathering.attend(to: planning.concerned())
        let all = planning.planned
        let known = Set(all)
        plans = plans.filter { known.contains($0.key) }
        let concerned = marked.isAll ? all : all.filter { marked.rooms.contains($0) || plans[$0] == nil }
        for room in concerned { plans[room] = planning.plan(room) }
        exemptions = planning.exemptionsFound
        lookAgainAt = plans.values.compactMap(\.lookAgainAt).min()
        guard !isPaused else { return }
        try await endDepartures(concerned)
        try await followUpgrades(concerned)
        try await decide(concerned, planning)
    }

    private func decide(_ rooms: [RoomID], _ planning: Planning) async throws {
        let doable = rooms.compactMap { plans[$0] }.flatMap { plan in
            plan.acts.keys.filter { plan.isCarriedOut($0) && !isStopped($0) }.flatMap { kind in
                plan[kind].compactMap { act(kind, $0, plan, planning) }
            }
        }.filter(isNew)
        guard !doable.isEmpty else { return }
        let braked = try await brake(doable, planning)
        for plan in braked.held { try await hold(plan) }
        guard !braked.go.isEmpty else { return }
        let now = planning.now
        let begun = braked.go.compactMap { departure(for: $0, now: now, isApproved: false) }
        _ = try await begin(
            NewRun(
                cause: "pass", at: now, acts: braked.go.map { ($0, evidence(for: $0, planning)) },
                departures: begun.map(DepartureChange.store)))
    }

    /// Stores a run and takes its intents up.
    func begin(_ run: NewRun) async throws -> Int64 {
        let (number, intents) = try await parts.journal.begin(run)
        for change in run.departures { departures.apply(change) }
        for intent in intents { schedule.replace(with: intent) }
        return number
    }

    /// One act of a plan, in words.
    func act(_ kind: MembershipAct.Kind, _ person: PersonNumber, _ plan: RoomPlan, _ planning: Planning) -> MembershipAct? {
        guard let reason = plan.reason(for: kind, of: person) else { return nil }
        let user = parts.people.user(person)
        return MembershipAct(
            kind: kind, room: plan.room, user: user, reason: reason.text,
            instances: planning.explanation(of: user, plan.policy.rule).decisiveInstances.sorted(),
            ruleVersion: plan.policy.ruleVersion)
    }

    /// The departure that begins with an act, if one does.
    func departure(for act: MembershipAct, now: Instant, isApproved: Bool) -> Departure? {
        guard act.kind == .warn || act.kind == .remove, let plan = plans[act.room] else { return nil }
        if var departure = departures[act.room, act.user] {
            guard isApproved, !departure.isApproved else { return nil }
            departure.isApproved = true
            return departure
        }
        guard act.kind == .warn else { return nil }
        return .beginning(
            act.room, act.user, at: now, plan.policy, reason: act.reason, instances: act.instances, isApproved: isApproved)
    }

    /// What an act rests on, for the audit log: the requirements that decided, with what was said about each and when.
    func evidence(for act: MembershipAct, _ planning: Planning) -> String {
        EvidenceText.json(planning.explanation(of: act.user, planning.map.effective(act.room).rule))
    }

    /// Whether nothing of the kind is done at the moment.
    func isStopped(_ kind: MembershipAct.Kind) -> Bool {
        isPaused || isDeadManOn && (kind.takesAway || kind == .deny)
    }

    /// Whether what an intent says is still what a plan would say.
    func isWanted(_ intent: Intent) -> Bool {
        var planning = planning()
        guard let plan = planning.plan(intent.act.room) else { return false }
        return plan.isCarriedOut(intent.act.kind) && plan[intent.act.kind].contains(parts.people.number(of: intent.act.user))
    }

    /// Whether an act is neither under way nor refused by the homeserver a short while ago.
    private func isNew(_ act: MembershipAct) -> Bool {
        let refused = refusals[Refusal(room: act.room, user: act.user, kind: act.kind)]
        if let refused, refused > parts.clock.now() { return false }
        return !schedule.has(act)
    }

    private func endDepartures(_ rooms: [RoomID]) async throws {
        let changes = rooms.compactMap { plans[$0] }.flatMap { plan in
            plan.ended.map { DepartureChange.end(room: plan.room, user: parts.people.user($0)) }
        }
        guard !changes.isEmpty else { return }
        try await parts.journal.change(changes, audit: [])
        for change in changes { departures.apply(change) }
    }

    private func hold(_ plan: HeldPlan) async throws {
        guard held[plan.hash] == nil else { return }
        let entry = AuditEntry(
            at: plan.heldAt, act: .planHeld, actor: "usher", reason: "the brakes hold \(plan.acts.count) acts",
            evidenceJSON: #"{"plan":"\#(plan.hash)"}"#)
        try await parts.journal.hold(plan, audit: entry)
        held[plan.hash] = plan
        parts.logger.error(
            "a plan that takes too much away waits for a person: look at it with `usher plan`",
            metadata: ["plan": "\(plan.hash.text.prefix(PlanHash.shownDigits))", "acts": "\(plan.acts.count)"])
        let surplus = held.values.sorted { $0.heldAt > $1.heldAt }.dropFirst(Self.heldPlansMax)
        for old in surplus {
            _ = try await parts.journal.removeHeld(old.hash, audit: nil)
            held[old.hash] = nil
        }
    }
}
