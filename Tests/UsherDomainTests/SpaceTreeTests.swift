import Testing

@testable import UsherDomain

@Suite("The tree of spaces")
struct SpaceTreeTests {
    @Test("has what a space lists as its children, and what they list below them")
    func nested() {
        let tree = SpaceTree(rooms: [.space("top", ["mid", "a"]), .space("mid", ["b"]), .plain("a"), .plain("b")])
        #expect(tree.children(of: room("top")) == [room("a"), room("mid")])
        #expect(tree.parents(of: room("b")) == [room("mid")])
        #expect(tree.roomsBelow(room("top")) == [room("a"), room("mid"), room("b")])
        #expect([room("top"), room("a"), room("mid"), room("b")].map(tree.depth) == [0, 1, 1, 2])
    }

    @Test("counts the longest way down, so that nothing is above what it lists")
    func longestWay() {
        let tree = SpaceTree(rooms: [.space("s", ["z", "m"]), .space("m", ["z"]), .plain("z")])
        #expect(tree.depth(of: room("z")) == 2)
    }

    @Test("believes a room that claims a space only if whoever said so may list children there now")
    func claims() {
        var space = ObservedRoom.space("s", [])
        space.power = RoomPower(users: [theBot: 50, user("lister"): 50], listChildren: 50)
        let rooms = [
            space, .plain("right", parents: [room("s"): user("lister")]), .plain("wrong", parents: [room("s"): user("nobody")]),
            .plain("lost", parents: [room("elsewhere"): user("lister")]),
        ]
        #expect(SpaceTree(rooms: rooms).children(of: room("s")) == [room("right")])
        space.power.isReadable = false
        #expect(SpaceTree(rooms: [space] + rooms.dropFirst()).children(of: room("s")).isEmpty)
    }

    @Test("does not take a plain room for a space, whatever it lists and whoever claims it")
    func noSpace() {
        var plain = ObservedRoom.plain("p")
        plain.children = [room("a"): []]
        let tree = SpaceTree(rooms: [plain, .plain("a", parents: [room("p"): theBot])])
        #expect(tree.children(of: room("p")).isEmpty)
    }

    @Test("survives cycles, spaces that list themselves, and rooms that nobody is in")
    func cycles() {
        let tree = SpaceTree(rooms: [.space("a", ["a", "b", "dead"]), .space("b", ["c"]), .space("c", ["a"])])
        #expect(Set(tree.roomsBelow(room("a"))) == [room("b"), room("c"), room("dead")])
        #expect(Set(tree.roomsBelow(room("b"))) == [room("a"), room("c"), room("dead")])
        #expect(!tree.isBotIn(room("dead")))
        #expect(tree.depth(of: room("c")) == 2)
    }

    @Test("counts from the space with the policy where nothing is above a circle of spaces", arguments: ["a", "b", "c"])
    func circles(top: String) {
        let rooms: [ObservedRoom] = [.space("a", ["b"]), .space("b", ["c", "x"]), .space("c", ["a"]), .plain("x")]
        let tree = SpaceTree(rooms: rooms, tops: [room(top)])
        #expect(tree.depth(of: room(top)) == 0)
        #expect(["a", "b", "c"].map { tree.depth(of: room($0)) }.sorted() == [0, 1, 2])
        #expect(tree.depth(of: room("x")) == tree.depth(of: room("b")) + 1)
    }

    @Test("takes a chain of 20,000 spaces, and a space of 1,000 rooms in each other's lists")
    func large() {
        let chain = (0..<20_000).map { ObservedRoom.space("s\($0)", ["s\($0 + 1)"]) }
        let tree = SpaceTree(rooms: chain)
        #expect(tree.depth(of: room("s20000")) == 20_000)
        #expect(tree.roomsBelow(room("s0")).count == 20_000)

        let names = (0..<1_000).map { "r\($0)" }
        let wide = SpaceTree(rooms: [.space("s", names)] + names.map { .space($0, ["s", "r0", "r1"]) })
        #expect(wide.roomsBelow(room("s")).count == 1_000)
    }
}
