import Testing
import UsherTesting

@testable import UsherDomain

@Suite("Where a space cannot be looked into")
struct UnseenRoomsTests {
    private let policies = [
        Policy(room: room("a"), rule: asking("team"), phase: .enforce, graceMilliseconds: 0),
        Policy(room: room("b"), rule: asking("shop"), phase: .enforce, graceMilliseconds: 0),
    ]

    private func map(_ policies: [Policy], _ rooms: [ObservedRoom], unread: Set<RoomID> = [], lost: [String: [String]] = [:])
        -> PolicyMap
    {
        PolicyMap(
            policies: policies, tree: SpaceTree(rooms: rooms),
            unseen: UnseenRooms(
                unread: unread,
                lost: Dictionary(uniqueKeysWithValues: lost.map { (room($0.key), Set($0.value.map { room($0) })) })))
    }

    private func unseen(_ map: PolicyMap, _ name: String) -> [UnseenRoom] { map.effective(room(name)).unseen }

    @Test("what holds below a space that was not read is not known, also where another rule comes down")
    func unreadSpace() {
        let map = map(policies, [.space("b", ["r"]), .plain("r")], unread: [room("a")])
        #expect(map.effective(room("r")).sources.map(\.room) == [room("b")], "what is known stays")
        #expect(unseen(map, "r") == [UnseenRoom(room("a"), .unread)])
        #expect(map.problems(of: room("r")) == [.policyUnknown(because: [UnseenRoom(room("a"), .unread)])])
        #expect(map.problems(of: room("a")) == [.unread], "the bot is in it")
    }

    @Test("any room that was not read may be a space between")
    func unreadBetween() {
        let map = map([policies[0]], [.space("a", ["x"]), .plain("x"), .plain("r")], unread: [room("u")])
        #expect(unseen(map, "r") == [UnseenRoom(room("u"), .unread)])
        #expect(unseen(map, "x").isEmpty, "nothing can come down there that does not already")
        #expect(unseen(map, "a").isEmpty)
    }

    @Test("settings and exemptions count like rules")
    func unreadSettings() {
        let own = Policy(
            room: room("r"), rule: asking("team"), phase: .enforce, graceMilliseconds: 0, shadows: .remove, knocks: .answer,
            brakes: .standard)
        let exempting = Policy(room: room("a"), exempt: [pattern("@boss:*")])
        #expect(!unseen(map([own, exempting], [.plain("r")], unread: [room("a")]), "r").isEmpty)
        let observing = Policy(room: room("a"), phase: .observe)
        #expect(unseen(map([own, observing], [.plain("r")], unread: [room("a")]), "r").isEmpty, "its own phase counts")
        var without = own
        without.phase = nil
        #expect(
            !unseen(map([without, observing, policies[1]], [.space("b", ["r"]), .plain("r")], unread: [room("a")]), "r").isEmpty)
    }

    @Test("a room that inherits nothing is not concerned, nor is anything where nobody set anything for several rooms")
    func unconcerned() {
        let cut = Policy(room: room("r"), rule: asking("team"), phase: .enforce, inheritsNothing: true)
        #expect(unseen(map(policies + [cut], [.plain("r")], unread: [room("a")]), "r").isEmpty)
        let alone = Policy(room: room("r"), rule: asking("team"), phase: .enforce)
        let other = Policy(room: room("q"), rule: asking("team"), phase: .enforce)
        #expect(unseen(map([alone, other], [.plain("r"), .plain("q")], unread: [room("u")]), "r").isEmpty)
        let single = Policy(room: room("a"), rule: asking("team"), isForThisRoomOnly: true)
        #expect(unseen(map([alone, single], [.plain("r")], unread: [room("a")]), "r").isEmpty)
    }

    @Test("below a space that the bot lost, what held when it last was there is no longer known")
    func lostSpace() {
        let rooms: [ObservedRoom] = [.space("b", ["r"]), .plain("r"), .plain("q"), .plain("x")]
        let found = map(policies, rooms, lost: ["a": ["r", "q"]])
        #expect(unseen(found, "r") == [UnseenRoom(room("a"), .lost)])
        #expect(unseen(found, "q") == [UnseenRoom(room("a"), .lost)])
        #expect(found.lost == [room("q")], "nothing governs it now, and it is shown")
        #expect(unseen(found, "x").isEmpty && unseen(found, "b").isEmpty)
    }

    @Test("it is known again when the lost space's policy is removed, or cut off")
    func lostForGood() {
        let rooms: [ObservedRoom] = [.space("b", ["r"]), .plain("r")]
        #expect(unseen(map([policies[1]], rooms, lost: ["a": ["r"]]), "r").isEmpty)
        let cut = Policy(room: room("r"), inheritsNothing: true)
        #expect(unseen(map(policies + [cut], rooms, lost: ["a": ["r"]]), "r").isEmpty)
    }

    @Test("a lost space between counts while the space above lists it")
    func lostBetween() {
        let lost = ["m": ["r"]]
        #expect(
            unseen(map([policies[0]], [.space("a", ["m"]), .plain("r")], lost: lost), "r") == [UnseenRoom(room("m"), .lost)])
        #expect(unseen(map([policies[0]], [.space("a", []), .plain("r")], lost: lost), "r").isEmpty)
        #expect(
            unseen(map([policies[0]], [.space("a", ["m", "r"]), .plain("r")], lost: lost), "r").isEmpty, "another way leads there"
        )
    }

    @Test("spaces that something comes down through are named, so that they can be remembered")
    func carriers() {
        let rooms: [ObservedRoom] = [.space("a", ["m"]), .space("m", ["r"]), .plain("r"), .space("idle", ["r"])]
        #expect(map([policies[0]], rooms).carriers == [room("a"), room("m")])
        #expect(map([policies[0]], [rooms[0]], lost: ["m": ["r"], "old": ["r"]]).carriers == [room("a"), room("m")])
    }

    @Test("nobody is taken anything from, no knock is turned down and no departure ends because nothing refuses any more")
    func frozen() {
        let departing = Departure.of(since: .day(1), dueAt: .day(2))
        let situation = RoomSituation.ruled(grace: 0).joined(1, 11, 12).placing(13, .invitedByBot).placing(14, .knocking)
            .placing(2, .knocking).departing(12, departing)
            .with { $0.policy.unseen = [UnseenRoom(room("s"), .unread)] }
        let plan = situation.plan
        #expect(plan[.remove].isEmpty && plan[.warn].isEmpty && plan[.withdraw].isEmpty && plan[.deny].isEmpty)
        #expect(plan[.spare].isEmpty && plan.ended.isEmpty)
        #expect(plan[.admit].contains(person(2)), "whom the known part admits comes in")
        #expect(!plan.problems.contains { if case .cannotRemove = $0 { true } else { false } })
        let nothing = situation.with { $0.policy.sources = [] }.plan
        #expect(nothing[.spare].isEmpty && nothing.ended.isEmpty && nothing.leaving.contains(person(12)))
        #expect(
            situation.with {
                $0.policy.sources = []; $0.policy.unseen = []
            }.plan[.spare].contains(person(12)))
    }

    @Test("the advice names what cannot be seen, and what to do")
    func advice() {
        let problem = RoomProblem.policyUnknown(because: [UnseenRoom(room("a"), .lost), UnseenRoom(room("u"), .unread)])
        let text = problem.advice(in: room("r"), bot: theBot)
        #expect(text.contains("!a,") && text.contains("!u could") && text.contains("Invite \(theBot) again"))
    }

    @Test("many rooms that were not read cost as much as there are rooms, not as much as there are pairs of them")
    func manyUnread() {
        let spaces = (0..<100).map { ObservedRoom.space("s\($0)", ["r\($0)"]) }
        let unread = Set((0..<300).map { room("u\($0)") })
        let tree = SpaceTree(rooms: spaces + (0..<600).map { .plain("r\($0)") })
        let wide = tree.widened(by: UnseenRooms(unread: unread))
        #expect(wide.childPlaces.reduce(0) { $0 + $1.count } < 3 * 1_001)
        #expect(Set(wide.roomsBelow(room("s7"))).isSuperset(of: Set(tree.ids).union(unread).subtracting([room("s7")])))
        #expect(Set(wide.roomsBelow(room("u7"))).isSuperset(of: tree.ids))
        #expect(wide.roomsBelow(room("r7")).isEmpty)
    }
}

@Suite("The version of a rule")
struct RuleVersionTests {
    @Test("changes when a name that the rule uses stands for something else, and names without a meaning count, too")
    func names() throws {
        let name = try #require(RequirementName("team:core"))
        let other = try #require(RequirementName("team:other"))
        let policy = Policy(room: room("a"), revision: 3, rule: .named(name))
        func version(_ names: [RequirementName: Int64]) -> String {
            PolicyMap(policies: [policy], tree: SpaceTree(rooms: [.plain("a")]), names: names).effective(room("a")).ruleVersion
        }
        #expect(version([name: 1, other: 7]) == "!a@3+team:core@1")
        #expect(version([name: 2]) == "!a@3+team:core@2")
        #expect(version([:]) == "!a@3+team:core@0")
    }

    @Test("names another room after the rule has moved there, among the other sources in their order, and nothing else")
    func moved() {
        let move = PolicyMove(from: room("m"), revision: 3, to: room("z+!y@1:x"), revision: 2)
        func renamed(_ version: String) -> String { move.renamed(version) }
        #expect(renamed("!m@3") == "!z+!y@1:x@2")
        #expect(renamed("!a@1+!m@3+!q@5+t:core@1+t:other@0") == "!a@1+!q@5+!z+!y@1:x@2+t:core@1+t:other@0")
        #expect(renamed("!m@3+!zz@1") == "!z+!y@1:x@2+!zz@1")
        for other in ["", "!m@2", "!m@33", "!m@3x", "!q!m@3", "!q+!m@3:x@1", "!q@1+!mm@3", "t:m@3", "!m"] {
            #expect(renamed(other) == other)
        }
        let back = PolicyMove(from: room("z+!y@1:x"), revision: 2, to: room("b"), revision: 1)
        #expect(back.renamed("!a@1+!z+!y@1:x@2+!zz@1+t:core@1") == "!a@1+!b@1+!zz@1+t:core@1")
    }

    @Test("is that which the same policies have when one of them is another room's")
    func movedAsMade() {
        let random = SeededRandom("versions")
        let names = ["a", "b", "c", "d", "e", "f"]
        for _ in 0..<200 {
            var spaces = names.filter { _ in random.happens(60) }
            guard let old = random.element(of: spaces) else { continue }
            let new = random.element(of: ["0", "c1", "cc", "g"]) ?? "g"
            func version(_ spaces: [String]) -> String {
                PolicyMap(
                    policies: spaces.map { Policy(room: room($0), revision: $0 == new ? 1 : 4, rule: asking("team")) },
                    tree: SpaceTree(rooms: spaces.map { .space($0, ["r"]) } + [.plain("r")])
                ).effective(room("r")).ruleVersion
            }
            let before = version(spaces)
            spaces.removeAll { $0 == old }
            let move = PolicyMove(from: room(old), revision: 4, to: room(new), revision: 1)
            #expect(move.renamed(before) == version(spaces + [new]))
        }
    }
}
