import Testing

@testable import UsherDomain

@Suite("The doors of a room")
struct DoorTests {
    private func doors(_ joinRule: JoinRule, _ policies: [Policy], spaces: [ObservedRoom]? = nil) -> RoomDoors {
        let one = ObservedRoom.plain("a", joinRule: joinRule)
        let rooms = (spaces ?? [.space("s", ["a"]), .space("t", ["a"])]) + [one, .plain("b")]
        return PolicyMap(policies: policies, tree: SpaceTree(rooms: rooms)).doors(of: one, now: .day(0))
    }

    private static let ruled = Policy(room: room("s"), rule: asking("team"), phase: .enforce)

    @Test("let the entitled in by themselves below a space that the room is restricted to")
    func restricted() {
        #expect(doors(.restricted(to: [room("s")]), [Self.ruled]) == RoomDoors(letEntitledIn: true))
        #expect(doors(.knockRestricted(to: [room("s")]), [Self.ruled]) == RoomDoors(letEntitledIn: true))
        #expect(doors(.invite, [Self.ruled]) == RoomDoors())
    }

    @Test("do not while the space only observes, and so invites and removes nobody")
    func observing() {
        var policies = [Self.ruled, Policy(room: room("a"), phase: .enforce)]
        policies[0].phase = .observe
        let space = room("s")
        #expect(doors(.restricted(to: [space]), policies) == RoomDoors(open: .restricted(to: [space])))
    }

    @Test("do not where a second rule comes from a space that does not open them")
    func twoRules() {
        let both = [Self.ruled, Policy(room: room("t"), rule: asking("other"), phase: .enforce)]
        #expect(!doors(.restricted(to: [room("s")]), both).letEntitledIn)
        #expect(doors(.restricted(to: [room("s"), room("t")]), both) == RoomDoors(letEntitledIn: true))
    }

    @Test("do not for a room with a rule of its own, and the space is a way back in")
    func ownRule() {
        let own = [Self.ruled, Policy(room: room("a"), rule: asking("other"), phase: .enforce)]
        #expect(doors(.restricted(to: [room("s")]), own) == RoomDoors(open: .restricted(to: [room("s")])))
    }

    @Test("are open where anybody may join, and through rooms that no rule governs or that the bot is not in")
    func open() {
        #expect(doors(.open, [Self.ruled]) == RoomDoors(letEntitledIn: true, open: .open))
        #expect(doors(.restricted(to: [room("b"), room("s")]), [Self.ruled]).open == .restricted(to: [room("b")]))
        #expect(doors(.restricted(to: [room("unseen")]), [Self.ruled]).open == .restricted(to: [room("unseen")]))
        #expect(doors(.open, []) == RoomDoors(), "nothing is governed")
    }
}
