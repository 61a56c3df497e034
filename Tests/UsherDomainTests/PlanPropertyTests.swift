import Testing
import UsherTesting

@testable import UsherDomain

@Suite("Whatever the situation, a plan")
struct PlanPropertyTests {
    /// Enough for each combination of standing, verdict and protection to meet many times, in a second or so.
    private static let rounds = 400

    private func each(_ name: String, _ check: (RoomSituation, RoomPlan) -> Void) {
        let random = SeededRandom(name)
        for _ in 0..<Self.rounds {
            let situation = RandomSituation(random).situation
            check(situation, situation.plan)
        }
    }

    @Test(
        "takes nothing from the exempt, those beyond the bot, the unknown, the reprieved, and the unproven who are only reported")
    func nobodyInnocent() {
        each("nobody innocent") { situation, plan in
            let taken = plan[.warn].union(plan[.remove]).union(plan[.withdraw]).union(plan[.deny])
            #expect(taken.isDisjoint(with: situation.exempt) && taken.isDisjoint(with: situation.beyondBot))
            #expect(taken.isDisjoint(with: situation.reprieved) && !taken.contains(situation.bot))
            let mayBe = situation.verdicts.fails.union(situation.policy.shadows == .remove ? situation.verdicts.unproven : [])
            #expect(taken.isSubset(of: mayBe), "a fresh no, and nothing less")
            #expect(plan[.withdraw].union(plan[.deny]).isSubset(of: situation.verdicts.fails))
        }
    }

    @Test("removes only members who were told in time, or to whom no time was promised")
    func told() {
        each("told in time") { situation, plan in
            for person in plan[.remove] {
                guard let departure = situation.departures[person], departure.noticedAt != nil || departure.removedAt != nil
                else {
                    #expect(situation.policy.graceMilliseconds == 0)
                    continue
                }
                #expect(situation.now >= departure.removableAt)
            }
            #expect(plan[.remove].union(plan[.warn]).isSubset(of: situation.room.people.joined))
            #expect(plan[.withdraw].isSubset(of: situation.room.people.invitedByBot))
        }
    }

    @Test("says about each person what it would say if nobody else were there")
    func oneByOne() {
        each("one by one") { situation, plan in
            for number in 1..<24 {
                let person = person(number)
                var alone = situation
                alone.room.people = RoomPeople(of: person, in: situation.room.people)
                alone.verdicts = situation.verdicts.only([person])
                alone.departures = situation.departures.filter { $0.key == person }
                let single = alone.plan
                for kind in MembershipAct.Kind.allCases {
                    #expect(single.reason(for: kind, of: person) == plan.reason(for: kind, of: person), "\(kind)")
                }
            }
        }
    }

    @Test("does nothing under an empty rule, or none, but end departures")
    func emptyRule() {
        let random = SeededRandom("empty rule")
        for _ in 0..<Self.rounds {
            var situation = RandomSituation(random).situation
            situation.reprieved = []
            situation.policy.sources =
                random.element(
                    of: [[], [EffectivePolicy.Source(room: room("a"), revision: 1, rule: .empty, path: [])]]) ?? []
            let plan = situation.plan
            #expect(plan.acts.keys.allSatisfy { $0 == .spare })
            #expect(plan[.spare].union(plan.ended).allSatisfy { situation.departures[$0] != nil })
            situation.departures = [:]
            #expect(situation.plan.acts.isEmpty && situation.plan.ended.isEmpty)
        }
    }

    @Test("invites nobody who is banned, left by themselves, was removed by others, is there already, or cannot be read")
    func invites() {
        each("invites") { situation, plan in
            let people = situation.room.people
            let known = people.joined.union(people.invited).union(people.knocking).union(people.banned).union(people.unreadable)
            let left = people.leftThemselves.union(people.removedByOthers)
            #expect(plan[.invite].isDisjoint(with: known.union(left)) && !plan[.invite].contains(situation.bot))
            #expect(plan[.invite].subtracting(situation.reprieved).isSubset(of: situation.verdicts.holds))
            #expect(plan[.admit].isSubset(of: situation.verdicts.holds.intersection(people.knocking)))
        }
    }

    @Test("asks the bot for no act that it has no power for, and has nobody in two acts")
    func powerAndOrder() {
        each("power") { situation, plan in
            let power = situation.room.power
            if !power.canInvite(theBot) { #expect(plan[.invite].isEmpty && plan[.admit].isEmpty) }
            if !power.canRemove(theBot) {
                #expect(plan[.remove].isEmpty && plan[.withdraw].isEmpty && plan[.deny].isEmpty && plan[.warn].isEmpty)
            }
            var seen = PersonSet()
            for kind in MembershipAct.Kind.allCases {
                #expect(seen.isDisjoint(with: plan[kind]))
                seen.formUnion(plan[kind])
                for person in plan[kind] { #expect(plan.reason(for: kind, of: person)?.kind == kind) }
            }
            #expect(plan.lookAgainAt.map { $0 > situation.now } ?? true)
        }
    }

    @Test("is carried out before the announced day only as far as it may be, and while observing only reported")
    func phases() {
        each("phases") { situation, plan in
            if case .announce = plan.phase { #expect(plan[.remove].isEmpty && plan[.withdraw].isEmpty) }
            if plan.phase == .observe {
                var enforced = situation
                enforced.policy.phase = .enforce
                #expect(enforced.plan.acts == plan.acts)
            }
        }
    }

    @Test("once carried out, leaves nothing to do")
    func converges() {
        each("converges") { situation, plan in
            var after = situation
            after.carryOut(plan)
            let second = after.plan
            #expect(second.acts.keys.allSatisfy { !second.isCarriedOut($0) } && second.ended.isEmpty, "\(second.acts)")
        }
    }

    @Test("once time has passed as far as it asks for, removes everybody who is refused and in reach, and nobody else")
    func comesToRest() {
        each("comes to rest") { situation, _ in
            var now = situation
            now.policy.phase = .enforce
            for _ in 0..<100 {
                let plan = now.plan
                now.carryOut(plan)
                guard let next = plan.lookAgainAt ?? now.plan.lookAgainAt else { break }
                now.now = next
            }
            let people = now.room.people
            let wrong = people.joined.intersection(situation.verdicts.fails).subtracting(now.untouchable)
            #expect(!situation.policy.canRefuse || !situation.room.power.canRemove(theBot) || wrong.isEmpty)
            let kept = situation.room.people.joined.subtracting(situation.verdicts.fails)
                .subtracting(situation.policy.shadows == .remove ? situation.verdicts.unproven : [])
            #expect(kept.isSubset(of: people.joined))
        }
    }
}

/// A room in which everything that can be true of a person is true of somebody.
struct RandomSituation {
    let situation: RoomSituation

    init(_ random: SeededRandom, name: String = "a", count: Int = 24) {
        func some(_ percent: Int) -> PersonSet {
            PersonSet((1..<count).filter { _ in random.number(in: 1...100) <= percent }.map(person))
        }
        func one<Value>(_ values: Value...) -> Value { values[random.number(in: 0...values.count - 1)] }
        let phase: Phase = one(.observe, .enforce, .enforce, .announce(until: .day(9)), .announce(until: .day(12)))
        var policy = EffectivePolicy(
            room: room(name), phase: phase, graceMilliseconds: one(0, 3_600_000, 7 * 24 * 3_600_000),
            shadows: one(.report, .remove), knocks: one(.answer, .answer, .leave),
            brakes: BrakeLimits(people: one(0, 2, 5), percent: one(0, 20, 50)))
        let rules: [Rule] = one([asking("x")], [asking("x"), asking("y")], [asking("y")], [asking("x"), .empty], [.empty], [])
        policy.sources = rules.enumerated().map { .init(room: room("s\($0)"), revision: 1, rule: $1, path: []) }

        var verdicts = Verdicts()
        var people = RoomPeople()
        var departures: [PersonNumber: Departure] = [:]
        for number in 1..<count {
            switch random.number(in: 0...3) {
            case 0: verdicts.holds.insert(person(number))
            case 1: verdicts.fails.insert(person(number))
            case 2: verdicts.unproven.insert(person(number))
            default: break
            }
            let anything = random.element(of: Standing.allCases)
            people.place(person(number), one(Standing.none, .joined, .joined, .joined, nil, anything))
            if random.number(in: 0...2) == 0 {
                let since = Instant.day(random.number(in: 0...9))
                let removals = one(0, 0, 1, 9)
                departures[person(number)] = .of(
                    since: since, dueAt: .day(random.number(in: 0...14)), told: one(true, true, false),
                    approved: one(true, false),
                    removedAt: removals > 0 ? .day(9, hour: random.number(in: 0...24)) : nil, removals: removals)
            }
        }
        people.place(person(0), .joined)
        let power: RoomPower = one(
            .botModerates, .botModerates, .botModerates, RoomPower(creators: [theBot]), RoomPower(kick: 0), RoomPower(),
            RoomPower(users: [theBot: 50], isReadable: false))
        var made = ObservedRoom(id: room(name), power: power, isFederated: one(true, true, false), people: people)
        made.joinRule = one(.invite, .open, .knock, .unknown)
        situation = RoomSituation(
            room: made, policy: policy, verdicts: verdicts, departures: departures, reprieved: some(6), candidates: some(60),
            foreign: some(30), exempt: some(8), beyondBot: some(8), bot: person(0), botUser: theBot,
            doors: one(RoomDoors(), RoomDoors(), RoomDoors(letEntitledIn: true), RoomDoors(open: .open)),
            upgrade: one(nil, nil, nil, .follow(to: room("b")), .no(.upgradeNotFollowed(to: room("b")))), now: .day(10))
    }
}

extension RoomSituation {
    var untouchable: PersonSet { exempt.union(beyondBot).union(reprieved).union([bot]) }

    /// Does what the plan says, as the loop would: as far as the phase carries it out.
    mutating func carryOut(_ plan: RoomPlan, only: ((MembershipAct.Kind, PersonNumber) -> Bool)? = nil) {
        for person in plan.ended { departures[person] = nil }
        for kind in MembershipAct.Kind.allCases where plan.isCarriedOut(kind) {
            for person in plan[kind] where only?(kind, person) ?? true { carryOut(kind, person) }
        }
    }

    private mutating func carryOut(_ kind: MembershipAct.Kind, _ person: PersonNumber) {
        let begun =
            departures[person]
            ?? .beginning(room.id, user("p\(person.number)"), at: now, policy, reason: "", instances: [])
        switch kind {
        case .invite, .admit: room.people.place(person, .invitedByBot)
        case .deny, .withdraw: room.people.place(person, .removedByBot)
        case .warn: departures[person] = begun.told(at: now, policy)
        case .spare: departures[person] = nil
        case .remove:
            departures[person] = begun.removed(at: now)
            room.people.place(person, .removedByBot)
        }
    }
}
