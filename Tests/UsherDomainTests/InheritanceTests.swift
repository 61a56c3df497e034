import Testing

@testable import UsherDomain

@Suite("What holds in a room")
struct InheritanceTests {
    private static let rule = asking("team")

    private func map(_ policies: [Policy], _ rooms: [ObservedRoom]) -> PolicyMap {
        PolicyMap(policies: policies, tree: SpaceTree(rooms: rooms))
    }

    private func sources(_ map: PolicyMap, _ name: String) -> [RoomID] { map.effective(room(name)).sources.map(\.room) }

    @Test("is standard and governs nothing where nobody says anything")
    func nothing() {
        let policy = map([], [.plain("a")]).effective(room("a"))
        #expect(policy == EffectivePolicy(room: room("a")))
        #expect(policy.phase == .observe && policy.shadows == .report && policy.knocks == .answer && policy.brakes == .standard)
        #expect(policy.graceMilliseconds == 7 * 24 * 3_600_000)
        #expect(!policy.isGoverned && !policy.canRefuse)
    }

    @Test("comes down through the spaces between, with the way it took")
    func comesDown() {
        let map = map(
            [Policy(room: room("top"), revision: 3, rule: Self.rule, phase: .enforce, graceMilliseconds: 5, shadows: .remove)],
            [.space("top", ["mid"]), .space("mid", ["low"]), .space("low", ["a"]), .plain("a")])
        let policy = map.effective(room("a"))
        #expect(
            policy.sources == [.init(room: room("top"), revision: 3, rule: Self.rule, path: [room("mid"), room("low")])])
        #expect(policy.phase == .enforce && policy.graceMilliseconds == 5 && policy.shadows == .remove)
        #expect(policy.ruleVersion == "!top@3")
        #expect(map.governed == [room("a"), room("low"), room("mid"), room("top")])
    }

    @Test("is the room's own rule alone where it has one, empty or not, here and below")
    func ownRule() {
        let map = map(
            [Policy(room: room("s"), rule: Self.rule, phase: .enforce), Policy(room: room("m"), rule: .empty)],
            [.space("s", ["m", "b"]), .space("m", ["a"]), .plain("a"), .plain("b")])
        #expect(sources(map, "m") == [room("m")])
        #expect(sources(map, "a") == [room("m")])
        #expect(sources(map, "b") == [room("s")])
        #expect(map.effective(room("a")).phase == .enforce, "a setting that only the upper space makes goes on coming down")
        #expect(!map.effective(room("a")).canRefuse)
    }

    @Test("lets in whomever one of several spaces lets in, each rule once however many ways lead up to it")
    func severalParents() {
        let rooms: [ObservedRoom] = [
            .space("s", ["x", "y"]), .space("t", ["a"]), .space("x", ["a"]), .space("y", ["a"]), .plain("a"),
        ]
        let map = map([Policy(room: room("s"), rule: Self.rule), Policy(room: room("t"), rule: asking("other"))], rooms)
        #expect(sources(map, "a") == [room("s"), room("t")])
        #expect(map.effective(room("a")).rule == .any([Self.rule, asking("other")]))
    }

    @Test("takes the more careful setting where the ways up disagree")
    func careful() {
        func policy(_ name: String, _ phase: Phase, _ grace: Int64, _ brakes: BrakeLimits) -> Policy {
            Policy(
                room: room(name), rule: Self.rule, phase: phase, graceMilliseconds: grace,
                shadows: name == "s" ? .remove : .report, knocks: name == "s" ? .answer : .leave, brakes: brakes)
        }
        let rooms: [ObservedRoom] = [.space("s", ["a"]), .space("t", ["a"]), .plain("a")]
        let one = policy("s", .enforce, 10, BrakeLimits(people: 9, percent: 5))
        let phases: [(Phase, Phase)] = [
            (.announce(until: .day(2)), .announce(until: .day(2))), (.observe, .observe), (.enforce, .enforce),
        ]
        for (other, expected) in phases {
            let policy = map([one, policy("t", other, 20, BrakeLimits(people: 3, percent: 50))], rooms).effective(room("a"))
            #expect(policy.phase == expected)
            #expect(policy.graceMilliseconds == 20 && policy.shadows == .report && policy.knocks == .leave)
            #expect(policy.brakes == BrakeLimits(people: 3, percent: 5))
        }
        #expect(Phase.announce(until: .day(1)).moreCareful(.announce(until: .day(3))) == .announce(until: .day(3)))
    }

    @Test("observes below a space that only observes, also if another space above enforces")
    func standardIsCareful() {
        let rooms: [ObservedRoom] = [.space("s", ["a"]), .space("t", ["a"]), .plain("a")]
        let map = map(
            [
                Policy(room: room("s"), rule: Self.rule, phase: .enforce, graceMilliseconds: 1),
                Policy(room: room("t"), rule: asking("other")),
            ], rooms)
        #expect(map.effective(room("a")).phase == .observe)
        #expect(map.effective(room("a")).graceMilliseconds == EffectivePolicy.graceMillisecondsStandard)
        #expect(map.steps(room("a")).contains(.setting(.phase, value: "observe", from: [])))
        #expect(map.effective(room("s")).phase == .enforce)
    }

    @Test("leaves out what is for its own room only, and sees what is above it")
    func forThisRoomOnly() {
        let map = map(
            [
                Policy(room: room("s"), rule: Self.rule, phase: .enforce, exempt: [pattern("@x:here.example")]),
                Policy(
                    room: room("m"), rule: asking("other"), phase: .observe, exempt: [pattern("@y:here.example")],
                    isForThisRoomOnly: true),
            ], [.space("s", ["m"]), .space("m", ["a"]), .plain("a")])
        #expect(sources(map, "m") == [room("m")])
        #expect(sources(map, "a") == [room("s")])
        #expect(map.effective(room("a")).phase == .enforce)
        #expect(map.effective(room("a")).exempt.map(\.text) == ["@x:here.example"])
        #expect(map.effective(room("m")).exempt.map(\.text) == ["@y:here.example", "@x:here.example"])
    }

    @Test("takes nothing from above where a policy inherits nothing, and neither does anything below")
    func inheritsNothing() {
        let map = map(
            [
                Policy(room: room("s"), rule: Self.rule, phase: .enforce, exempt: [pattern("@x:here.example")]),
                Policy(room: room("m"), inheritsNothing: true),
            ], [.space("s", ["m", "b"]), .space("m", ["a"]), .plain("a"), .plain("b")])
        #expect(map.effective(room("m")) == EffectivePolicy(room: room("m")))
        #expect(map.effective(room("a")) == EffectivePolicy(room: room("a")))
        #expect(sources(map, "b") == [room("s")])
    }

    @Test("adds up the exemptions of all spaces above")
    func exemptions() {
        let map = map(
            [
                Policy(room: room("s"), exempt: [pattern("@x:here.example")]),
                Policy(room: room("m"), exempt: [pattern("@y:here.example"), pattern("@x:here.example")]),
            ], [.space("s", ["m"]), .space("m", ["a"]), .plain("a")])
        #expect(map.effective(room("a")).exempt.map(\.text) == ["@y:here.example", "@x:here.example"])
    }

    @Test("never comes from the room itself through a cycle")
    func cycle() {
        let map = map(
            [Policy(room: room("a"), rule: Self.rule, phase: .enforce)],
            [.space("a", ["b"]), .space("b", ["a", "c"]), .plain("c")])
        #expect(map.effective(room("a")).sources == [.init(room: room("a"), revision: 1, rule: Self.rule, path: [])])
        #expect(map.effective(room("c")).sources.map(\.path) == [[room("b")]])
    }

    @Test("names the rooms below a rule, or with a policy, that the bot is not in")
    func missing() {
        let map = map(
            [Policy(room: room("s"), rule: Self.rule), Policy(room: room("gone"), phase: .enforce)],
            [.space("s", ["dead", "a"]), .plain("a"), .space("free", ["unknown"])])
        #expect(map.missing == [room("dead"), room("gone")])
        #expect(map.problems(of: room("dead")) == [.botIsNotIn])
        #expect(map.problems(of: room("gone")) == [.botIsNotIn])
        #expect(map.problems(of: room("a")).isEmpty && map.problems(of: room("unknown")).isEmpty)
    }

    @Test("is explained step by step")
    func steps() {
        let map = map(
            [
                Policy(room: room("s"), revision: 2, rule: Self.rule, graceMilliseconds: 36 * 3_600_000),
                Policy(room: room("a"), phase: .announce(until: Instant(unixMilliseconds: 0)), exempt: [pattern("@x:h")]),
            ], [.space("s", ["m"]), .space("m", ["a"]), .plain("a")])
        #expect(
            map.steps(room("a")).map(\.description) == [
                "rule from !s, revision 2 via !m", "phase announce until 1970-01-01 00:00 UTC, from !a",
                "grace 1 day 12 hours, from !s", "shadows report, the standard", "knocks answer, the standard",
                "brakes more than 5 people and more than 20 %, the standard", "exemption of @x:h from !a",
            ])
        #expect(map.steps(room("nowhere")).first == .noRule)
    }

    @Test("is worked out for 1,000 rooms below 40 spaces and 100 policies in little time")
    func speed() {
        let rooms = (0..<1_000).map { ObservedRoom.plain("r\($0)") }
        let spaces = (0..<40).map { space in
            ObservedRoom.space("s\(space)", (0..<200).map { "r\(($0 * 7 + space * 31) % 1_000)" } + ["s\((space + 1) % 40)"])
        }
        let policies =
            (0..<40).map { Policy(room: room("s\($0)"), rule: Self.rule, phase: .enforce, exempt: [pattern("@x\($0):h")]) }
            + (0..<60).map { Policy(room: room("r\($0)"), graceMilliseconds: 1) }
        let clock = ContinuousClock()
        var map: PolicyMap?
        let time = clock.measure { map = PolicyMap(policies: policies, tree: SpaceTree(rooms: rooms + spaces)) }
        print("1,040 rooms, 100 policies: \(time)")
        #expect(map?.governed.count == 1_040)
        #expect(time < .seconds(5), "linear, also in an unoptimised build on a busy machine")
    }
}
