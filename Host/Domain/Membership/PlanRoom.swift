/// Makes the plan for one room. Pure: it looks at nothing but the situation. Sets are worked on whole; people are looked at one
/// by one only where they would have to go.
public enum PlanRoom {
    /// What is to be done, and what is to be known, about `situation`.
    public static func plan(_ situation: RoomSituation) -> RoomPlan {
        var draft = Draft(situation)
        draft.report()
        draft.letIn()
        draft.answerKnocks()
        draft.withdraw()
        draft.askToLeave()
        draft.endDepartures()
        draft.name()
        return draft.plan
    }
}

private struct Draft {
    let situation: RoomSituation
    let people: RoomPeople
    /// Whom the rule admits; nobody under an empty one (law 2).
    let holds: PersonSet
    let fails: PersonSet
    /// Who may not be in the room: refused, or a shadow where those are removed.
    let refused: PersonSet
    /// Nothing is taken away from them.
    let untouchable: PersonSet
    let canInvite: Bool
    let canRemove: Bool
    var plan: RoomPlan

    init(_ situation: RoomSituation) {
        self.situation = situation
        let (room, policy, verdicts) = (situation.room, situation.policy, situation.verdicts)
        people = room.people
        holds = policy.isGoverned ? verdicts.holds : []
        fails = policy.canRefuse ? verdicts.fails : []
        refused = policy.canRefuse && policy.shadows == .remove ? fails.union(verdicts.unproven) : fails
        let everybody = people.joined.union(people.invited).union(people.knocking)
        untouchable = situation.exempt.union(situation.reprieved).union([situation.bot])
            .union(room.power.isReadable ? situation.beyondBot : everybody)
        let isOver = if case .follow = situation.upgrade { true } else { false }
        canInvite = room.power.canInvite(situation.botUser) && !isOver
        // What holds here may be more than what is known: nothing is taken from anybody by a part of it (law 1).
        canRemove = room.power.canRemove(situation.botUser) && policy.unseen.isEmpty
        plan = RoomPlan(room: room.id, policy: policy, phase: policy.phase.at(situation.now))
        plan.problems = []
    }

    /// Who is what, apart from what is done about it.
    mutating func report() {
        guard situation.policy.isGoverned else { return }
        let present = people.joined.union(people.invited)
        let alone = situation.exempt.union(situation.beyondBot).union([situation.bot])
        plan.governed = people.joined.subtracting(alone)
        let visible = present.subtracting(alone)
        plan.shadows = visible.intersection(situation.verdicts.unproven)
        plan.undecided = visible.subtracting(situation.verdicts.unproven).subtracting(situation.verdicts.fails).subtracting(holds)
        plan.spared = people.joined.intersection(refused).union(people.invitedByBot.intersection(fails))
            .intersection(untouchable)
        plan.spared.remove(situation.bot)
    }

    /// Entitled people who were never here, or whom the bot removed. Whoever left by themselves, was removed by somebody else
    /// or is banned is left in peace (law 9).
    mutating func letIn() {
        var entitled = situation.candidates.intersection(holds)
        for known in [
            people.joined, people.invitedByBot, people.invitedByOthers, people.knocking, people.banned, people.leftThemselves,
            people.removedByOthers, people.unreadable, [situation.bot],
        ] { entitled.subtract(known) }
        // Whoever came into this room and was removed by the bot has been let in here since.
        entitled.subtract(situation.leftBefore.subtracting(people.removedByBot))
        if !situation.room.isFederated {
            if !entitled.isDisjoint(with: situation.foreign) { plan.problems.append(.notFederated) }
            entitled.subtract(situation.foreign)
        }
        guard canInvite else { return }
        // Whoever was removed by mistake is asked back, whatever the rule says meanwhile, while there is one (law 2).
        let takenBack =
            situation.policy.isGoverned ? situation.reprieved.intersection(people.removedByBot).subtracting([situation.bot]) : []
        plan.add(takenBack, because: .takenBack)
        guard !situation.doors.letEntitledIn else { return }
        plan.add(entitled.subtracting(takenBack), because: .entitled)
    }

    mutating func answerKnocks() {
        guard situation.policy.isGoverned else { return }
        plan.waiting = people.knocking
        guard situation.policy.knocks == .answer else { return }
        if canInvite { plan.add(people.knocking.intersection(holds), because: .knockEntitled) }
        if canRemove { plan.add(people.knocking.intersection(fails).subtracting(untouchable), because: .knockRefused) }
        plan.waiting.subtract(plan[.admit])
        plan.waiting.subtract(plan[.deny])
    }

    mutating func withdraw() {
        if case .announce = plan.phase { return }
        guard canRemove else { return }
        plan.add(people.invitedByBot.intersection(fails).subtracting(untouchable), because: .invitationRefused)
    }

    /// Members who may not be in the room.
    mutating func askToLeave() {
        guard canRemove else { return }
        // A rule can refuse everybody: whoever nothing has begun about is not looked at one by one.
        let refused = people.joined.intersection(refused).subtracting(untouchable)
        let begun = refused.intersection(
            PersonSet(situation.departures.filter { situation.now < $0.value.forgottenAt }.keys))
        for person in begun {
            if let departure = situation.departures[person] { goOn(departure, person, !fails.contains(person)) }
        }
        let new = refused.subtracting(begun)
        plan.add(new.intersection(fails), because: isPatient ? .refused : .refusedDue)
        plan.add(new.subtracting(fails), because: isPatient ? .shadow : .shadowDue)
    }

    /// Whether somebody is told before they are removed.
    private var isPatient: Bool {
        if case .announce = plan.phase { return true }
        return situation.policy.graceMilliseconds > 0
    }

    private mutating func goOn(_ departure: Departure, _ person: PersonNumber, _ isShadow: Bool) {
        if departure.isApproved(by: situation.policy) { plan.approved.insert(person) }
        let isBegun = departure.noticedAt != nil || departure.removedAt != nil
        if !isBegun, isPatient {
            plan.add([person], because: isShadow ? .shadow : .refused)
            return
        }
        guard !isBegun || situation.now >= departure.removableAt else {
            lookAgain(at: departure.removableAt)
            return
        }
        if case .announce = plan.phase { return }
        plan.add(
            [person], because: departure.removedAt != nil ? .cameBack : isShadow ? .shadowDue : .refusedDue)
    }

    /// Departures of people who are no longer refused, by knowledge: an unknown verdict leaves them as they are (law 1).
    mutating func endDepartures() {
        for (person, departure) in situation.departures where !people.unreadable.contains(person) {
            let isIn = people.joined.contains(person)
            if let reason = reasonToEnd(departure, of: person) {
                if isIn { plan.add([person], because: reason) } else { plan.ended.insert(person) }
            } else if isIn {
                plan.leaving.insert(person)
            } else if isForgotten(departure) {
                plan.ended.insert(person)
            } else {
                lookAgain(at: departure.forgottenAt)
            }
        }
        plan.leaving.subtract(plan[.remove])
        plan.leaving.subtract(plan[.warn])
    }

    private func reasonToEnd(_ departure: Departure, of person: PersonNumber) -> ActReason? {
        if holds.contains(person) { return .entitledAgain }
        if person == situation.bot || situation.exempt.contains(person) || situation.reprieved.contains(person) {
            return .leftAlone
        }
        // Of somebody who was refused, unproven says no more than unknown: one part of the rule is not shown, and the part that
        // refused them may only have gone stale.
        let isShadow = situation.verdicts.unproven.contains(person) && departure.reason == ActReason.shadow.text
        guard situation.policy.unseen.isEmpty else { return nil }
        return !situation.policy.canRefuse || isShadow && situation.policy.shadows == .report ? .nothingRefuses : nil
    }

    /// Of somebody who is not in the room. Nothing was promised to, and nothing done about, whoever was never told.
    private func isForgotten(_ departure: Departure) -> Bool {
        departure.noticedAt == nil && departure.removedAt == nil || situation.now >= departure.forgottenAt
    }

    /// What keeps the rule from being carried out, and when to look again.
    mutating func name() {
        if case .announce(let until) = plan.phase { lookAgain(at: until) }
        if let end = situation.reprieveEndsAt { lookAgain(at: end) }
        if case .no(let problem) = situation.upgrade { plan.problems.append(problem) }
        guard situation.policy.isGoverned else { return }
        let power = situation.room.power
        if !power.isReadable || situation.room.joinRule == .unknown { plan.problems.append(.unreadable) }
        guard power.isReadable else { return }
        let bot = power.level(of: situation.botUser)
        if !power.canInvite(situation.botUser), !situation.doors.letEntitledIn {
            plan.problems.append(.cannotInvite(has: bot, needs: power.invite))
        }
        guard situation.policy.canRefuse else { return }
        if !power.canRemove(situation.botUser) { plan.problems.append(.cannotRemove(has: bot, needs: power.kick)) }
        if let open = situation.doors.open { plan.problems.append(.openDoor(open)) }
    }

    private mutating func lookAgain(at instant: Instant) {
        guard instant > situation.now else { return }
        plan.lookAgainAt = plan.lookAgainAt.map { min($0, instant) } ?? instant
    }
}
