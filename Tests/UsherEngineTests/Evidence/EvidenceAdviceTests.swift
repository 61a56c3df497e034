import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

@Suite("What instances say about asking again, and about linking accounts again")
struct EvidenceAdviceTests {
    private static let minute: Int64 = 60_000

    /// A group without lists, of whose members an instance knows nothing about the `hidden`.
    private func world(hidden: Set<String>, _ name: String = #function) async throws -> EvidenceWorld {
        let world = try EvidenceWorld(name)
        world.provider.change(world.core) { group in
            group.hasLists = false
            group.accounts = ["alice", "bob", "carol"]
            group.hidden = hidden
        }
        try await world.link(["alice", "bob"])
        return world
    }

    /// About whom was asked since the last time.
    private func asked(_ world: EvidenceWorld) -> [[String]] {
        world.provider.takeCalls().compactMap { call in
            if case .evaluate(_, let subjects) = call { subjects.map(\.accountID).sorted() } else { nil }
        }
    }

    private func person(_ world: EvidenceWorld, _ name: String) throws -> PersonSet {
        PersonSet([world.people.number(of: try world.user(name))])
    }

    private func leaf(_ world: EvidenceWorld, _ name: String) throws -> LeafEvidence {
        let (now, steady) = (world.clock.now(), world.clock.nowMilliseconds())
        return world.book.grounds(of: try world.user(name), world.core, at: now, steady: steady).leaf
    }

    @Test(
        "A person of whom it was said when to ask again is not asked about sooner, and keeps nobody else waiting"
    )
    func onePerson() async throws {
        let world = try await world(hidden: ["bob"])
        world.provider.change(world.core) { $0.waits["bob"] = .init(milliseconds: 20 * Self.minute, scope: .person) }
        #expect(await world.refresh().end == .asked(2, unanswered: 1))
        #expect(asked(world) == [["alice", "bob"]])
        let said = world.clock.nowMilliseconds()
        let next = try #require(try leaf(world, "bob").nextTryAt)
        #expect((20 * Self.minute...22 * Self.minute).contains(next.milliseconds(since: world.clock.now())))
        #expect(try leaf(world, "bob").reason == "hidden" && leaf(world, "alice").nextTryAt == nil)
        // Whoever stands at the door, a webhook, a sweep, somebody who links an account: bob waits.
        #expect(await world.gather.ask(about: try person(world, "bob"), world.core).end == .rested)
        _ = try await world.gather.take(AuthoriserEvent(.account("bob"), at: nil, dedupeID: "1"), at: world.instance)
        await world.refresh()
        _ = try await world.gather.take(
            AuthoriserEvent(.all, at: nil, dedupeID: "2"), at: world.instance, liftingBackoff: true)
        await world.refresh()
        try await world.link("carol")
        await world.refresh()
        let meanwhile = asked(world)
        #expect(!meanwhile.isEmpty && !meanwhile.contains { $0.contains("bob") }, "\(meanwhile)")
        #expect(try world.verdict("carol") == .holds)
        world.provider.change(world.core) { $0.hidden = [] }
        while try world.verdict("bob") == .unknown, world.clock.nowMilliseconds() - said < EvidenceWorld.hour {
            await world.refreshWhenDue()
        }
        let waited = world.clock.nowMilliseconds() - said
        #expect(try world.verdict("bob") == .holds)
        #expect((20 * Self.minute...34 * Self.minute).contains(waited), "with the first look after it: \(waited)")
        #expect(try leaf(world, "bob").nextTryAt == nil)
    }

    @Test("Nobody is asked again at once, or never: a wait is bounded at both ends", arguments: [1, 1_000, Int64.max])
    func bounds(milliseconds: Int64) async throws {
        for scope in [Evidence.Wait.Scope.person, .everybody] {
            let world = try await world(hidden: ["alice", "bob"])
            world.provider.change(world.core) { group in
                for name in ["alice", "bob"] { group.waits[name] = .init(milliseconds: milliseconds, scope: scope) }
            }
            await world.refresh()
            let next = try world.status().nextTryMilliseconds
            let most = max(GatherSettings.retryAfterMillisecondsMax, world.settings.backoffMillisecondsFirst)
            #expect((13_500...most + most / 10).contains(next), "\(scope)")
            #expect(milliseconds < .max || next >= GatherSettings.retryAfterMillisecondsMax)
            _ = asked(world)
            // A day in which it never knows: asked now and then, and as often at the end as in the middle.
            let began = world.clock.nowMilliseconds()
            while world.clock.nowMilliseconds() - began < 24 * EvidenceWorld.hour { await world.refreshWhenDue() }
            #expect((20...200).contains(asked(world).count))
        }
    }

    @Test("A third party that wants to be left alone is: nobody is asked about, until it said to come again, and then everybody")
    func everybody() async throws {
        let world = try await world(hidden: ["bob"])
        world.provider.change(world.core) { $0.waits["bob"] = .init(milliseconds: 30 * Self.minute, scope: .everybody) }
        try await world.link((1...600).map { "member\($0)" })
        #expect(await world.refresh().end == .asked(602, unanswered: 602 - 511))
        #expect(asked(world).map(\.count) == [512], "not the rest of them, either")
        let said = world.clock.nowMilliseconds()
        #expect(try world.status().nextTryMilliseconds >= 30 * Self.minute)
        try await world.link("carol")
        _ = try await world.gather.take(
            AuthoriserEvent(.all, at: nil, dedupeID: "1"), at: world.instance, liftingBackoff: true)
        await world.refresh()
        #expect(await world.gather.ask(about: try person(world, "carol"), world.core).end == .rested)
        #expect(asked(world).isEmpty)
        world.provider.change(world.core) { $0.hidden = [] }
        await world.refreshWhenDue()
        #expect(world.clock.nowMilliseconds() - said <= 33 * Self.minute)
        #expect(asked(world).flatMap(\.self).count == 603)
        #expect(try world.verdict("bob") == .holds && world.verdict("carol") == .holds)
    }

    @Test(
        "An account that is to be linked again is told until it is; nobody takes that back who does not know"
    )
    func relink() async throws {
        let world = try await world(hidden: ["bob"])
        world.provider.change(world.core) { group in
            group.relinks = ["bob"]
            group.waits["bob"] = .init(milliseconds: 30 * Self.minute, scope: .person)
        }
        await world.refresh()
        let bob = try person(world, "bob")
        #expect(world.book.relinkWanted(at: world.instance) == bob)
        #expect(try leaf(world, "bob").wantsRelink && !leaf(world, "alice").wantsRelink)
        world.provider.troubles.set { _ in .refused(Unknown(.failed, "down")) }
        world.clock.advance(milliseconds: EvidenceWorld.hour)
        await world.refresh()
        #expect(world.book.relinkWanted(at: world.instance) == bob)
        world.provider.troubles.clear()
        await world.refreshWhenDue()
        #expect(world.book.relinkWanted(at: world.instance) == bob)
        _ = asked(world)
        // The same account, with a new token.
        world.provider.change(world.core) { group in
            group.relinks = []
            group.hidden = []
        }
        try await world.link("bob", secretKey: "account/new")
        #expect(world.book.relinkWanted(at: world.instance).isEmpty)
        await world.refresh()
        #expect(asked(world) == [["bob"]], "at once: that it should wait was said about the old token")
        #expect(try world.verdict("bob") == .holds)
    }

    @Test("An answer that is known takes it back, and so does taking the link away")
    func relinkOver() async throws {
        let world = try await world(hidden: [])
        world.provider.change(world.core) { $0.relinks = ["alice", "bob"] }
        await world.refresh()
        #expect(try world.verdict("alice") == .holds && leaf(world, "alice").wantsRelink, "its token ends soon, perhaps")
        try await world.unlink("alice")
        #expect(world.book.relinkWanted(at: world.instance) == (try person(world, "bob")))
        world.provider.change(world.core) { $0.relinks = [] }
        world.clock.advance(milliseconds: EvidenceWorld.hour)
        await world.refresh()
        #expect(world.book.relinkWanted(at: world.instance).isEmpty)
    }

    @Test(
        "A listing that waits to be confirmed is told with its numbers, since when, and when it is asked for again"
    )
    func unconfirmed() async throws {
        let world = try EvidenceWorld()
        let all = (1...20).map { "member\($0)" }
        func listings() -> [UnconfirmedListing] {
            world.book.unconfirmed(at: world.clock.now(), steady: world.clock.nowMilliseconds())
        }
        world.set(Set(all))
        try await world.link(all)
        await world.refresh()
        #expect(listings().isEmpty)
        world.set(Set(all.prefix(8)))
        #expect(await world.refreshWhenDue().end == .held)
        let heldAt = world.clock.now()
        let dueAt = try #require(listings().first?.confirmDueAt)
        #expect((65_400...66_600).contains(dueAt.milliseconds(since: heldAt)))
        world.clock.advance(milliseconds: 30_000)
        let expected = UnconfirmedListing(
            requirement: world.core, countBefore: 20, countAfter: 8, heldSince: heldAt, confirmDueAt: dueAt)
        #expect(listings() == [expected])
        #expect(try leaf(world, "member20").reason.contains("a list of 8 instead of 20 accounts"))
        // A start does not know how long it has waited: it has to wait anew.
        try await world.restart()
        #expect(listings().first?.confirmDueAt == world.clock.now().advanced(byMilliseconds: 60_000))
        #expect(await world.refresh().end == .held)
        // The third party goes down when it is asked to confirm: that is due with the next try.
        world.provider.troubles.set { _ in .refused(Unknown(.failed, "down")) }
        await world.refreshWhenDue()
        let next = world.clock.now().advanced(byMilliseconds: try world.status().nextTryMilliseconds)
        #expect(listings().first?.confirmDueAt == next && next > world.clock.now())
        world.provider.troubles.clear()
        #expect(await world.refreshWhenDue().end == .listed)
        #expect(listings().isEmpty)
    }

    @Test("Evidence that grew old during an outage says so, and when it is asked for again; it heals by itself")
    func stale() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link(["alice", "bob"])
        await world.refresh()
        #expect(try leaf(world, "alice").nextTryAt == nil)
        world.provider.troubles.set { _ in .refused(Unknown(.failed, "down")) }
        world.clock.advance(milliseconds: 2 * EvidenceWorld.hour)
        await world.refresh()
        for name in ["alice", "bob"] {
            let leaf = try leaf(world, name)
            #expect(leaf.verdict == .unknown && leaf.reason.contains("grown old") && leaf.reason.contains("down"))
            let next = world.clock.now().advanced(byMilliseconds: try world.status().nextTryMilliseconds)
            #expect(leaf.nextTryAt == next && next > world.clock.now())
        }
        world.provider.troubles.clear()
        await world.refreshWhenDue()
        #expect(try world.verdict("alice") == .holds && world.verdict("bob") == .fails)
        #expect(try leaf(world, "bob").nextTryAt == nil)
    }
}
