import Logging
import UsherDomain

// What a person decides: approving and dropping held plans, undoing a run, pausing.
extension Governor {
    /// How many acts one approval begins at most: each is stored and explained. What is left is held again, by its own hash.
    static let approvedActsMax = 20_000

    public func heldPlans() async -> [HeldPlanReport] {
        let now = parts.clock.now()
        var room = HeldPlanReport.actsMax
        return waitingPlans(now).sorted { ($0.heldAt, $0.hash.text) > ($1.heldAt, $1.hash.text) }.map { plan in
            let report = HeldPlanReport(plan, parts.people, actsMax: room)
            room -= report.acts.count
            return report
        }
    }

    /// Plans that a person can decide on.
    func waitingPlans(_ now: Instant) -> [HeldPlan] {
        held.values.filter { !$0.isDropped && $0.expiresAt > now && !deciding.contains($0.hash) }
    }

    public func approve(_ digits: String, by actor: String) async throws -> (run: Int64, acts: Int) {
        let plan = try heldPlan(digits)
        guard !isPaused else {
            throw GoverningRefusal(.paused, "nothing is done while the loop is paused: run `usher resume` first")
        }
        guard parts.rooms.isComplete else { throw Self.notReady }
        guard !isFollowing else { throw Self.following }
        guard !isStopped(.remove) else { throw Self.stopped }
        // Another one who says the same at this moment comes too late: one approval, one run.
        deciding.insert(plan.hash)
        defer { deciding.remove(plan.hash) }
        var planning = planning()
        let now = planning.now
        let wanted = wantedActs(of: plan, &planning)
        guard !wanted.isEmpty else {
            let entry = AuditEntry(
                at: now, act: .planDropped, actor: "usher", reason: "nothing of it is wanted any more",
                evidenceJSON: #"{"plan":"\#(plan.hash)"}"#)
            _ = try await parts.journal.removeHeld(plan.hash, audit: entry)
            held[plan.hash] = nil
            throw GoverningRefusal(
                .planOvertaken, "nothing of that plan is wanted any more: it was dropped, and nobody was touched")
        }
        let changes = wanted.compactMap { departure(for: $0, now: now, isApproved: true) }
        let entry = AuditEntry(
            at: now, act: .planApproved, actor: actor, reason: "approved \(wanted.count) of \(plan.count) acts",
            evidenceJSON: #"{"plan":"\#(plan.hash)"}"#)
        let run = try await begin(
            NewRun(
                cause: "plan \(plan.hash)", at: now, acts: wanted.map { ($0, evidence(for: $0, planning)) },
                departures: changes.map(DepartureChange.store), approved: plan.hash, audit: [entry]))
        held[plan.hash] = nil
        // Whatever else was held may be overtaken by it.
        dirty.add(plan.groups.map(\.room))
        wakeUp()
        return (run, wanted.count)
    }

    /// What an approval of the plan begins now: deepest rooms first, spaces last.
    private func wantedActs(of plan: HeldPlan, _ planning: inout Planning) -> [MembershipAct] {
        let rooms = Set(plan.groups.map(\.room)).compactMap { planning.plan($0) }
        for room in rooms { plans[room.room] = room }
        let (tree, doubtful) = (tree, doubtful())
        let wanted = plan.stillWanted(in: rooms).map { group in
            (isSpace: tree?.isSpace(group.room) ?? false, depth: tree?.depth(of: group.room) ?? 0, group: group)
        }
        let ordered = wanted.enumerated().sorted { left, right in
            if left.element.isSpace != right.element.isSpace { return right.element.isSpace }
            if left.element.depth != right.element.depth { return left.element.depth > right.element.depth }
            return left.offset < right.offset
        }
        var acts: [MembershipAct] = []
        for (_, (_, _, group)) in ordered {
            var group = group
            group.people.subtract(doubtful[group.room] ?? [])
            acts += group.acts(parts.people, limit: Self.approvedActsMax - acts.count)
        }
        return acts
    }

    public func drop(_ digits: String, by actor: String) async throws {
        let plan = try heldPlan(digits)
        let entry = AuditEntry(
            at: parts.clock.now(), act: .planDropped, actor: actor, reason: "dropped \(plan.count) acts",
            evidenceJSON: #"{"plan":"\#(plan.hash)"}"#)
        deciding.insert(plan.hash)
        defer { deciding.remove(plan.hash) }
        if try await parts.journal.dropHeld(plan.hash, audit: entry) {
            held[plan.hash]?.isDropped = true
        } else {
            held[plan.hash] = nil
        }
    }

    public func undo(_ run: Int64, by actor: String) async throws -> (run: Int64, people: Int) {
        let removals = try await parts.journal.removals(inRun: run)
        guard !removals.isEmpty else {
            throw GoverningRefusal(.unknownRun, "run \(run) removed nobody: `usher audit` shows which run did what")
        }
        let now = parts.clock.now()
        let until = now.advanced(byMilliseconds: Reprieve.standardMilliseconds)
        let granted = removals.map { Reprieve(room: $0.room, user: $0.user, until: until) }
        var entries = [
            AuditEntry(
                at: now, act: .runUndone, actor: actor, reason: "the removals of a run are taken back",
                evidenceJSON: #"{"run":\#(run)}"#)
        ]
        entries += granted.map {
            AuditEntry(
                at: now, act: .reprieved, actor: actor, user: $0.user, room: $0.room,
                reason: "the run that removed them was undone",
                evidenceJSON: #"{"until":\#(until.unixMilliseconds),"run":\#(run)}"#)
        }
        try await parts.journal.grant(granted, audit: entries)
        for (room, new) in Dictionary(grouping: granted, by: \.room) {
            let users = Set(new.map(\.user))
            reprieves[room] = (reprieves[room] ?? []).filter { !users.contains($0.user) } + new
        }
        let rooms = Set(granted.map(\.room))
        let invitations = granted.map { reprieve in
            MembershipAct(
                kind: .invite, room: reprieve.room, user: reprieve.user, reason: ActReason.takenBack.text, instances: [],
                ruleVersion: plans[reprieve.room]?.policy.ruleVersion ?? "")
        }
        // What may be done is explained first; after that the pass invites them.
        let doubtful = doubtful()
        let acts = invitations.filter { act in
            !(doubtful[act.room]?.contains(parts.people.number(of: act.user)) ?? false)
        }
        let number = try await begin(
            NewRun(
                cause: "undo \(run)", at: now, acts: acts.map { ($0, #"{"undone":\#(run)}"#) },
                departures: granted.map { .end(room: $0.room, user: $0.user) }))
        dirty.add(rooms)
        wakeUp()
        return (number, granted.count)
    }

    public func pause(by actor: String) async throws {
        try await setPaused(true, by: actor)
    }

    public func resume(by actor: String) async throws {
        try await setPaused(false, by: actor)
    }

    private func setPaused(_ paused: Bool, by actor: String) async throws {
        guard paused != isPaused else { return }
        let entry = AuditEntry(
            at: parts.clock.now(), act: paused ? .paused : .resumed, actor: actor,
            reason: paused ? "nothing is done in any room" : "the loop acts again")
        try await parts.journal.set(.paused, to: paused ? "yes" : nil, audit: entry)
        isPaused = paused
        dirty.addAll()
        wakeUp()
    }

    static var notReady: GoverningRefusal {
        GoverningRefusal(.notReady, "the rooms have not been read yet: wait until the daemon is ready, and repeat")
    }

    private static var stopped: GoverningRefusal {
        GoverningRefusal(
            .notReady,
            "nothing is taken from anybody at the moment: the sync fails, or no sweep has finished for too long; "
                + "`usher status` says which. Repeat when that is well")
    }

    private func heldPlan(_ digits: String) throws(GoverningRefusal) -> HeldPlan {
        guard digits.utf8.count >= PlanHash.shownDigits else {
            throw GoverningRefusal(.ambiguousPlan, "give at least the first \(PlanHash.shownDigits) digits of the plan's hash")
        }
        let now = parts.clock.now()
        let found = waitingPlans(now).filter { $0.hash.text.hasPrefix(digits) }
        guard let plan = found.first else {
            throw GoverningRefusal(
                .unknownPlan, "no plan that is held begins with \(digits.prefix(PlanHash.shownDigits)): `usher plan` lists them")
        }
        guard found.count == 1 else { throw GoverningRefusal(.ambiguousPlan, "two held plans begin like that: give more digits") }
        return plan
    }
}
