import UsherDomain

extension RoomSituation {
    /// A room !a with a rule of its own that is enforced, where the bot (person 0) moderates. Persons 1 to 8 hold, 11 to 18 fail,
    /// 21 to 28 are unproven, 31 to 38 unknown.
    static func ruled(
        _ phase: Phase = .enforce, grace: Int64 = 3_600_000, shadows: ShadowTreatment = .report, now: Instant = .day(10)
    ) -> RoomSituation {
        let policy = EffectivePolicy(
            room: .named("a"), sources: [.init(room: .named("a"), revision: 1, rule: asking("team"), path: [])], phase: phase,
            graceMilliseconds: grace, shadows: shadows)
        return RoomSituation(
            room: .plain("a"), policy: policy,
            verdicts: Verdicts(
                holds: PersonSet((1...8).map(person)), fails: PersonSet((11...18).map(person)),
                unproven: PersonSet((21...28).map(person))),
            candidates: PersonSet((1...18).map(person)), bot: person(0), botUser: theBot, now: now)
    }

    /// With these people joined.
    func joined(_ numbers: Int...) -> RoomSituation {
        var copy = self
        for number in numbers { copy.room.people.place(person(number), .joined) }
        return copy
    }

    func placing(_ number: Int, _ standing: Standing?) -> RoomSituation {
        var copy = self
        copy.room.people.place(person(number), standing)
        return copy
    }

    func departing(_ number: Int, _ departure: Departure) -> RoomSituation {
        var copy = self
        copy.departures[person(number)] = departure
        return copy
    }

    func with(_ change: (inout RoomSituation) -> Void) -> RoomSituation {
        var copy = self
        change(&copy)
        return copy
    }

    var plan: RoomPlan { PlanRoom.plan(self) }
}

extension Departure {
    static func of(
        since: Instant, dueAt: Instant, told: Bool = true, approved: Bool = false, removedAt: Instant? = nil, removals: Int = 0
    ) -> Departure {
        Departure(
            room: .named("a"), user: .named("somebody"), since: since, dueAt: dueAt, noticedAt: told ? since : nil, reason: "",
            instances: [], approvedVersion: approved ? "!a@1" : nil, removedAt: removedAt, removals: removals)
    }
}
