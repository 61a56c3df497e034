import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

@Suite("What the loop holds", .timeLimit(.minutes(5)))
struct HeldPlanLoopTests {
    /// A world in which twelve people are in a room, and the first `members` of them in the group.
    private func world(_ name: String = #function, members: Int = 4, graceMilliseconds: Int64 = 0) async throws -> LoopWorld {
        let world = try LoopWorld(name)
        let names = (0..<12).map { "p\($0)" }
        try await world.evidence.link(names)
        world.evidence.set(Set(names.prefix(members)))
        try await world.open("a", names.map(UserID.made)) { $0.graceMilliseconds = graceMilliseconds }
        return world
    }

    /// Changes who is in the group, and has it seen.
    private func set(_ members: Int, in world: LoopWorld) async throws {
        world.evidence.set(Set((0..<members).map { "p\($0)" }))
        world.clock.advance(milliseconds: EvidenceWorld.hour)
        _ = await world.governor.sweep()
    }

    @Test("A plan that was dropped stays dropped, as long and as far as it is the same, over a restart too")
    func dropped() async throws {
        let world = try await world()
        try await world.start()
        let plan = try #require(await world.governor.heldPlans().first)
        #expect(plan.count == 8 && plan.acts.count == 8)
        try await world.governor.drop(plan.hash.text, by: "admin")
        await world.look()
        #expect(await world.governor.heldPlans().isEmpty)
        try await set(5, in: world)
        #expect(await world.governor.heldPlans().isEmpty, "fewer of the same are nothing else")
        await #expect(throws: GoverningRefusal.self) { try await world.governor.approve(plan.hash.text, by: "admin") }
        let kept = try await world.store.journal.heldPlans(now: world.clock.now(), people: world.people)
        #expect(kept.map(\.isDropped) == [true])
        try await set(3, in: world)
        let other = try #require(await world.governor.heldPlans().first)
        #expect(other.count == 9 && other.hash != plan.hash)
        world.clock.advance(milliseconds: HeldPlan.lifetimeMilliseconds)
        #expect(world.rooms.done(.remove) == 0)
        #expect(try await world.log().filter { $0.act == .planHeld }.count == 2)
        await world.stop()
    }

    @Test("What a person said no to is not done either when so little of it is left that the brakes would let it go")
    func droppedAndSmall() async throws {
        let world = try await world()
        try await world.start()
        let plan = try #require(await world.governor.heldPlans().first)
        try await world.governor.drop(plan.hash.text, by: "admin")
        try await set(10, in: world)
        await world.look()
        #expect(world.rooms.done(.remove) == 0)
        #expect(await world.governor.status().waitingActs == 0)
        // Its time is over.
        world.clock.advance(milliseconds: HeldPlan.lifetimeMilliseconds)
        _ = await world.governor.sweep()
        await world.look()
        let rooms = world.rooms
        try await eventually("the two are removed") { rooms.done(.remove) == 2 }
        await world.stop()
    }

    @Test("A plan of which nothing is wanted any more goes away, and says so once; so does one that became part of another")
    func overtaken() async throws {
        let world = try await world()
        try await world.start()
        let first = try #require(await world.governor.heldPlans().first)
        try await set(5, in: world)
        #expect(await world.governor.heldPlans().map(\.hash) == [first.hash], "what is left of it is no other plan")
        try await set(2, in: world)
        let second = try #require(await world.governor.heldPlans().first)
        #expect(await world.governor.heldPlans().count == 1 && second.count == 10)
        try await set(12, in: world)
        #expect(await world.governor.heldPlans().isEmpty)
        let entries = try await world.log().filter { $0.act == .planDropped }
        #expect(entries.map(\.actor) == ["usher", "usher"])
        #expect(try await world.store.journal.heldPlans(now: world.clock.now(), people: world.people).isEmpty)
        await world.stop()
    }

    @Test("Of two who approve at once, one begins a run, and the other is told that it is no longer held")
    func approvedTwice() async throws {
        let world = try await world()
        try await world.start()
        let hash = try #require(await world.governor.heldPlans().first).hash.text
        let governor = world.governor
        let runs = await withTaskGroup(of: Int64?.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    do { return try await governor.approve(hash, by: "admin").run } catch { return nil }
                }
            }
            return await group.reduce(into: [Int64]()) { if let run = $1 { $0.append(run) } }
        }
        #expect(runs.count == 1)
        #expect(try await comesTrue { world.rooms.done(.remove) == 8 })
        #expect(try await world.log().filter { $0.act == .planApproved }.count == 1)
        await world.look()
        #expect(await world.governor.heldPlans().isEmpty)
        await world.stop()
    }

    @Test("More plans than are kept are held together, and nothing is held anew while nothing changes")
    func many() async throws {
        let world = try LoopWorld(
            settings: LoopSettings(
                bot: LoopWorld.bot, page: "", instanceBrakes: BrakeLimits(people: 10_000, percent: 100),
                overallBrakes: BrakeLimits(people: 10_000, percent: 100)))
        let names = (0..<600).map { "p\($0)" }
        try await world.evidence.link(names)
        world.evidence.set(["nobody"])
        for number in 0..<60 { try await world.open("r\(number)", names[(number * 10)..<(number * 10 + 10)].map(UserID.made)) }
        try await world.start()
        #expect(await world.governor.heldPlans().reduce(0) { $0 + $1.count } == 600)
        #expect(await world.governor.heldPlans().count == Governor.heldAtOnceMax)
        for _ in 0..<3 { await world.look() }
        #expect(try await world.log().filter { $0.act == .planHeld }.count == Governor.heldAtOnceMax)
        await world.stop()
    }
}
