import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

@Suite("What a person is asked about a room that is then upgraded", .timeLimit(.minutes(1)))
struct UpgradedPlanTests {
    /// A room with a rule by which all of these people would be out.
    private struct Place {
        let world: GovernorWorld
        let room: RoomID
        let people: [UserID]

        init(_ name: String, graceMilliseconds: Int64 = 0, in space: Bool = false) async throws {
            world = try await GovernorWorld(name)
            room = world.make()
            let ruled = space ? world.make(isSpace: true) : room
            if space { world.list(room, in: ruled) }
            try await world.people(["boss"], in: "a")
            people = try await world.people((0..<8).map { "p\($0)" })
            world.join(people, room)
            try await world.set(ruled) { [rule = world.rule("a")] in
                $0.rule = rule
                $0.phase = .enforce
                $0.graceMilliseconds = graceMilliseconds
            }
            try await world.sweep()
        }

        func upgrade(_ old: RoomID, isSpace: Bool = false) -> RoomID {
            let new = world.make(isSpace: isSpace, predecessor: old)
            world.homeserver.change(old) { $0.tombstone = Tombstone(replacement: new, sender: world.admin) }
            return new
        }

        var held: [HeldPlanReport] {
            get async throws { try await world.daemon.governor.heldPlans() }
        }

        func count(_ act: AuditEntry.Act) async throws -> Int {
            try await world.daemon.store.ledger.auditEntries(limit: 999).filter { $0.act == act }.count
        }

        func areAll(_ membership: Membership, in room: RoomID) -> Bool {
            people.allSatisfy { world.membership($0, room) == membership }
        }
    }

    @Test("The plan goes along under the hash that the person was shown, and is carried out in the new room")
    func held() async throws {
        let place = try await Place(#function)
        let world = place.world
        let hash = try #require(try await place.held.first).hash
        let new = place.upgrade(place.room)
        world.join(place.people, new)
        try await world.sweep()
        try await world.restart()
        try await world.sweep()
        #expect(try await place.held.map(\.hash) == [hash])
        #expect(try await place.held.first?.acts.allSatisfy { $0.room == new } ?? false)
        #expect(try await place.count(.planHeld) == 1)
        #expect(try await world.daemon.governor.approve(hash.text, by: "test").acts == 8)
        try await world.sweep()
        #expect(place.areAll(.leave, in: new))
        #expect(place.areAll(.join, in: place.room), "nothing is governed there any more")
        #expect(try await place.held.isEmpty)
    }

    @Test("The plan waits for people who have not come along yet, and goes away when nothing of it can be wanted any more")
    func awaited() async throws {
        let place = try await Place(#function)
        let world = place.world
        let hash = try #require(try await place.held.first).hash
        let new = place.upgrade(place.room)
        try await world.sweep()
        #expect(try await place.held.map(\.hash) == [hash])
        world.join(place.people, new)
        try await world.sweep()
        #expect(try await place.held.map(\.hash) == [hash])
        for user in place.people { world.homeserver.act(.leave, user, in: new) }
        try await world.sweep()
        #expect(try await place.held.isEmpty)
        #expect(try await place.count(.planHeld) == 1)
    }

    @Test("What the person said no to is neither asked again nor done, as a whole or in part, over a restart too")
    func dropped() async throws {
        let place = try await Place(#function)
        let world = place.world
        try await world.daemon.governor.drop(try #require(try await place.held.first).hash.text, by: "test")
        let new = place.upgrade(place.room)
        // So few that the brakes would let them go.
        world.join(Array(place.people.prefix(3)), new)
        try await world.sweep()
        try await world.sweep()
        #expect(place.people.prefix(3).allSatisfy { world.membership($0, new) == .join })
        world.join(Array(place.people.dropFirst(3)), new)
        try await world.sweep()
        try await world.restart()
        try await world.sweep()
        #expect(place.areAll(.join, in: new))
        #expect(try await place.held.isEmpty)
        #expect(try await place.count(.planHeld) == 1)
    }

    @Test("What the person approved goes on in the new room without being asked again")
    func approved() async throws {
        let place = try await Place(#function, graceMilliseconds: 3_600_000)
        let world = place.world
        let hash = try #require(try await place.held.first).hash
        #expect(try await world.daemon.governor.approve(hash.text, by: "test").acts == 8)
        try await eventually("all are told") {
            try await world.daemon.store.journal.departures().allSatisfy { $0.noticedAt != nil }
        }
        let new = place.upgrade(place.room)
        world.join(place.people, new)
        try await world.sweep()
        try await world.restart()
        world.clock.advance(milliseconds: 3_700_000)
        try await world.sweep()
        #expect(place.areAll(.leave, in: new))
        #expect(try await place.count(.planHeld) == 1)
    }

    @Test("A plan for a room below a space stays what it is when the space is upgraded")
    func space() async throws {
        let place = try await Place(#function, in: true)
        let world = place.world
        let space = try #require(try await world.daemon.store.policies.policies().first).room
        let hash = try #require(try await place.held.first).hash
        let new = place.upgrade(space, isSpace: true)
        world.list(place.room, in: new)
        try await world.sweep()
        try await world.restart()
        try await world.sweep()
        #expect(try await place.held.map(\.hash) == [hash])
        #expect(try await world.daemon.governor.approve(hash.text, by: "test").acts == 8)
        try await world.sweep()
        #expect(place.areAll(.leave, in: place.room))
        #expect(try await place.count(.planHeld) == 1)
    }
}
