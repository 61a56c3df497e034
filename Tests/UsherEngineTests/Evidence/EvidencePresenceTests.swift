import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

@Suite("Instances that are not there")
struct EvidencePresenceTests {
    /// Alice is linked and a member, Bob took his link away, and Carol never had one.
    private func world(_ name: String = #function) async throws -> EvidenceWorld {
        let world = try EvidenceWorld(name)
        world.set(["alice"])
        try await world.link(["alice", "bob"])
        try await world.unlink("bob")
        _ = world.people.number(of: try world.user("carol"))
        await world.refresh()
        return world
    }

    private func verdicts(_ world: EvidenceWorld) throws -> [Verdict] {
        try ["alice", "bob", "carol"].map { try world.verdict($0) }
    }

    @Test("While the plugin does not run, nobody is unproven, and nobody counts as having taken their link away")
    func down() async throws {
        let world = try await world()
        #expect(try verdicts(world) == [.holds, .fails, .unproven])
        world.provider.open(world.instance, isRunning: false)
        await world.gather.noteInstances()
        #expect(try verdicts(world) == [.holds, .unknown, .unknown])
        let grounds = world.book.grounds(of: try world.user("carol"), world.core, at: world.clock.now())
        #expect(grounds.leaf.verdict == .unknown && grounds.leaf.reason.contains("plugin does not run"))
        #expect(!world.book.grounds(of: try world.user("bob"), world.core, at: world.clock.now()).leaf.isDeparted)
        // Once what was said has grown old, nobody knows anything about anybody.
        world.clock.advance(milliseconds: 2 * EvidenceWorld.hour)
        #expect(try verdicts(world) == [.unknown, .unknown, .unknown])
        world.provider.open(world.instance)
        await world.refreshWhenDue()
        #expect(try verdicts(world) == [.holds, .fails, .unproven])
    }

    @Test("After a restart nobody is unproven before the plugin has introduced itself")
    func restarted() async throws {
        let world = try await world()
        world.provider.open(world.instance, isRunning: false)
        try await world.restart()
        _ = world.people.number(of: try world.user("carol"))
        #expect(try verdicts(world) == [.holds, .unknown, .unknown])
        await world.refresh()
        #expect(try verdicts(world) == [.holds, .unknown, .unknown])
        world.provider.open(world.instance)
        await world.gather.noteInstances()
        #expect(try verdicts(world) == [.holds, .fails, .unproven])
    }

    @Test("About an instance that was taken out of the configuration nothing is known")
    func gone() async throws {
        let world = try await world()
        world.provider.close(world.instance)
        await world.gather.noteInstances()
        #expect(try verdicts(world) == [.unknown, .unknown, .unknown])
        let grounds = world.book.grounds(of: try world.user("alice"), world.core, at: world.clock.now())
        #expect(grounds.leaf.reason.contains("no such instance"))
        world.provider.open(world.instance)
        await world.gather.noteInstances()
        #expect(try verdicts(world) == [.holds, .fails, .unproven])
    }

    @Test("An instance of which nothing was ever stored is gone too when it is not configured")
    func neverThere() async throws {
        let world = try EvidenceWorld()
        world.provider.close(world.instance)
        _ = world.people.number(of: try world.user("carol"))
        await world.refresh()
        #expect(try world.verdict("carol") == .unknown)
    }
}
