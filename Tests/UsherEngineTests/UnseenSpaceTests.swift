import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

@Suite("Where the loop cannot look into a space", .timeLimit(.minutes(1)))
struct UnseenSpaceTests {
    /// A room below two spaces with a rule each, enforced at once. Alice is there by the first, Bob by the second.
    private func world(_ name: String = #function) async throws -> (GovernorWorld, first: RoomID, room: RoomID, alice: UserID) {
        let world = try await GovernorWorld(name)
        let (first, second, room) = (world.make(isSpace: true), world.make(isSpace: true), world.make())
        world.list(room, in: first)
        world.list(room, in: second)
        let alice = try await world.people(["alice"], in: "a")[0]
        world.join(try await world.people(["bob"], in: "b") + [alice], room)
        for (space, group) in [(first, "a"), (second, "b")] {
            try await world.set(space) { [rule = world.rule(group)] in
                $0.rule = rule
                $0.phase = .enforce
                $0.graceMilliseconds = 0
            }
        }
        try await world.sweep()
        #expect(world.membership(alice, room) == .join)
        return (world, first, room, alice)
    }

    @Test("a space that cannot be read for a while takes nothing from anybody, and it is said why")
    func unread() async throws {
        let (world, first, room, alice) = try await world()
        try await world.stop()
        world.homeserver.hide([first])
        try await world.restartStopped()
        try await world.sweep()
        #expect(world.membership(alice, room) == .join)
        let unseen = [UnseenRoom(first, .unread)]
        #expect(try await world.problems(of: room) == [.policyUnknown(because: unseen)])
        #expect(try await world.problems(of: first) == [.unread])
        #expect(world.log.says("what holds in some rooms is not known", first.text))
        #expect(try await world.daemon.governor.status().roomsInDoubt == 1)
        // Somebody new who is entitled by what is known comes in all the same.
        let carol = try await world.people(["carol"], in: "b")[0]
        try await world.sweep()
        #expect(world.membership(carol, room) == .invite)
        world.homeserver.hide([])
        world.thirdParty.change("a", at: world.groups) { $0 = ["somebody"] }
        try await world.sweep()
        #expect(try await world.problems(of: room).isEmpty)
        #expect(world.log.says("is known again"))
    }

    @Test("a space that the bot is taken out of leaves its rooms as they are, over a restart, until its rule is removed")
    func lost() async throws {
        let (world, first, room, alice) = try await world()
        world.homeserver.act(.kick, world.homeserver.bot, in: first, by: world.admin)
        for _ in 0..<2 {
            try await world.sweep()
            #expect(world.membership(alice, room) == .join)
            #expect(try await world.problems(of: room) == [.policyUnknown(because: [UnseenRoom(first, .lost)])])
            try await world.restart()
        }
        try await world.sweep()
        try await world.daemon.policies.remove(first, by: "test")
        try await world.sweep()
        #expect(try await world.problems(of: room).isEmpty)
        #expect(world.membership(alice, room) == .leave, "the other rule governs alone now")
        #expect(try await world.daemon.store.memory.spaces()[first] == nil, "and the lost space is forgotten")
    }

    @Test("a departure below a lost space neither ends nor goes on, and nobody is told that all is well")
    func departures() async throws {
        let world = try await GovernorWorld()
        let (space, room) = (world.make(isSpace: true), world.make())
        world.list(room, in: space)
        try await world.people(["boss"], in: "a")
        let dora = try await world.people(["dora"])[0]
        world.join([dora], room)
        try await world.set(space) { [rule = world.rule("a")] in
            $0.rule = rule
            $0.phase = .enforce
        }
        try await world.sweep()
        let notices = world.homeserver.notices.count
        #expect(notices == 1)
        world.homeserver.act(.kick, world.homeserver.bot, in: space, by: world.admin)
        world.clock.advance(milliseconds: 8 * 24 * 3_600_000)
        try await world.sweep()
        #expect(world.membership(dora, room) == .join && world.homeserver.notices.count == notices)
        #expect(try await world.daemon.store.journal.departures().count == 1)
        #expect(try await world.problems(of: room) == [.policyUnknown(because: [UnseenRoom(space, .lost)])])
        world.homeserver.act(.invite, world.homeserver.bot, in: space, by: world.admin)
        world.homeserver.act(.join, world.homeserver.bot, in: space)
        try await world.sweep()
        #expect(world.membership(dora, room) == .leave, "the bot is back, and her time is over")
    }
}
