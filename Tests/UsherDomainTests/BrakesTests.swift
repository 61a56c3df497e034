import Testing

@testable import UsherDomain

@Suite("The brakes")
struct BrakesTests {
    private let people = People()

    init() {
        _ = people.number(of: theBot)
        for number in 1..<1_000 { _ = people.number(of: user("p\(number)")) }
    }

    /// A room with people 1 to `governed` of whom the first `refused` are told to leave, plus `offset`.
    private func plan(
        _ name: String, refused: Int, of governed: Int, offset: Int = 0, phase: Phase = .enforce, asks: String = "team",
        because reason: ActReason = .refused, brakes: BrakeLimits = .standard
    ) -> RoomPlan {
        let policy = EffectivePolicy(
            room: room(name), sources: [.init(room: room(name), revision: 1, rule: asking(asks), path: [])], phase: phase,
            brakes: brakes)
        var plan = RoomPlan(room: room(name), policy: policy, phase: phase)
        plan.governed = PersonSet((offset + 1..<offset + governed + 1).map(person))
        plan.add(PersonSet((offset + 1..<offset + refused + 1).map(person)), because: reason)
        return plan
    }

    private func pass(
        _ plans: [RoomPlan], others: [RoomPlan] = [], takings: [Taking] = [], rooms: [ObservedRoom] = [],
        emptied: @escaping (RoomID, PersonNumber) -> [Requirement] = { _, _ in [] }
    ) -> Pass {
        let rules = Dictionary(uniqueKeysWithValues: plans.map { ($0.room, $0.policy.rule) })
        return Pass(
            plans: plans, others: others, taken: TakenPeople(takings, people), tree: SpaceTree(rooms: rooms),
            basis: { plan in
                .each(of: plan, instances: { _ in rules[plan.room]?.instances.sorted() ?? [] }, emptied: emptied)
            })
    }

    private func taking(_ name: String, _ number: Int, _ asks: String = "team") -> Taking {
        Taking(room: room(name), user: user("p\(number)"), instances: [instance(asks)], at: .day(1))
    }

    /// Lets instances and everything pass.
    private static let roomsOnly = Brakes(
        instance: BrakeLimits(people: 10_000, percent: 100), everything: BrakeLimits(people: 10_000, percent: 100))

    @Test(
        "hold a room's acts when they are more than 5 people and more than 20 %",
        arguments: [(5, 5, false), (6, 29, true), (6, 30, false), (20, 100, false), (21, 100, true), (1, 1, false)])
    func perRoom(refused: Int, governed: Int, isHeld: Bool) {
        let braked = Self.roomsOnly.acts(people, of: pass([plan("a", refused: refused, of: governed)]))
        #expect(braked.go.count == (isHeld ? 0 : refused))
        #expect(braked.held.map(\.causes) == (isHeld ? [[.room(room("a"), removed: refused, governed: governed)]] : []))
        #expect(braked.held.first?.acts.count ?? 0 == (isHeld ? refused : 0))
    }

    @Test("count what was taken in the hours before, also from people who are not in the room any more")
    func takings() {
        let before = (900..<905).map { taking("a", $0) }
        let one = plan("a", refused: 1, of: 20)
        #expect(Self.roomsOnly.acts(people, of: pass([one])).go.count == 1)
        let braked = Self.roomsOnly.acts(people, of: pass([one], takings: before))
        #expect(braked.held.first?.causes == [.room(room("a"), removed: 6, governed: 25)])
        let elsewhere = before.map { Taking(room: room("b"), user: $0.user, instances: $0.instances, at: $0.at) }
        #expect(Self.roomsOnly.acts(people, of: pass([one], takings: elsewhere)).go.count == 1)
    }

    @Test("count a person once, whatever was taken from them and in however many rooms")
    func distinct() {
        let before = (1...5).map { taking("a", $0) }
        #expect(Brakes().acts(people, of: pass([plan("a", refused: 5, of: 6)], takings: before)).held.isEmpty)
        let rooms = (0..<8).map { plan("r\($0)", refused: 5, of: 6) }
        #expect(Brakes().acts(people, of: pass(rooms)).go.count == 40)
    }

    @Test("hold what rests on one instance's word over all rooms, and let the others' go on")
    func instances() {
        let plans = (0..<4).map { plan("t\($0)", refused: 5, of: 20, offset: $0 * 20, asks: "team") }
        let other = plan("o", refused: 3, of: 100, offset: 500, asks: "other")
        let braked = Brakes().acts(people, of: pass(plans + [other]))
        #expect(braked.held.map(\.causes) == [[.instance(instance("team"), removed: 20, governed: 80)]])
        #expect(braked.held.first?.acts.count == 20)
        #expect(braked.go.map(\.room.text) == ["!o", "!o", "!o"])
    }

    @Test("count the people of rooms that were not planned in this pass, but not those of rooms that only observe")
    func others() {
        let changed = plan("a", refused: 6, of: 20, brakes: BrakeLimits(people: 100, percent: 100))
        #expect(Brakes().acts(people, of: pass([changed])).held.count == 1)
        let other = plan("b", refused: 0, of: 200, offset: 100)
        #expect(Brakes().acts(people, of: pass([changed], others: [other])).held.isEmpty)
        let observed = plan("b", refused: 0, of: 200, offset: 100, phase: .observe)
        #expect(Brakes().acts(people, of: pass([changed], others: [observed])).held.count == 1)
    }

    @Test("hold what is left when it goes too far over everything")
    func everything() {
        let plans = (0..<4).map { plan("r\($0)", refused: 4, of: 10, offset: $0 * 10, asks: "i\($0)") }
        let braked = Brakes().acts(people, of: pass(plans))
        #expect(braked.held.map(\.causes) == [[.everything(removed: 16, governed: 40)]])
        #expect(braked.go.isEmpty)
    }

    @Test("hold whatever rests on a group that has become empty, be it one person")
    func emptied() {
        let group = Requirement(instance: instance("team"), canonicalJSON: "{}")
        let braked = Brakes().acts(
            people, of: pass([plan("a", refused: 2, of: 100)]) { _, who in who == person(2) ? [group] : [] })
        #expect(braked.held.map(\.causes) == [[.emptyGroup(group)]])
        #expect(braked.held.first?.acts.map(\.user) == [user("p2")] && braked.go.map(\.user) == [user("p1")])
    }

    @Test("let acts that share a person's cause wait together, and others apart")
    func connected() {
        let rooms = [
            plan("a", refused: 8, of: 10, asks: "x"), plan("b", refused: 8, of: 10, offset: 20, asks: "y"),
            plan("c", refused: 1, of: 50, offset: 40, asks: "x"),
        ]
        let braked = Brakes(instance: BrakeLimits(people: 5, percent: 14)).acts(people, of: pass(rooms))
        #expect(braked.held.count == 2)
        #expect(Set(braked.held[0].acts.map(\.room)) == [room("a"), room("c")] && braked.held[0].causes.count == 2)
        #expect(Set(braked.held[1].acts.map(\.room)) == [room("b")])
    }

    @Test("let approved departures pass uncounted, and never hold whoever comes in or is spared")
    func free() {
        var one = plan("a", refused: 20, of: 20, because: .refusedDue)
        one.approved = PersonSet((1...18).map(person))
        one.add([person(50)], because: .entitled)
        one.add([person(51)], because: .knockEntitled)
        one.add([person(52)], because: .knockRefused)
        #expect(Brakes().acts(people, of: pass([one])).go.count == 23)
        one.approved = []
        let braked = Brakes().acts(people, of: pass([one]))
        #expect(Set(braked.go.map(\.kind)) == [.invite, .admit, .deny] && braked.held.first?.acts.count == 20)
    }

    @Test("do nothing in rooms that only observe but spare, and remove nobody before the announced day")
    func phases() {
        var observed = plan("a", refused: 2, of: 50, phase: .observe)
        observed.add([person(30)], because: .entitledAgain)
        #expect(Brakes().acts(people, of: pass([observed])).go.map(\.kind) == [.spare])
        var announced = plan("a", refused: 2, of: 50, phase: .announce(until: .day(1)))
        announced.add([person(20)], because: .refusedDue)
        announced.add([person(21)], because: .invitationRefused)
        #expect(Brakes().acts(people, of: pass([announced])).go.map(\.kind) == [.warn, .warn])
    }

    @Test("bring people in from the top down, and take them out from the bottom up, spaces last")
    func order() {
        let rooms: [ObservedRoom] = [.space("z-top", ["mid", "a"]), .space("mid", ["deep"]), .plain("a"), .plain("deep")]
        let plans = ["a", "mid", "deep", "z-top"].map { name in
            var one = plan(name, refused: 2, of: 100, because: .refusedDue)
            one.add([person(200)], because: .entitled)
            one.add([person(201)], because: .entitledAgain)
            return one
        }
        let go = Brakes().acts(people, of: pass(plans, rooms: rooms)).go
        let top = ["!z-top", "!mid", "!a", "!deep"]
        #expect(go.filter { $0.kind == .spare }.map(\.room.text) == top)
        #expect(go.filter { $0.kind == .invite }.map(\.room.text) == top)
        #expect(
            go.filter { $0.kind == .remove }.map(\.room.text) == [
                "!deep", "!deep", "!a", "!a", "!mid", "!mid", "!z-top", "!z-top",
            ])
        #expect(go.map(\.kind).prefix(8).last == .invite && go.prefix(4).allSatisfy { $0.kind == .spare })
        #expect(go.suffix(2).map(\.user.text) == ["@p1:here.example", "@p2:here.example"])
    }
}

@Suite("A held plan")
struct HeldPlanTests {
    private func act(_ name: String, _ who: String, _ kind: MembershipAct.Kind = .remove, version: String = "!a@1")
        -> MembershipAct
    {
        MembershipAct(
            kind: kind, room: room(name), user: user(who), reason: ActReason.refusedDue.text, instances: [instance("x")],
            ruleVersion: version)
    }

    private func bytes(_ acts: [MembershipAct], _ people: People = People()) -> [UInt8] {
        HeldPlan.canonicalBytes(of: acts.grouped(people), people)
    }

    @Test("has bytes that are the same in every order and in every process, and others for other acts")
    func text() {
        let acts = [act("b", "x"), act("a", "y"), act("a", "x", .warn), act("a", "x")]
        let text = bytes(acts)
        #expect(text == bytes(acts.reversed()))
        let others = People()
        for name in ["z", "y", "x"] { _ = others.number(of: user(name)) }
        #expect(text == bytes(acts, others))
        let beginning = "usher plan 2\n2\n15:@x:here.example,15:@y:here.example,2:!a,6:remove,4:!a@1,1:x,"
        #expect(String(decoding: text.prefix(beginning.utf8.count), as: UTF8.self) == beginning)
        let changed = [
            act("b", "z"), act("c", "x"), act("b", "x", .withdraw), act("b", "x", version: "!a@2"),
            MembershipAct(kind: .remove, room: room("b"), user: user("x"), reason: "", instances: [], ruleVersion: "!a@1"),
        ]
        let texts = changed.map { bytes([$0] + acts.dropFirst()) }
        #expect(Set(texts + [text]).count == changed.count + 1)
    }

    @Test("is the same however its acts are grouped")
    func groups() {
        let people = People()
        let numbers = ["x", "y", "z"].map { people.number(of: user($0)) }
        func group(_ members: [PersonNumber]) -> ActGroup {
            ActGroup(
                kind: .remove, room: room("a"), reason: ActReason.refusedDue.text, instances: [instance("x")],
                ruleVersion: "!a@1", people: PersonSet(members))
        }
        let whole = HeldPlan.canonicalBytes(of: [group(numbers)], people)
        #expect(whole == HeldPlan.canonicalBytes(of: [group([numbers[2]]), group([]), group([numbers[1], numbers[0]])], people))
        #expect(whole == bytes([act("a", "z"), act("a", "x"), act("a", "y")]))
        #expect([group(numbers)].cover([group([numbers[1]])]) && ![group([numbers[1]])].cover([group(numbers)]))
    }

    @Test("cannot be mistaken for another whose fields are cut elsewhere")
    func unambiguous() {
        #expect(String(decoding: bytes([act("a", "x", version: "1,6:remove")]), as: UTF8.self).contains("10:1,6:remove,"))
        #expect(bytes([act("a\u{e9}", "x")]) != bytes([act("ae\u{301}", "x")]))
    }

    @Test("when approved, carries out its acts as far as each is still wanted for the same reason, and nothing else")
    func stillWanted() throws {
        let people = People()
        let numbers = ["x", "y", "z"].map { people.number(of: user($0)) }
        let policy = EffectivePolicy(
            room: room("a"), sources: [.init(room: room("a"), revision: 1, rule: asking("x"), path: [])], phase: .enforce)
        var plan = RoomPlan(room: room("a"), policy: policy, phase: .enforce)
        plan.add([numbers[0], numbers[2]], because: .refusedDue)
        plan.add([numbers[1]], because: .cameBack)
        let hash = PlanHash(bytes: [UInt8](repeating: 1, count: 32))
        func held(_ acts: [MembershipAct]) -> HeldPlan {
            HeldPlan(hash: hash, heldAt: .day(1), causes: [], groups: acts.grouped(people))
        }

        let shown = held([act("a", "x"), act("a", "y"), act("a", "w"), act("b", "x"), act("a", "z", version: "!a@2")])
        #expect(shown.stillWanted(in: [plan]).flatMap { $0.acts(people) } == [act("a", "x")])
        #expect(shown.stillWanted(in: []).isEmpty)
        let observed = RoomPlan(room: room("a"), policy: policy, phase: .observe)
        #expect(shown.stillWanted(in: [observed]).isEmpty)
    }
}
