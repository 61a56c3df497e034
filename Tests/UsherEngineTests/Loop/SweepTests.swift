import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

@Suite("A sweep", .timeLimit(.minutes(3)))
struct SweepTests {
    @Test("comes back at once when the loop does not run, and has not finished")
    func beforeTheStart() async throws {
        let world = try LoopWorld()
        #expect(await world.governor.sweep().rooms == 0)
        #expect(await !world.governor.nextPass())
        try await world.open("a", [])
        try await world.start()
        #expect(await world.governor.status().sweepFinishedAt != nil)
        await world.stop()
        #expect(await world.governor.sweep().rooms == 1)
        #expect(await !world.governor.nextPass())
    }

    @Test("has asked before it finishes, also right after a start: what a rule needs is known only after a pass")
    func asks() async throws {
        let world = try LoopWorld()
        try await world.evidence.link(["p1"])
        world.evidence.set(["p1"])
        try await world.open("a", [.made("p1")])
        try await world.start()
        #expect(world.evidence.provider.takeCalls().contains { $0.requirement == world.evidence.core })
        await world.stop()
    }

    @Test("An act that the homeserver refuses is tried less and less often, and explained once for each reason")
    func refusals() async throws {
        let world = try LoopWorld()
        try await world.evidence.link(["p1", "p2"])
        world.evidence.set(["p1"])
        try await world.open("a", [.made("p1"), .made("p2")]) { $0.graceMilliseconds = 0 }
        world.rooms.refuse("M_FORBIDDEN")
        try await world.start()
        let refused = { try await world.log().filter { $0.act == .actRefused }.count }
        #expect(try await comesTrue { try await refused() == 1 })
        for _ in 0..<12 {
            world.clock.advance(milliseconds: RefusalTable.millisecondsFirst)
            _ = await world.governor.sweep()
        }
        #expect(try await refused() == 1)
        world.rooms.refuse("M_UNKNOWN")
        world.clock.advance(milliseconds: RefusalTable.millisecondsMax)
        let isExplained = try await comesTrue {
            _ = await world.governor.sweep()
            return try await refused() == 2
        }
        #expect(isExplained)
        await world.stop()
    }
}

@Suite("Refused acts")
struct RefusalTableTests {
    private let room = RoomID("!a")
    private let who = PersonNumber(number: 3)

    @Test("wait for an hour, then twice as long each time, for a day at most, and are forgotten when they are done")
    func doubles() throws {
        let room = try #require(room)
        var table = RefusalTable()
        var now = Instant(unixMilliseconds: 0)
        var waits: [Int64] = []
        for _ in 0..<7 {
            table.note("M_FORBIDDEN", .remove, of: who, in: room, now: now)
            #expect(table.waiting(.remove, in: room) == [who] && table.waiting(.invite, in: room).isEmpty)
            let start = now
            while !table.waiting(.remove, in: room).isEmpty {
                now = now.advanced(byMilliseconds: 600_000)
                table.prune(now: now)
            }
            waits.append(now.milliseconds(since: start) / 3_600_000)
        }
        #expect(waits == [1, 2, 4, 8, 16, 24, 24])
        #expect(table.lastCode(.remove, of: who, in: room) == "M_FORBIDDEN")
        table.forget(.remove, of: who, in: room)
        #expect(table.lastCode(.remove, of: who, in: room) == nil)
        table.note("M_FORBIDDEN", .remove, of: who, in: room, now: now)
        table.prune(now: now.advanced(byMilliseconds: 3 * RefusalTable.millisecondsMax))
        #expect(table.lastCode(.remove, of: who, in: room) == nil)
    }
}
