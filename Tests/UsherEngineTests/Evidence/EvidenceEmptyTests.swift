import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

@Suite("Groups that become empty, and lists that come apart")
struct EvidenceEmptyTests {
    private func asked(_ accounts: Set<String>, _ name: String = #function) async throws -> EvidenceWorld {
        let world = try EvidenceWorld(name)
        world.provider.change(world.core) {
            $0.accounts = accounts
            $0.hasLists = false
        }
        try await world.link(accounts.sorted())
        await world.refresh()
        return world
    }

    /// Asks about everybody again.
    private func look(_ world: EvidenceWorld) async {
        let event = AuthoriserEvent(.all, at: nil, dedupeID: "")
        world.book.take(event, at: world.instance, steady: world.clock.nowMilliseconds())
        await world.refresh()
    }

    @Test("Where people are asked about one by one, it is noticed that nobody is left; also over a restart")
    func nobodyLeft() async throws {
        let world = try await asked(["alice", "bob"])
        #expect(!world.book.hasBecomeEmpty(world.core))
        world.set(["bob"])
        await look(world)
        #expect(try world.verdict("alice") == .fails)
        #expect(!world.book.hasBecomeEmpty(world.core))
        world.set([])
        await look(world)
        #expect(try world.verdict("bob") == .fails)
        #expect(world.book.hasBecomeEmpty(world.core))
        try await world.restart()
        #expect(world.book.hasBecomeEmpty(world.core))
        // It stays so while nobody is a member, and ends with the first who is.
        await look(world)
        #expect(world.book.hasBecomeEmpty(world.core))
        world.set(["alice"])
        await look(world)
        #expect(!world.book.hasBecomeEmpty(world.core))
        try await world.restart()
        #expect(!world.book.hasBecomeEmpty(world.core))
    }

    @Test("A group that never had anybody has not become empty")
    func neverAnybody() async throws {
        let world = try await asked([])
        try await world.link(["alice", "bob"])
        await world.refreshWhenDue()
        #expect(try world.verdict("alice") == .fails)
        #expect(!world.book.hasBecomeEmpty(world.core))
    }

    @Test("The last member of a list who is asked about by themselves leaves it empty, unless strangers are on it")
    func lastOfAList() async throws {
        for strangers in [[], ["stranger"]] as [Set<String>] {
            let world = try EvidenceWorld()
            world.set(strangers.union(["alice"]))
            try await world.link("alice")
            await world.refresh()
            world.set(strangers)
            let event = AuthoriserEvent(.account("alice"), at: nil, dedupeID: "")
            world.book.take(event, at: world.instance, steady: world.clock.nowMilliseconds())
            await world.refresh()
            #expect(try world.verdict("alice") == .fails)
            #expect(world.book.hasBecomeEmpty(world.core) == strangers.isEmpty)
        }
    }

    @Test("Two lists that lack different halves do not confirm each other: nobody fails by either")
    func halves() async throws {
        let world = try EvidenceWorld()
        let (left, right) = (Set((0..<10).map { "left\($0)" }), Set((0..<10).map { "right\($0)" }))
        world.set(left.union(right))
        try await world.link(["left0", "right0"])
        await world.refresh()
        for half in [left, right, left, right] {
            world.set(half)
            #expect(await world.refreshWhenDue().end == .held)
            #expect(try world.verdict("left0") == .holds)
            #expect(try world.verdict("right0") == .holds)
        }
        #expect(await world.refreshWhenDue().end == .listed)
        #expect(try world.verdict("left0") == .fails)
        #expect(try world.verdict("right0") == .holds)
    }

    @Test("While a much shorter list waits to be confirmed, whoever asks why is told so")
    func told() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("alice")
        await world.refresh()
        let gathering = Gathering(gather: world.gather, events: SilentServices())
        await gathering.attend(to: [world.core: world.everybody])
        world.set([])
        for _ in 0..<2 {
            let outcome = await gathering.lookAtAll(isForced: true)
            #expect(outcome.answered == 0)
            #expect(outcome.unanswered.first?.why.contains("waits for another one to confirm it") == true)
        }
        let grounds = world.book.grounds(of: try world.user("alice"), world.core, at: world.clock.now())
        #expect(grounds.leaf.verdict == .holds)
        #expect(grounds.leaf.reason.contains("waits for another one to confirm it"))
    }
}
