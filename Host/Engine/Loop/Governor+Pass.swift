import Logging
import UsherDomain

// One pass: plan, brakes, and what is to be done is stored. Acting comes afterwards.
extension Governor {
    /// How many held plans are kept; the oldest give way, because whoever approves looks at the newest first.
    static let heldPlansMax = 50

    /// Everything as it is now.
    func planning() -> Planning {
        let contents = parts.policies.current
        if tree == nil || treeRevision != contents.revision {
            // Before and after: a room that comes to be read, or to be unread, meanwhile is in one of the three.
            let unread = parts.rooms.unread
            let seen = parts.rooms.rooms
            let unseen = remembered.unseen(seeing: seen, unread: unread.union(parts.rooms.unread))
            let made = SpaceTree(
                rooms: seen.compactMap { parts.rooms.room($0) }, tops: Set(contents.policies.keys))
            tree = made
            treeRevision = contents.revision
            map = PolicyMap(
                policies: Array(contents.policies.values), tree: made, names: contents.requirements.mapValues(\.revision),
                unseen: unseen)
            if parts.rooms.isComplete { remembered.note(made, map, unread: unseen.unread) }
        }
        return Planning(
            now: parts.clock.now(), map: map, contents: contents, rooms: parts.rooms, evidence: parts.evidence,
            people: parts.people, bot: settings.bot, departures: departures,
            reprieves: Dictionary(grouping: reprieves, by: \.room), remembered: remembered, foreigners: foreigners(),
            exemptions: exemptions,
            standings: standings, steady: parts.steadyClock.nowMilliseconds())
    }

    /// Everybody of another homeserver than the bot's; each is looked at once.
    private func foreigners() -> PersonSet {
        let count = parts.people.count
        while foreignersSeen < count {
            let person = PersonNumber(number: UInt32(foreignersSeen))
            if parts.people.user(person).server != settings.bot.server { foreignersFound.insert(person) }
            foreignersSeen += 1
        }
        return foreignersFound
    }

    /// Plans the marked rooms and stores what is to be done. Throws what the journal throws; then everything is done again.
    func plan(_ marked: DirtyRooms) async throws {
        // Before the rooms are read nothing is known about any of them; their arrival marks all.
        guard parts.rooms.isComplete else { return }
        var planning = planning()
        let all = planning.planned
        let known = Set(all)
        plans = plans.filter { known.contains($0.key) }
        let concerned = marked.isAll ? all : all.filter { marked.rooms.contains($0) || plans[$0] == nil }
        for room in concerned { plans[room] = planning.plan(room) }
        exemptions = planning.exemptionsFound
        try await remember(planning.leavers)
        lookAgainAt = plans.values.compactMap(\.lookAgainAt).min()
        let attention = planning.concerned()
        await parts.gathering.attend(to: attention)
        guard !isPaused else { return }
        acceptInvitations()
        try await endDepartures(concerned)
        await followUpgrades(all)
        try await decide(concerned, planning)
    }

    /// Lets the brakes look at the plans of these rooms, and stores what they let go.
    private func decide(_ rooms: [RoomID], _ planning: Planning) async throws {
        let concerned = rooms.compactMap { plans[$0] }.filter { !$0.acts.isEmpty }
        guard !concerned.isEmpty, let tree else { return }
        let chosen = Set(concerned.map(\.room))
        let now = planning.now
        let braked = Brakes(instance: settings.instanceBrakes, everything: settings.overallBrakes).apply(
            to: Pass(
                plans: concerned.map(withoutBegun), others: plans.values.filter { !chosen.contains($0.room) },
                takings: try await takings(now), tree: tree, people: parts.people,
                instances: { room, person in
                    planning.explanation(of: self.parts.people.user(person), planning.map.effective(room).rule)
                        .decisiveInstances.sorted()
                },
                emptied: { room, person in
                    planning.explanation(of: self.parts.people.user(person), planning.map.effective(room).rule).decisive
                        .compactMap(\.evidence.requirement).filter(self.parts.evidence.hasBecomeEmpty)
                }))
        for part in braked.held where part.acts.contains(where: { !isStopped($0.kind) }) { try await hold(part, now) }
        // Acts went on while the brakes and the journal were asked: what was settled meanwhile must not be decided once more.
        var fresh = self.planning()
        let acts = braked.go.filter { act in
            !isStopped(act.kind) && isNew(act)
                && fresh.plan(act.room)?[act.kind].contains(parts.people.number(of: act.user)) == true
        }
        guard !acts.isEmpty else { return }
        let begun = acts.compactMap { departure(for: $0, now: now, isApproved: false) }
        _ = try await begin(
            NewRun(
                cause: "pass", at: now, acts: acts.map { ($0, evidence(for: $0, planning)) },
                departures: begun.map(DepartureChange.store)))
    }

    /// What is under way by the same rule was let go by the brakes already: it counts as taken, and is not held.
    private func withoutBegun(_ plan: RoomPlan) -> RoomPlan {
        var plan = plan
        for intent in schedule.intents(in: plan.room)
        where intent.act.kind.takesAway && intent.act.ruleVersion == plan.policy.ruleVersion {
            plan.approved.insert(parts.people.number(of: intent.act.user))
        }
        return plan
    }

    /// What was taken from people within the brakes' window: what the journal tells, and what has begun and is not told yet.
    private func takings(_ now: Instant) async throws -> [Taking] {
        let since = now.advanced(byMilliseconds: -Brakes.windowMilliseconds)
        var takings = try await parts.journal.takings(since: since)
        takings += departures.all.filter { $0.approvedVersion == nil && $0.since >= since && $0.removedAt == nil }
            .map { Taking(room: $0.room, user: $0.user, instances: $0.instances, at: $0.since) }
        takings += schedule.all.filter { $0.act.kind.takesAway && departures[$0.act.room, $0.act.user]?.approvedVersion == nil }
            .map { Taking(room: $0.act.room, user: $0.act.user, instances: $0.act.instances, at: $0.createdAt) }
        return takings
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

    /// The departure that an act begins, or that an approval changes; `nil` when there is none to store.
    func departure(for act: MembershipAct, now: Instant, isApproved: Bool) -> Departure? {
        guard act.kind == .warn || act.kind == .remove && isApproved, let plan = plans[act.room] else { return nil }
        let version = isApproved ? act.ruleVersion : nil
        if var departure = departures[act.room, act.user], now < departure.forgottenAt {
            guard let version, departure.approvedVersion != version else { return nil }
            departure.approvedVersion = version
            return departure
        }
        if act.kind == .warn {
            return .beginning(
                act.room, act.user, at: now, plan.policy, reason: act.reason, instances: act.instances, approvedVersion: version)
        }
        return Departure(
            room: act.room, user: act.user, since: now, dueAt: now, reason: act.reason, instances: act.instances,
            approvedVersion: version
        )
    }

    /// What an act rests on, for the audit log: the requirements that decided, with what was said about each and when.
    func evidence(for act: MembershipAct, _ planning: Planning) -> String {
        EvidenceText.json(planning.explanation(of: act.user, planning.map.effective(act.room).rule))
    }

    /// Whether nothing of the kind is done at the moment.
    func isStopped(_ kind: MembershipAct.Kind) -> Bool {
        // Without a running sync nobody knows what the rooms look like by now.
        isPaused || (isDeadManOn || !parts.rooms.isCurrent) && (kind.takesAway || kind == .deny)
    }

    /// Whether what an intent says is still what a plan says, at this moment.
    func isWanted(_ intent: Intent) -> Bool {
        var planning = planning()
        guard let plan = planning.plan(intent.act.room) else { return false }
        let person = parts.people.number(of: intent.act.user)
        // By the same rule and for the same reason: what another rule wants goes through the brakes first.
        return plan.isCarriedOut(intent.act.kind) && plan.policy.ruleVersion == intent.act.ruleVersion
            && plan.reason(for: intent.act.kind, of: person)?.text == intent.act.reason
    }

    /// Whether an act is neither under way nor refused by the homeserver a short while ago.
    private func isNew(_ act: MembershipAct) -> Bool {
        let refused = refusals[Refusal(room: act.room, user: act.user, kind: act.kind)]
        if let refused, refused > parts.clock.now() { return false }
        return !schedule.has(act) && !isInDoubt(act)
    }

    /// Whether another act about the person in the room runs, or may have been done without anybody knowing: it is settled first,
    /// so that what was done is explained (law 5). The pass after that decides anew.
    func isInDoubt(_ act: MembershipAct) -> Bool {
        schedule.seat(of: act).contains { schedule.running[$0] != nil || doubts[$0] != nil }
    }

    private func endDepartures(_ rooms: [RoomID]) async throws {
        let changes = rooms.compactMap { plans[$0] }.flatMap { plan in
            plan.ended.map { DepartureChange.end(room: plan.room, user: parts.people.user($0)) }
        }
        guard !changes.isEmpty else { return }
        try await parts.journal.change(changes, audit: [])
        for change in changes { departures.apply(change) }
    }

    private func hold(_ part: Braked.Held, _ now: Instant) async throws {
        let text = Array(HeldPlan.canonicalText(of: part.acts).utf8)
        let digest = text.withUnsafeBytes { parts.hash.digest(of: $0) }
        guard let hash = PlanHash(digest.text), held[hash].map({ $0.expiresAt <= now }) ?? true else { return }
        let plan = HeldPlan(hash: hash, heldAt: now, causes: part.causes, acts: part.acts)
        let entry = AuditEntry(
            at: now, act: .planHeld, actor: "usher", reason: "the brakes hold \(plan.acts.count) acts",
            evidenceJSON: #"{"plan":"\#(hash)"}"#)
        try await parts.journal.hold(plan, audit: entry)
        held[hash] = plan
        parts.logger.error(
            "a plan that takes too much away waits for a person: look at it with `usher plan`",
            metadata: ["plan": "\(hash.text.prefix(PlanHash.shownDigits))", "acts": "\(plan.acts.count)"])
        for old in held.values.sorted(by: { $0.heldAt > $1.heldAt }).dropFirst(Self.heldPlansMax) {
            _ = try await parts.journal.removeHeld(old.hash, audit: nil)
            held[old.hash] = nil
        }
    }
}
