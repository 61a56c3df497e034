import Testing
import UsherTesting

@testable import UsherDomain

@Suite("Whatever the pass, the brakes")
struct BrakesPropertyTests {
    /// A few rooms with random people each; enough for limits to be met from both sides.
    private static let rounds = 100

    private struct RandomPass {
        let brakes: Brakes
        let pass: Pass
        let people: People
        let suspicious: Int
        let takings: [Taking]
    }

    private func each(_ name: String, _ check: (RandomPass, SeededRandom) -> Void) {
        let random = SeededRandom(name)
        for _ in 0..<Self.rounds { check(made(random), random) }
    }

    private func made(_ random: SeededRandom) -> RandomPass {
        let people = People()
        for number in 0..<60 { _ = people.number(of: number == 0 ? theBot : user("p\(number)")) }
        let plans = (0..<random.number(in: 1...5)).map { index in
            RandomSituation(random, name: "r\(index)", count: random.number(in: 2...60)).situation.plan
        }
        let rules = Dictionary(uniqueKeysWithValues: plans.map { ($0.room, $0.policy.rule) })
        let takings = (0..<random.number(in: 0...8)).map { _ in
            Taking(
                room: room("r\(random.number(in: 0...5))"), user: user("p\(random.number(in: 1...80))"),
                instances: [instance(random.number(in: 0...1) == 0 ? "x" : "y")], at: .day(9))
        }
        func limits() -> BrakeLimits { BrakeLimits(people: random.number(in: 0...12), percent: random.number(in: 0...60)) }
        let suspicious = random.number(in: 0...20)
        let emptied = Requirement(instance: instance("x"), canonicalJSON: "{}")
        let pass = Pass(
            plans: plans, taken: TakenPeople(takings, people), tree: SpaceTree(rooms: [.space("r0", ["r1", "r2"])]),
            basis: { plan in
                .each(
                    of: plan,
                    instances: { person in
                        (rules[plan.room]?.instances ?? []).filter { $0.text == "x" || person.number % 3 == 0 }
                    }, emptied: { _, person in person.number == suspicious ? [emptied] : [] })
            })
        return RandomPass(
            brakes: Brakes(instance: limits(), everything: limits()), pass: pass, people: people, suspicious: suspicious,
            takings: takings)
    }

    private func wanted(_ pass: Pass) -> Int {
        pass.plans.reduce(0) { sum, plan in
            sum + MembershipAct.Kind.allCases.reduce(0) { $0 + (plan.isCarriedOut($1) ? plan[$1].count : 0) }
        }
    }

    @Test("put every act that is to be done in exactly one place")
    func complete() {
        each("complete") { made, _ in
            let braked = made.brakes.acts(made.people, of: made.pass)
            let all = braked.go + braked.held.flatMap(\.acts)
            #expect(Set(all).count == all.count && all.count == wanted(made.pass))
            #expect(braked.held.allSatisfy { !$0.causes.isEmpty && !$0.acts.isEmpty && $0.acts.allSatisfy { $0.kind.takesAway } })
        }
    }

    @Test("let no more through than the limits allow, in any room, by any instance, and over everything")
    func limits() {
        let random = SeededRandom("limits")
        for _ in 0..<Self.rounds {
            let made = made(random)
            let go = made.brakes.acts(made.people, of: made.pass).go.filter { act in
                let plan = made.pass.plans.first { $0.room == act.room }
                return act.kind.takesAway && plan?.approved.contains(made.people.number(of: act.user)) == false
            }
            for plan in made.pass.plans {
                check(
                    go.filter { $0.room == plan.room }, made.takings.filter { $0.room == plan.room }, [plan],
                    plan.policy.brakes, made.people)
            }
            for name in ["x", "y"].map(instance) {
                check(
                    go.filter { $0.instances.contains(name) }, made.takings.filter { $0.instances.contains(name) },
                    made.pass.plans.filter { $0.policy.rule.instances.contains(name) }, made.brakes.instance, made.people)
            }
            check(go, made.takings, made.pass.plans, made.brakes.everything, made.people)
            #expect(go.allSatisfy { Int(made.people.number(of: $0.user).number) != made.suspicious })
        }
    }

    private func check(
        _ acts: [MembershipAct], _ taken: [Taking], _ plans: [RoomPlan], _ limits: BrakeLimits, _ people: People
    ) {
        guard !acts.isEmpty else { return }
        let removed = Set(acts.map(\.user)).union(taken.map(\.user))
        var governed = removed
        for plan in plans where plan.phase != .observe { governed.formUnion(people.users(plan.governed)) }
        #expect(!limits.stop(removed: removed.count, of: governed.count))
    }

    @Test("say the same, in the same order, whatever order the rooms and takings come in")
    func order() {
        each("order") { made, random in
            var shuffled = made.pass
            var generator = random
            shuffled.plans.shuffle(using: &generator)
            var takings = made.takings
            takings.shuffle(using: &generator)
            shuffled.taken = TakenPeople(takings, made.people)
            #expect(made.brakes.apply(to: made.pass) == made.brakes.apply(to: shuffled))
        }
    }

    @Test("say the same of what they held when they are asked again")
    func again() {
        each("again") { made, _ in
            let first = made.brakes.apply(to: made.pass)
            let second = made.brakes.apply(to: made.pass)
            #expect(first == second)
            func bytes(_ braked: Braked) -> [[UInt8]] {
                braked.held.map { HeldPlan.canonicalBytes(of: $0.groups, made.people) }
            }
            #expect(bytes(first) == bytes(second))
        }
    }
}
