import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

@Suite("When a room is upgraded, the loop", .timeLimit(.minutes(1)))
struct UpgradeTests {
    private func upgrade(_ world: GovernorWorld, _ room: RoomID) -> RoomID {
        let new = world.make(predecessor: room)
        world.homeserver.change(room) { $0.tombstone = Tombstone(replacement: new, sender: world.admin) }
        return new
    }

    @Test(
        "invites nobody who had left, declined, or been removed or banned by a moderator; also when the bot has left the old room"
    )
    func leavers() async throws {
        let world = try await GovernorWorld()
        let room = world.make()
        let names = ["stays", "leaves", "declines", "kicked", "banned"]
        let people = try await world.people(names, in: "a")
        try await world.set(room) { [rule = world.rule("a")] in
            $0.rule = rule
            $0.phase = .enforce
        }
        try await world.sweep()
        for user in people where user != people[2] { world.homeserver.act(.join, user, in: room) }
        world.homeserver.act(.leave, people[1], in: room)
        world.homeserver.act(.leave, people[2], in: room)
        world.homeserver.act(.kick, people[3], in: room, by: world.admin)
        world.homeserver.act(.ban, people[4], in: room, by: world.admin)
        try await world.sweep()
        let new = upgrade(world, room)
        try await world.sweep()
        try await world.sweep()
        let expected: [Membership] = [.invite, .none, .none, .none, .none]
        #expect(people.map { world.membership($0, new) } == expected)
        world.homeserver.act(.leave, world.homeserver.bot, in: room)
        try await world.sweep()
        try await world.restart()
        try await world.sweep()
        #expect(people.map { world.membership($0, new) } == expected)
        // Who asks to come in is let in.
        world.homeserver.change(new) { $0.joinRule = .knock }
        world.homeserver.act(.knock, people[1], in: new)
        try await world.sweep()
        #expect(world.membership(people[1], new) == .invite)
    }

    @Test("follows as soon as it is in the new room, with what is under way, and forgets nothing")
    func follows() async throws {
        let world = try await GovernorWorld()
        let room = world.make()
        try await world.people(["boss"], in: "a")
        let dora = try await world.people(["dora"])[0]
        world.join([dora], room)
        try await world.set(room) { [rule = world.rule("a")] in
            $0.rule = rule
            $0.phase = .enforce
        }
        try await world.sweep()
        let departure = try #require(try await world.daemon.store.journal.departures().first)
        #expect(departure.noticedAt != nil)
        let new = world.homeserver.make(version: 11, creator: world.admin, predecessor: room)
        world.homeserver.change(room) { $0.tombstone = Tombstone(replacement: new, sender: world.admin) }
        try await world.sweep()
        let governor = try world.daemon.governor
        #expect(await governor.departures[room, dora] == departure)
        try await governor.pause(by: "test")
        try await governor.resume(by: "test")
        world.homeserver.act(.invite, world.homeserver.bot, in: new, by: world.admin)
        world.homeserver.act(.join, world.homeserver.bot, in: new)
        world.homeserver.change(new) { $0.power.users[world.homeserver.bot] = 50 }
        // Only the new room has changed, and the clock stands still.
        if let changes = world.homeserver.deliverSync() { await governor.roomsChanged(changes) }
        _ = await governor.nextPass()
        #expect(try await world.daemon.store.policies.policies().map(\.room) == [new])
        let move = PolicyMove(from: room, revision: 1, to: new, revision: 1)
        #expect(await governor.departures[new, dora] == departure.moved(by: move))
        #expect(await governor.departures[room, dora] == nil)
        #expect(try await world.daemon.store.journal.departures() == [departure.moved(by: move)])
    }

    @Test("counts what was taken in the old room in the new one, at once and over a restart: its brake does not begin anew")
    func taken() async throws {
        let world = try await GovernorWorld()
        let room = world.make()
        try await world.people(["boss"], in: "a")
        let people = try await world.people(["p0", "p1", "p2"])
        world.join(people, room)
        try await world.set(room) { [rule = world.rule("a")] in
            $0.rule = rule
            $0.phase = .enforce
            $0.graceMilliseconds = 0
        }
        try await world.sweep()
        #expect(people.allSatisfy { world.membership($0, room) == .leave })
        let new = upgrade(world, room)
        try await world.sweep()
        func taken() async throws -> [RoomID: Int] {
            let governor = try world.daemon.governor
            var table = await governor.takings
            return await table.all(governor.departures, governor.schedule, now: world.clock.now()).rooms.mapValues(\.count)
        }
        #expect(try await taken() == [new: 3])
        try await world.restart()
        #expect(try await taken() == [new: 3])
    }
}
