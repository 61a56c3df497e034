public import UsherDomain

// What admins are shown. Nothing here changes anything.
extension Governor: Governing {
    public func rooms() async -> [RoomReport] {
        var planning = planning()
        return planning.known.map { report(on: $0, &planning) }
    }

    public func plan(room: RoomID?) async throws -> PlanReport {
        guard parts.rooms.isComplete else { throw Self.notReady }
        var planning = planning()
        if let room, !planning.known.contains(room) { throw Self.unknown(room) }
        let held = await heldPlans()
        return planReport(on: room.map { [$0] } ?? planning.planned, &planning, held: held) { room == nil || room == $0 }
    }

    public func preview(_ rule: Rule?, in room: RoomID) async throws -> RulePreview {
        guard parts.rooms.isComplete else { throw Self.notReady }
        var planning = planning()
        guard let rule = rule ?? planning.contents.policies[room]?.rule else {
            throw GoverningRefusal(.noRule, "\(room) has no rule of its own: give the one to look at")
        }
        planning.suppose(rule, in: room)
        let concerned = planning.known.filter { each in
            planning.map.effective(each).sources.contains { $0.room == room }
        }
        let rooms = concerned.map { report(on: $0, &planning) }
        let isConcerned = Set(concerned)
        let plan = planReport(on: concerned, &planning, held: []) { isConcerned.contains($0) }
        return RulePreview(rule: rule, rooms: rooms, plan: plan)
    }

    private func planReport(
        on rooms: [RoomID], _ planning: inout Planning, held: [HeldPlanReport], problemsOf isAsked: (RoomID) -> Bool
    ) -> PlanReport {
        let found = rooms.compactMap { planning.plan($0) }
        var listed: [PlannedAct] = []
        var counts: [MembershipAct.Kind: Int] = [:]
        var problems: [RoomID: [RoomProblem]] = [:]
        for plan in found {
            for (kind, people) in plan.acts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                counts[kind, default: 0] += people.count
                listed += people.prefix(max(PlanReport.actsMax - listed.count, 0))
                    .compactMap { act(kind, $0, plan, planning) }.sorted { $0.user.text < $1.user.text }
                    .map { PlannedAct(act: $0, phase: plan.phase) }
            }
            if !plan.problems.isEmpty { problems[plan.room] = plan.problems }
        }
        for id in planning.known where isAsked(id) {
            let known = planning.map.problems(of: id)
            if !known.isEmpty { problems[id, default: []] += known }
        }
        let rules = Set(planning.known.filter(isAsked).map { planning.map.effective($0).rule })
        return PlanReport(
            acts: listed, held: held, problems: problems, counts: counts, isPaused: isPaused,
            isDeadManOn: isDeadManOn,
            unconfirmed: planning.unconfirmed(for: rules))
    }

    public func explain(_ user: UserID, in room: RoomID) async throws -> MembershipReport {
        var planning = planning()
        guard planning.known.contains(room) || parts.rooms.room(room) != nil else { throw Self.unknown(room) }
        let person = parts.people.number(of: user)
        let observed = parts.rooms.room(room)
        let policy = planning.map.effective(room)
        let plan = planning.plan(room)
        let acts = MembershipAct.Kind.allCases.filter { plan?[$0].contains(person) ?? false }
        let waiting = schedule.waiting(about: user).first { $0.act.room == room }?.act.kind
        return MembershipReport(
            user: user, room: room, name: observed?.name, standing: observed?.people.standing(of: person), policy: policy,
            policySteps: planning.map.steps(room).map(\.description),
            explanation: planning.explanation(of: user, policy.rule),
            exemptions: observed.map { planning.protections(of: user, in: $0) } ?? [],
            departure: departures[room, user], acts: acts, waiting: waiting,
            problems: (plan?.problems ?? []) + planning.map.problems(of: room),
            unconfirmed: planning.unconfirmed(for: [policy.rule]))
    }

    public func status() async -> LoopReport {
        LoopReport(
            isReady: parts.rooms.isComplete, isPaused: isPaused, sweepFinishedAt: sweepFinishedAt, isDeadManOn: isDeadManOn,
            waitingActs: schedule.count, heldPlans: waitingPlans(parts.clock.now()).count, governedRooms: plans.count,
            roomsInDoubt: map.inDoubt.count)
    }

    /// Of how many waiting acts of a room it is asked how long they wait.
    private static let waitsAskedMax = 50

    private func report(on room: RoomID, _ planning: inout Planning) -> RoomReport {
        let observed = parts.rooms.room(room)
        let policy = planning.map.effective(room)
        let plan = planning.plan(room)
        let waiting = schedule.intents(in: room)
        // The limits are the homeserver's, mostly the same for all: a few acts tell as much as thousands.
        let wait =
            waiting.prefix(Self.waitsAskedMax).map { parts.acts.wait(for: $0.act.kind, of: $0.act.user, in: room) }.max()
            ?? 0
        return RoomReport(
            room: room, name: observed?.name, isSpace: observed?.isSpace ?? false, policy: policy,
            isBotIn: observed != nil, joined: observed?.people.joined.count ?? 0, invited: observed?.people.invited.count ?? 0,
            governed: plan?.governed.count ?? 0, leaving: plan?.leaving.count ?? 0, undecided: plan?.undecided.count ?? 0,
            shadows: plan?.shadows.count ?? 0, waiting: waiting.count, waitingMilliseconds: wait,
            problems: (plan?.problems ?? []) + planning.map.problems(of: room),
            unconfirmed: planning.unconfirmed(for: [policy.rule]))
    }

    private static func unknown(_ room: RoomID) -> GoverningRefusal {
        GoverningRefusal(
            .unknownRoom,
            "nothing is known about \(room): no rule governs it, and the bot is not in it. `usher rooms` lists what there is")
    }
}
