import Logging
import UsherDomain

// One pass: plan, brakes, and what is to be done is stored. Acting comes afterwards.
extension Governor {
    /// How many acts that let people in, take something away, or spare people may wait at a time: more than a homeserver takes in
    /// an hour. What is left is decided by a later pass, which knows better by then. What waits for homeservers that do not
    /// answer keeps nobody else waiting; of that there may be as much again.
    static let waitingActsMax = 20_000
    /// How many of them one pass begins at most: each is explained and stored.
    static let begunActsMax = 5_000
    /// And at least, if there are so many: a pass for each act that makes room would be a waste.
    static let begunActsMin = 1_000

    /// Everything as it is now.
    func planning() -> Planning {
        let contents = parts.policies.current
        let unread = parts.rooms.unread
        if tree == nil || treeRevision != contents.revision || treeUnread != unread {
            // Before and after: a room that comes to be read, or to be unread, meanwhile is in one of the three.
            let seen = parts.rooms.rooms
            let unseen = remembered.unseen(seeing: seen, unread: unread.union(parts.rooms.unread))
            let made = SpaceTree(
                rooms: seen.compactMap { parts.rooms.room($0) }, tops: Set(contents.policies.keys))
            tree = made
            treeRevision = contents.revision
            treeUnread = unread
            map = PolicyMap(
                policies: Array(contents.policies.values), tree: made, names: contents.requirements.mapValues(\.revision),
                unseen: unseen)
            if parts.rooms.isComplete { remembered.note(made, map, unread: unseen.unread) }
        }
        return Planning(
            now: parts.clock.now(), map: map, contents: contents, rooms: parts.rooms, evidence: parts.evidence,
            people: parts.people, bot: settings.bot, departures: departures,
            reprieves: reprieves, remembered: remembered, foreigners: foreigners(),
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
        try await catchUp()
        await parts.gathering.noteInstances()
        var planning = planning()
        let all = planning.planned
        let known = Set(all)
        plans = plans.filter { known.contains($0.key) }
        let concerned = marked.isAll ? all : all.filter { marked.rooms.contains($0) || plans[$0] == nil }
        for room in concerned { plans[room] = planning.plan(room) }
        exemptions = planning.exemptionsFound
        try await remember(planning.leavers)
        lookAgainAt = plans.values.compactMap(\.lookAgainAt).min()
        await attend(&planning)
        guard !isPaused else { return }
        acceptInvitations()
        try await endDepartures(concerned)
        if try await followUpgrades(all) { return try await plan(.everything) }
        try await decide()
    }

    /// Lets the brakes look at the plans of all rooms at once, so that nothing is done bit by bit that would be held as a whole;
    /// stores what they let go, and holds the rest.
    private func decide() async throws {
        guard let tree else { return }
        var planning = planning()
        let now = planning.now
        let braked = Brakes(instance: settings.instanceBrakes, everything: settings.overallBrakes).apply(
            to: Pass(
                plans: plans.values.map(withoutBegun), taken: takings.all(departures, schedule, now: now), tree: tree,
                basis: { planning.basis(of: $0.policy.rule) }))
        let acts = new(braked.go, &planning)
        if !acts.isEmpty {
            let begun = acts.compactMap { departure(for: $0, now: now, isApproved: false) }
            _ = try await begin(
                NewRun(
                    cause: "pass", at: now, acts: acts.map { ($0, evidence(for: $0, planning)) },
                    departures: begun.map(DepartureChange.store)))
        }
        try await hold(braked.held, now)
        try await forgetOvertaken(now)
    }

    /// What is under way by the same rule was let go by the brakes already: it counts as taken, and is not held.
    private func withoutBegun(_ plan: RoomPlan) -> RoomPlan {
        var plan = plan
        let begun = schedule.intents(in: plan.room)
            .filter { $0.act.kind.takesAway && $0.act.ruleVersion == plan.policy.ruleVersion }
        plan.approved.formUnion(PersonSet(begun.map { parts.people.number(of: $0.act.user) }))
        return plan
    }

    /// Of what may go, what is neither under way nor refused by the homeserver a short while ago, as far as there is room for it.
    private func new(_ groups: [ActGroup], _ planning: inout Planning) -> [MembershipAct] {
        let (doubtful, refused) = (doubtful(), refused(planning.now))
        var acts: [MembershipAct] = []
        var rest: [ActClass: Int] = [:]
        var full: [ActClass: Set<ServerName>] = [:]
        for each in ActClass.allCases {
            let room = Self.waitingActsMax - schedule.count(of: each.kinds) + schedule.silentCount(of: each.kinds)
            rest[each] = room < Self.begunActsMin ? 0 : min(room, Self.begunActsMax)
            full[each] = schedule.fullServers(for: each.kinds, allMax: Self.waitingActsMax)
        }
        for group in groups where !isStopped(group.kind) {
            var people = group.people
            people.subtract(schedule.acting(group.kind, in: group.room))
            people.subtract(refusals.waiting(group.kind, in: group.room))
            people.subtract(doubtful[group.room] ?? [])
            for refusal in refused[group.room] ?? [] where refusal.isLike(group) { people.subtract(refusal.people) }
            // The rooms may have changed since the pass looked at them: others were asked meanwhile.
            guard !people.isEmpty, let plan = planning.plan(group.room) else { continue }
            people.formIntersection(plan.wanted(like: group))
            if group.kind.needsTheirServer, let full = full[ActClass(group.kind)], !full.isEmpty {
                people = PersonSet(sorted: people.filter { !full.contains(parts.people.user($0).server) })
            }
            let place = rest[ActClass(group.kind)] ?? 0
            if people.count > place {
                people = PersonSet(sorted: people.first(place))
                if place > 0 {
                    dirty.add([group.room])
                    wakeUp()
                }
            }
            rest[ActClass(group.kind)] = place - people.count
            var part = group
            part.people = people
            acts += part.acts(parts.people)
        }
        return acts
    }

    /// By room, about whom an act runs, or may have been done without anybody knowing: it is settled first, so that what was done
    /// is explained (law 5). The pass after that decides anew.
    func doubtful() -> [RoomID: PersonSet] {
        var doubtful: [RoomID: PersonSet] = [:]
        for intent in Array(schedule.running.values) + doubts.keys.compactMap({ schedule[$0] }) {
            doubtful[intent.act.room, default: []].insert(parts.people.number(of: intent.act.user))
        }
        return doubtful
    }

    /// Stores a run and takes its intents up.
    func begin(_ run: NewRun) async throws -> Int64 {
        let (number, intents) = try await parts.journal.begin(run)
        for change in run.departures { apply(change) }
        for intent in intents {
            schedule.replace(with: intent)
            if intent.act.kind.takesAway, !intent.isApproved { takings.begin(Taking(intent.act, at: intent.createdAt)) }
        }
        return number
    }

    /// Notes in memory what the journal has stored about a departure.
    func apply(_ change: DepartureChange) {
        if departures.isRecountedAfter(change) { takings.recount() }
        departures.apply(change)
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
        guard let plan = planning.plan(intent.act.room, about: intent.act.user) else { return false }
        let person = parts.people.number(of: intent.act.user)
        // By the same rule and for the same reason: what another rule wants goes through the brakes first.
        return plan.isCarriedOut(intent.act.kind) && plan.policy.ruleVersion == intent.act.ruleVersion
            && plan.reason(for: intent.act.kind, of: person)?.text == intent.act.reason
    }

    private func endDepartures(_ rooms: [RoomID]) async throws {
        let changes = rooms.compactMap { plans[$0] }.flatMap { plan in
            plan.ended.map { DepartureChange.end(room: plan.room, user: parts.people.user($0)) }
        }
        guard !changes.isEmpty else { return }
        try await parts.journal.change(changes, audit: [])
        for change in changes { apply(change) }
    }
}

/// Acts that share the room there is for what waits: whoever is let in keeps nobody's removal waiting.
private enum ActClass: CaseIterable {
    case spares
    case letsIn
    case takesAway

    init(_ kind: MembershipAct.Kind) {
        switch kind {
        case .spare: self = .spares
        case .invite, .admit, .deny: self = .letsIn
        case .warn, .withdraw, .remove: self = .takesAway
        }
    }

    var kinds: [MembershipAct.Kind] { MembershipAct.Kind.allCases.filter { ActClass($0) == self } }
}

extension Taking {
    /// What an act takes away.
    init(_ act: MembershipAct, at: Instant) {
        self.init(room: act.room, user: act.user, instances: act.instances, at: at)
    }
}
