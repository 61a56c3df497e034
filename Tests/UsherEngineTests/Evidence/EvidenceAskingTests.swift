import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

@Suite("Questions about single people")
struct EvidenceAskingTests {
    private func world(_ name: String = #function) throws -> EvidenceWorld {
        let world = try EvidenceWorld(name)
        world.provider.change(world.core) { $0.hasLists = false }
        return world
    }

    @Test("A question says of the person what the plugin needs: account, token, what it wanted to have again, and no Matrix ID")
    func subjects() async throws {
        let world = try world()
        try await world.link("alice", "4711", linkJSON: #"{"grant":1}"#, secretKey: "account/4711")
        await world.refresh()
        let asked = world.provider.takeCalls().compactMap { call -> [Subject]? in
            if case .evaluate(_, let subjects) = call { subjects } else { nil }
        }
        let subject = try #require(asked.first?.first)
        #expect(subject.accountID == "4711")
        #expect(subject.accountName == "alice")
        #expect(subject.linkJSON == #"{"grant":1}"#)
        #expect(subject.secretKey == "account/4711")
        #expect(try subject.pseudonym == world.pseudonym(of: "alice"))
        #expect(!"\(subject)".contains("@alice"))
    }

    @Test("Only those whose answer has grown old are asked about, many in one question")
    func onlyDue() async throws {
        let world = try world()
        world.provider.change(world.core) { $0.accounts = ["member1"] }
        try await world.link((1...1_100).map { "member\($0)" })
        #expect(await world.refresh().end == .asked(1_100, unanswered: 0))
        #expect(sizes(world) == [512, 512, 76])
        await world.refreshWhenDue()
        #expect(sizes(world) == [], "they are good for an hour, and due after half of it")
        try await world.link("late")
        await world.refresh()
        #expect(sizes(world) == [1], "nobody else")
        world.clock.advance(milliseconds: 1_800_000)
        await world.refreshWhenDue()
        #expect(sizes(world).reduce(0, +) == 1_101)
        #expect(try world.verdict("member1") == .holds)
        #expect(try world.verdict("member2") == .fails)
    }

    @Test("One person of whom nobody knows keeps no other from being asked about")
    func oneUnanswered() async throws {
        let world = try world()
        world.provider.change(world.core) { group in
            group.accounts = ["alice", "carol"]
            group.hidden = ["bob"]
        }
        try await world.link(["alice", "bob"])
        #expect(await world.refresh().end == .asked(2, unanswered: 1))
        #expect(try world.verdict("alice") == .holds)
        #expect(try world.verdict("bob") == .unknown)
        _ = world.provider.takeCalls()
        await world.refresh()
        #expect(sizes(world) == [], "not again at once")
        try await world.link("carol")
        await world.refresh()
        #expect(sizes(world) == [1])
        #expect(try world.verdict("carol") == .holds)
        await world.refreshWhenDue()
        #expect(sizes(world) == [1], "bob, after a while")
    }

    @Test("A question that fails for all ends the look: the rest is not asked about in vain")
    func outage() async throws {
        let world = try world()
        try await world.link((1...1_100).map { "member\($0)" })
        world.provider.troubles.set { $0.isListing ? .none : .refused(Unknown(.failed, "down")) }
        #expect(await world.refresh().end == .unknown(Unknown(.failed, "down")))
        #expect(sizes(world) == [512])
        #expect(try world.status().unansweredCount == 1_100)
        await world.refresh()
        #expect(sizes(world) == [])
    }

    @Test("Where nobody can link accounts, everybody is asked about by pseudonym, and nobody is unproven")
    func pseudonyms() async throws {
        let world = try EvidenceWorld()
        world.provider.open(world.instance, canLink: false)
        let (alice, bob) = (try world.user("alice"), try world.user("bob"))
        world.book.prove(alice)
        world.book.prove(bob)
        world.set([try world.pseudonym(of: "alice")])
        #expect(await world.refresh().end == .asked(2, unanswered: 0))
        #expect(world.provider.takeCalls().allSatisfy { !$0.isListing }, "a list has account ids, which mean nothing here")
        #expect(try world.verdict("alice") == .holds)
        #expect(try world.verdict("bob") == .fails)
        #expect(try world.verdict("stranger") == .unknown)
    }

    @Test("A person at the door is asked about at once, and their answer goes before an older list")
    func atTheDoor() async throws {
        let world = try EvidenceWorld()
        world.set(["bob"])
        try await world.link(["alice", "bob"])
        await world.refresh()
        #expect(try world.verdict("alice") == .fails)
        world.clock.advance(milliseconds: 1_000)
        world.set(["alice", "bob"])
        let alice = PersonSet([world.people.number(of: try world.user("alice"))])
        let refresh = await world.gather.ask(about: alice, world.core)
        #expect(refresh.end == .asked(1, unanswered: 0))
        #expect(refresh.changed)
        #expect(try world.verdict("alice") == .holds)
        #expect(try world.verdict("bob") == .holds)
        try await world.restart()
        #expect(try world.verdict("alice") == .holds, "also after a start")
        world.set(["bob"])
        await world.refreshWhenDue()
        #expect(try world.verdict("alice") == .fails, "the newer list goes before the older answer")
    }

    @Test("How long an answer is good for is the plugin's word, within limits")
    func goodFor() async throws {
        let world = try world()
        world.provider.change(world.core) {
            $0.accounts = ["alice"]
            $0.goodForMilliseconds = 1_000 * EvidenceWorld.hour
        }
        try await world.link("alice")
        await world.refresh()
        world.clock.advance(milliseconds: 24 * EvidenceWorld.hour - 1)
        #expect(try world.verdict("alice") == .holds)
        world.clock.advance(milliseconds: 1)
        #expect(try world.verdict("alice") == .unknown, "a day at most")
        let settings = GatherSettings()
        let now = world.clock.now()
        #expect(settings.freshUntil(now, goodForMilliseconds: 5_000).milliseconds(since: now) == 5_000)
        #expect(settings.freshUntil(now, goodForMilliseconds: nil).milliseconds(since: now) == EvidenceWorld.hour)
        var rare = GatherSettings()
        rare.refreshMilliseconds = EvidenceWorld.hour
        #expect(rare.freshUntil(now, goodForMilliseconds: nil).milliseconds(since: now) == 2 * EvidenceWorld.hour)
    }

    private func sizes(_ world: EvidenceWorld) -> [Int] {
        world.provider.takeCalls().compactMap { if case .evaluate(_, let subjects) = $0 { subjects.count } else { nil } }
    }
}
