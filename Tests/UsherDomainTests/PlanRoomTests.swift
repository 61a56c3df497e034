import Testing

@testable import UsherDomain

@Suite("The plan for a room: who comes in")
struct LettingInTests {
    @Test("invites entitled candidates who were never here, or whom the bot removed, and nobody else")
    func invites() {
        var situation = RoomSituation.ruled()
        let standings: [Standing?] = [
            .joined, .invitedByBot, .invitedByOthers, .banned, .leftThemselves, .removedByOthers, nil, .removedByBot,
        ]
        for (index, standing) in standings.enumerated() { situation.room.people.place(person(index + 1), standing) }
        situation.verdicts.holds.insert(person(9))
        situation.verdicts.holds.insert(person(40))
        #expect(situation.plan[.invite] == [person(8), person(9)], "40 is no candidate")
        #expect(situation.plan.reason(for: .invite, of: person(9)) == .entitled)
    }

    @Test("never invites the bot, nor anybody under an empty rule")
    func nobody() {
        var situation = RoomSituation.ruled()
        situation.candidates.insert(person(0))
        situation.verdicts.holds.insert(person(0))
        #expect(!situation.plan[.invite].contains(person(0)))
        situation.policy.sources = [.init(room: room("a"), revision: 1, rule: .empty, path: [])]
        #expect(situation.plan.acts.isEmpty)
        situation.policy.sources = []
        #expect(situation.plan.acts.isEmpty)
    }

    @Test("invites nobody to a room that lets them in by itself, or that goes on elsewhere")
    func elsewhere() {
        #expect(RoomSituation.ruled().with { $0.doors.letEntitledIn = true }.plan[.invite].isEmpty)
        let upgraded = RoomSituation.ruled().placing(1, .knocking).with { $0.upgrade = .follow(to: room("new")) }
        #expect(upgraded.plan[.invite].isEmpty && upgraded.plan[.admit].isEmpty)
        let refused = RoomSituation.ruled().with { $0.upgrade = .no(.upgradeNotFollowed(to: room("new"))) }
        #expect(refused.plan[.invite].count == 8 && refused.plan.problems == [.upgradeNotFollowed(to: room("new"))])
    }

    @Test("invites people of other servers only where they can join, and says where they cannot")
    func federation() {
        let situation = RoomSituation.ruled().with { $0.foreign = [person(3)] }
        #expect(situation.plan[.invite].contains(person(3)) && situation.plan.problems.isEmpty)
        let local = situation.with { $0.room.isFederated = false }
        #expect(!local.plan[.invite].contains(person(3)) && local.plan[.invite].contains(person(2)))
        #expect(local.plan.problems == [.notFederated])
    }

    @Test("answers knocks by rule, and leaves those open that nobody can decide")
    func knocks() {
        let situation = RoomSituation.ruled().placing(1, .knocking).placing(11, .knocking).placing(21, .knocking)
            .placing(31, .knocking).placing(12, .knocking).with { $0.exempt = [person(12)] }
        #expect(situation.plan[.admit] == [person(1)])
        #expect(situation.plan[.deny] == [person(11)])
        #expect(situation.plan.waiting == [person(12), person(21), person(31)])
        #expect(!situation.plan[.invite].contains(person(1)))
        let left = situation.with { $0.policy.knocks = .leave }.plan
        #expect(left[.admit].isEmpty && left[.deny].isEmpty && left.waiting.count == 5 && !left[.invite].contains(person(1)))
    }
}

@Suite("The plan for a room: who goes")
struct LettingGoTests {
    @Test("tells a member whom the rule refuses, and removes them when they were told and their time is over")
    func course() {
        let start = RoomSituation.ruled().joined(1, 11, 31)
        #expect(start.plan[.warn] == [person(11)] && start.plan[.remove].isEmpty)
        #expect(start.plan.reason(for: .warn, of: person(11)) == .refused)

        let told = start.departing(11, .of(since: .day(10), dueAt: .day(10, hour: 1)))
        #expect(told.plan.acts[.warn] == nil && told.plan[.remove].isEmpty && told.plan.leaving == [person(11)])
        #expect(told.plan.lookAgainAt == .day(10, hour: 1))

        let due = told.with { $0.now = .day(10, hour: 1) }.plan
        #expect(due[.remove] == [person(11)] && due.leaving.isEmpty && due.lookAgainAt == nil)
        #expect(due.reason(for: .remove, of: person(11)) == .refusedDue)
    }

    @Test("removes nobody who was not told, however late it is")
    func untold() {
        let late = RoomSituation.ruled().joined(11).departing(11, .of(since: .day(1), dueAt: .day(2), told: false))
        #expect(late.plan[.warn] == [person(11)] && late.plan[.remove].isEmpty)
        let told = Departure.of(since: .day(1), dueAt: .day(2), told: false).told(at: .day(10), late.policy)
        #expect(told.dueAt == .day(10, hour: 1), "the whole time, from when they were told")
    }

    @Test("removes at once without a grace period, and keeps to a time that was promised before")
    func noGrace() {
        let situation = RoomSituation.ruled(grace: 0).joined(11, 12)
            .departing(12, .of(since: .day(10), dueAt: .day(11)))
        #expect(situation.plan[.remove] == [person(11)] && situation.plan[.warn].isEmpty)
        #expect(situation.plan.leaving == [person(12)])
    }

    @Test("takes the bot's own invitations back at once, and nobody else's")
    func withdraws() {
        let situation = RoomSituation.ruled().placing(11, .invitedByBot).placing(12, .invitedByOthers)
            .placing(31, .invitedByBot).placing(21, .invitedByBot).placing(1, .invitedByBot)
        #expect(situation.plan[.withdraw] == [person(11)])
        #expect(situation.plan.undecided == [person(31)] && situation.plan.shadows == [person(21)])
    }

    @Test("reports shadows, or tells and removes them where that is set")
    func shadows() {
        let reported = RoomSituation.ruled().joined(21).plan
        #expect(reported.acts[.warn] == nil && reported.shadows == [person(21)])
        let removing = RoomSituation.ruled(shadows: .remove).joined(21, 31)
        #expect(removing.plan[.warn] == [person(21)])
        #expect(removing.plan.reason(for: .warn, of: person(21)) == .shadow)
        let due = removing.departing(21, .of(since: .day(9), dueAt: .day(10)))
        #expect(due.plan.reason(for: .remove, of: person(21)) == .shadowDue)
    }

    @Test("takes nothing from the bot, the exempt, those beyond its power, and those who are left alone for a while")
    func untouchable() {
        let situation = RoomSituation.ruled(grace: 0).joined(0, 11, 12, 13, 14).placing(15, .invitedByBot).with {
            $0.verdicts.fails.insert(person(0))
            $0.exempt = [person(11), person(15)]
            $0.beyondBot = [person(12), person(0)]
            $0.reprieved = [person(13)]
        }
        #expect(situation.plan[.remove] == [person(14)] && situation.plan[.withdraw].isEmpty)
        #expect(situation.plan.spared == [person(11), person(12), person(13), person(15)])
        #expect(situation.plan.governed == [person(13), person(14)])
    }

    @Test("does nothing of the kind that the bot has no power for, and says what would help")
    func power() {
        let people = RoomSituation.ruled(grace: 0).joined(11).placing(12, .invitedByBot).placing(13, .knocking)
        let weak = people.with { $0.room.power = RoomPower(invite: 50, kick: 50) }.plan
        #expect(weak.acts.isEmpty && weak.waiting == [person(13)])
        #expect(weak.problems == [.cannotInvite(has: .number(0), needs: 50), .cannotRemove(has: .number(0), needs: 50)])
        let unreadable = people.with { $0.room.power.isReadable = false }.plan
        #expect(unreadable.acts.isEmpty && unreadable.problems == [.unreadable])
    }

    @Test("only tells people before the announced day, and not before it and the grace period are over does anybody go")
    func announce() {
        let situation = RoomSituation.ruled(.announce(until: .day(12)), grace: 0).joined(11).placing(12, .invitedByBot)
        #expect(situation.plan[.warn] == [person(11)] && situation.plan[.remove].isEmpty && situation.plan[.withdraw].isEmpty)
        #expect(situation.plan.lookAgainAt == .day(12))
        let departure = Departure.beginning(
            room("a"), user("x"), at: situation.now, situation.policy, reason: "", instances: []
        ).told(at: situation.now, situation.policy)
        #expect(departure.dueAt == .day(12))
        let then = situation.departing(11, departure).with { $0.now = .day(12) }.plan
        #expect(then.phase == .enforce && then[.remove] == [person(11)] && then[.withdraw] == [person(12)])
    }

    @Test("is the same while a room is only observed, and nothing of it is done but sparing")
    func observe() {
        let situation = RoomSituation.ruled(.observe).joined(11, 1).departing(1, .of(since: .day(9), dueAt: .day(11)))
        let plan = situation.plan
        #expect(plan.acts == situation.with { $0.policy.phase = .enforce }.plan.acts)
        #expect(MembershipAct.Kind.allCases.filter(plan.isCarriedOut) == [.spare])
    }

    @Test("names a door that whoever is removed can come back through")
    func openDoor() {
        let plan = RoomSituation.ruled().with { $0.doors.open = .open }.plan
        #expect(plan.problems == [.openDoor(.open)])
    }
}

@Suite("A departure")
struct DepartureTests {
    private let started = Departure.of(since: .day(9), dueAt: .day(20))

    @Test("ends when the person is entitled again, and waits while nobody knows")
    func ends() {
        let situation = RoomSituation.ruled().joined(1, 31).departing(1, started).departing(
            31, .of(since: .day(1), dueAt: .day(2)))
        #expect(situation.plan[.spare] == [person(1)] && situation.plan[.remove].isEmpty)
        #expect(situation.plan.leaving == [person(31)], "due for days, and still nobody goes on no knowledge")
        #expect(situation.plan.reason(for: .spare, of: person(1)) == .entitledAgain)
    }

    @Test("ends when the rule is emptied or taken away, shadows are let be, or somebody says so")
    func nothingRefuses() {
        var asShadow = started
        asShadow.reason = ActReason.shadow.text
        let situation = RoomSituation.ruled().joined(11, 21).departing(11, started).departing(21, asShadow)
        #expect(situation.plan[.spare] == [person(21)])
        let refused = RoomSituation.ruled().joined(21).departing(21, started).plan
        #expect(refused[.spare].isEmpty && refused.leaving == [person(21)], "what refused them may only have gone stale")
        for sources in [[], [EffectivePolicy.Source(room: room("a"), revision: 2, rule: .empty, path: [])]] {
            let empty = situation.with { $0.policy.sources = sources }.plan
            #expect(empty[.spare] == [person(11), person(21)])
            #expect(empty.reason(for: .spare, of: person(11)) == .nothingRefuses)
        }
        let alone = situation.with { $0.reprieved = [person(11)] }.plan
        #expect(alone.reason(for: .spare, of: person(11)) == .leftAlone)
    }

    @Test("waits while the bot lacks power, or its power cannot be read")
    func waits() {
        let due = RoomSituation.ruled().joined(11).departing(11, .of(since: .day(1), dueAt: .day(2)))
        let demoted = due.with { $0.room.power = RoomPower() }
        #expect(demoted.plan.acts.keys.elementsEqual([.invite]) && demoted.plan.leaving == [person(11)])
        let unreadable = due.with { $0.room.power.isReadable = false }
        #expect(unreadable.plan.acts.isEmpty && unreadable.plan.leaving == [person(11)])
        #expect(due.plan[.remove] == [person(11)])
    }

    @Test("goes on while somebody is away, so that leaving and coming back buys no new time")
    func away() {
        let left = RoomSituation.ruled(now: .day(21)).placing(11, .leftThemselves).departing(11, started)
        #expect(left.plan.ended.isEmpty && left.plan.lookAgainAt == .day(50))
        #expect(left.placing(11, .joined).plan[.remove] == [person(11)])
        #expect(left.with { $0.now = .day(50) }.plan.ended == [person(11)])
        #expect(left.placing(11, nil).with { $0.now = .day(60) }.plan.ended.isEmpty, "nobody knows where they are")
    }

    @Test("is forgotten at once of somebody away who was never told, or is entitled again, beside their invitation")
    func forgotten() {
        let untold = RoomSituation.ruled().placing(11, .leftThemselves)
            .departing(11, .of(since: .day(9), dueAt: .day(20), told: false))
        #expect(untold.plan.ended == [person(11)] && untold.plan[.spare].isEmpty)
        let again = RoomSituation.ruled().placing(1, .removedByBot)
            .departing(1, .of(since: .day(1), dueAt: .day(2), removedAt: .day(2), removals: 1))
        #expect(again.plan.ended == [person(1)] && again.plan[.invite].contains(person(1)))
    }

    @Test("of somebody who came back is carried out again, at intervals that grow from a minute to a day")
    func cameBack() {
        let hour: Int64 = 3_600_000
        #expect((1...4).map(Departure.returnMilliseconds) == [60_000, 120_000, 240_000, 480_000])
        #expect(Departure.returnMilliseconds(afterRemovals: 12) == 24 * hour)
        #expect(Departure.returnMilliseconds(afterRemovals: .max) == 24 * hour)
        #expect(Departure.returnMilliseconds(afterRemovals: 0) == 60_000)

        let departure = Departure.of(since: .day(1), dueAt: .day(2)).removed(at: .day(10))
        #expect(departure.removals == 1 && departure.removedAt == .day(10))
        let back = RoomSituation.ruled().joined(11).departing(11, departure)
        #expect(back.plan[.remove].isEmpty && back.plan.lookAgainAt == Instant.day(10).advanced(byMilliseconds: 60_000))
        let later = back.with { $0.now = Instant.day(10).advanced(byMilliseconds: 60_000) }.plan
        #expect(later.reason(for: .remove, of: person(11)) == .cameBack && later[.warn].isEmpty)
    }

    @Test("that a person approved passes the brakes")
    func approved() {
        let situation = RoomSituation.ruled().joined(11, 12).departing(11, .of(since: .day(1), dueAt: .day(2), approved: true))
            .departing(12, .of(since: .day(1), dueAt: .day(2)))
        #expect(situation.plan.approved == [person(11)])
    }

    @Test("has words for every reason, which fit into a room's event and differ")
    func words() {
        let texts = ActReason.allCases.map(\.text)
        #expect(Set(texts).count == texts.count && texts.allSatisfy { (20...150).contains($0.utf8.count) })
        #expect(Set(ActReason.allCases.map(\.kind)) == Set(MembershipAct.Kind.allCases))
    }
}
