import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

@Suite("What is known about whom")
struct EvidenceBookTests {
    @Test("A new link finds itself in the list that is there, without a request")
    func newLink() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        world.book.prove(try world.user("alice"))
        try await world.link("bob")
        await world.refresh()
        #expect(try world.verdict("alice") == .unproven)
        _ = world.provider.takeCalls()
        #expect(try await world.link("alice") == [world.core])
        #expect(try world.verdict("alice") == .holds)
        #expect(world.provider.takeCalls().isEmpty)
    }

    @Test("Who takes their link away has departed, at once and after a restart, until they link again")
    func unlink() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("alice")
        await world.refresh()
        try await world.unlink("alice")
        func departed() throws -> Bool {
            let verdicts = world.book.verdicts(of: world.core, at: world.clock.now())
            let alice = world.people.number(of: try world.user("alice"))
            return verdicts.departed.contains(alice) && !verdicts.holds.contains(alice) && !verdicts.unproven.contains(alice)
        }
        #expect(try departed())
        try await world.restart()
        await world.gather.noteInstances()
        #expect(try departed())
        #expect(world.book.grounds(of: try world.user("alice"), world.core, at: world.clock.now()).leaf.isDeparted)
        try await world.link("alice")
        #expect(try world.verdict("alice") == .holds)
    }

    @Test("An account that somebody else proves to be theirs is theirs, and the other one has departed")
    func taken() async throws {
        let world = try EvidenceWorld()
        world.set(["shared"])
        try await world.link("alice", "shared")
        await world.refresh()
        try await world.link("bob", "shared")
        #expect(try world.verdict("bob") == .holds)
        #expect(try world.verdict("alice") == .fails)
        try await world.restart()
        await world.gather.noteInstances()
        #expect(try world.verdict("bob") == .holds)
        #expect(try world.verdict("alice") == .fails)
    }

    @Test("What was said about an account says nothing about the next one, also when it comes late or was stored")
    func otherAccount() async throws {
        let world = try EvidenceWorld()
        world.provider.change(world.core) {
            $0.accounts = ["good"]
            $0.hasLists = false
        }
        try await world.link("alice", "good")
        await world.refresh()
        #expect(try world.verdict("alice") == .holds)
        world.clock.advance(milliseconds: 1_000)
        try await world.link("alice", "bad")
        #expect(try world.verdict("alice") == .unknown)
        try await world.restart()
        #expect(try world.verdict("alice") == .unknown, "the stored answer is older than the link")
        // The answer about an account comes when it is another one's.
        let (links, book, provider) = (world.store.links, world.book, world.provider)
        let link = Link(
            user: try world.user("alice"), instance: world.instance, account: Account(id: "good", name: ""),
            linkedAt: world.clock.now(), provenBy: "linked")
        let entry = AuditEntry(at: world.clock.now(), act: .linked, actor: "test", reason: "linked")
        provider.troubles.set { call in
            guard !call.isListing else { return .none }
            provider.troubles.clear()
            do { book.link(try await links.link(link, audit: entry).link) } catch { Issue.record(error) }
            return .none
        }
        await world.refresh()
        #expect(try world.verdict("alice") == .unknown)
        await world.refresh()
        #expect(try world.verdict("alice") == .holds)
    }

    @Test("Nobody is unproven where it is not known whether accounts can be linked")
    func untold() async throws {
        let world = try EvidenceWorld()
        world.provider.open(world.instance, isRunning: false)
        world.book.prove(try world.user("alice"))
        await world.refresh()
        #expect(try world.verdict("alice") == .unknown)
        world.provider.open(world.instance)
        world.set([])
        await world.refreshWhenDue()
        #expect(try world.verdict("alice") == .unproven)
    }

    @Test("An event about a linked account has that one looked at; about another one, nobody")
    func accountEvent() async throws {
        let world = try EvidenceWorld()
        world.set(["alice", "bob"])
        try await world.link(["alice", "bob"])
        await world.refresh()
        _ = world.provider.takeCalls()
        let (now, steady) = (world.clock.now(), world.clock.nowMilliseconds())
        let stranger = AuthoriserEvent(.account("stranger"), at: now, dedupeID: "")
        #expect(world.book.take(stranger, at: world.instance, steady: steady).isEmpty)
        world.set(["bob"])
        let event = AuthoriserEvent(.account("alice"), at: now, dedupeID: "")
        #expect(world.book.affected(by: event, at: world.instance) == [world.core])
        #expect(try await world.gather.take(event, at: world.instance) == [world.core])
        #expect(try world.verdict("alice") == .holds, "an event decides nothing")
        let refresh = await world.refresh()
        #expect(refresh.changed)
        #expect(try world.verdict("alice") == .fails)
        let calls = world.provider.takeCalls()
        #expect(calls.count == 1)
        #expect(calls.first?.isListing == false)
    }

    @Test("Of an account whose link was withdrawn, nothing is known until its instance was asked")
    func revoked() async throws {
        let world = try EvidenceWorld()
        world.set(["alice", "bob"])
        try await world.link(["alice", "bob", "carol"])
        await world.refresh()
        for name in ["alice", "carol"] {
            let event = AuthoriserEvent(.revoked(accountID: name), at: nil, dedupeID: "")
            #expect(try await world.gather.take(event, at: world.instance) == [world.core])
            #expect(try world.verdict(name) == .unknown, "neither a yes nor a no")
        }
        #expect(try world.verdict("bob") == .holds)
        world.provider.troubles.set { $0.isListing ? .none : .refused(Unknown(.failed)) }
        await world.refresh()
        #expect(try world.verdict("alice") == .unknown)
        world.provider.troubles.clear()
        await world.refreshWhenDue()
        #expect(try world.verdict("alice") == .holds)
        #expect(try world.verdict("carol") == .fails)
    }

    @Test("An event about a group, or about lost events, makes everything of the instance due, and nothing of another one")
    func groupEvent() async throws {
        let world = try EvidenceWorld()
        let other = Requirement(instance: try #require(InstanceID("other")), canonicalJSON: "{}")
        world.book.use([world.core, other])
        world.set(["alice"])
        try await world.link("alice")
        await world.refresh()
        #expect(await world.refresh().end == .rested)
        for kind in [AuthoriserEvent.Kind.group("7"), .all] {
            let event = AuthoriserEvent(kind, at: nil, dedupeID: "")
            #expect(try await world.gather.take(event, at: world.instance) == [world.core])
            #expect(await world.refresh().end == .renewed)
        }
    }

    @Test("After lost events, people who were asked about one by one are asked about again")
    func everythingAskedAgain() async throws {
        let world = try EvidenceWorld()
        world.provider.change(world.core) { $0.hasLists = false }
        try await world.link("alice")
        await world.refresh()
        world.provider.change(world.core) { $0.accounts = ["alice"] }
        _ = try await world.gather.take(AuthoriserEvent(.all, at: nil, dedupeID: ""), at: world.instance)
        await world.refresh()
        #expect(try world.verdict("alice") == .holds)
    }

    @Test("A start asks nobody for what is stored")
    func restart() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link(["alice", "bob"])
        await world.refresh()
        _ = world.provider.takeCalls()
        try await world.restart()
        #expect(try world.verdict("alice") == .holds)
        #expect(try world.verdict("bob") == .fails)
        #expect(await world.refresh().end == .renewed, "the etag was stored too")
    }

    @Test("A requirement that is out of use for a while loses nothing, and is not gathered")
    func outOfUse() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("alice")
        await world.refresh()
        world.book.use([])
        #expect(await world.refreshWhenDue().end == .rested)
        world.book.use([world.core])
        #expect(try world.verdict("alice") == .holds)
        world.book.use([])
        world.book.forgetUnused()
        world.book.use([world.core])
        #expect(try world.verdict("alice") == .unknown)
    }

    @Test("Why a verdict is what it is can be told, with times, method and facts")
    func grounds() async throws {
        let world = try EvidenceWorld()
        let asked = Requirement(instance: world.instance, canonicalJSON: #"{"group":"asked"}"#)
        world.book.use([world.core, asked])
        world.set(["alice"])
        world.provider.change(asked) {
            $0.accounts = ["alice"]
            $0.hasLists = false
        }
        try await world.link(["alice", "bob"])
        func grounds(_ name: String, _ requirement: Requirement) throws -> Grounds {
            world.book.grounds(of: try world.user(name), requirement, at: world.clock.now())
        }
        #expect(try grounds("alice", world.core).leaf.verdict == .unknown)
        #expect(try grounds("alice", world.core).leaf.reason == "nobody was asked yet")
        await world.refresh()
        await world.refresh(asked)
        let now = world.clock.now()
        let listed = try grounds("alice", world.core)
        #expect(listed.leaf.verdict == .holds)
        #expect(listed.method == .listing)
        #expect(listed.leaf.observedAt == now)
        #expect(listed.leaf.freshUntil == now.advanced(byMilliseconds: EvidenceWorld.hour))
        #expect(try grounds("bob", world.core).leaf.reason == "the account is not on the list of members")
        let said = try grounds("alice", asked)
        #expect(said.method == .asking)
        #expect(said.leaf.reason == "is a member")
        #expect(said.factsJSON == #"{"group":true}"#)
        #expect(try grounds("nobody", asked).leaf.verdict == .unproven)
        world.provider.troubles.set { _ in .refused(Unknown(.timedOut, "no answer in time")) }
        world.clock.advance(milliseconds: 2 * EvidenceWorld.hour)
        await world.refresh()
        let old = "the list of members has grown old, and the last try came to nothing: no answer in time"
        #expect(try grounds("bob", world.core).leaf.reason == old)
        #expect(try grounds("bob", world.core).leaf.verdict == .unknown)
    }

    @Test("100,000 people and 100 requirements: verdicts cost next to nothing, also after a link has changed")
    func size() async throws {
        let people = People()
        let book = EvidenceBook(people: people)
        let instance = try #require(InstanceID("club"))
        let requirements = (0..<100).map { Requirement(instance: instance, canonicalJSON: #"{"n":\#($0)}"#) }
        let now = Instant(unixMilliseconds: 1_750_000_000_000)
        func link(_ number: Int) throws -> NumberedLink {
            NumberedLink(
                link: Link(
                    user: try #require(UserID("@user\(number):example.org")), instance: instance,
                    account: Account(id: "\(number)", name: ""), linkedAt: now, provenBy: "linked"),
                number: AccountNumber(number: UInt32(number)))
        }
        let clock = ContinuousClock()
        let linking = try clock.measure { for number in 0..<100_000 { book.link(try link(number)) } }
        book.use(Set(requirements))
        let accounts = AccountSet((0..<50_000).map { AccountNumber(number: UInt32($0 * 2)) })
        let accepting = clock.measure {
            for requirement in requirements {
                let snapshot = Snapshot(
                    requirement: requirement, accounts: accounts, isAuthoritative: true, etag: [], takenAt: now,
                    freshUntil: now.advanced(byMilliseconds: 1_000))
                book.accept(snapshot, book.ticket(now: now, steady: 0))
            }
        }
        func readAll() -> Int { requirements.reduce(0) { $0 + book.verdicts(of: $1, at: now).holds.count } }
        var holds = 0
        let first = clock.measure { holds = readAll() }
        #expect(holds == 5_000_000)
        let again = clock.measure { holds = readAll() }
        book.unlink(try link(0).link.user, at: instance)
        let changed = clock.measure { holds = readAll() }
        #expect(holds == 4_999_900)
        print("100,000 links \(linking), 100 listings \(accepting), 100 verdicts \(first), again \(again), changed \(changed)")
        // A hundred times what it takes: a look at every person for each requirement would be more.
        #expect(again < .seconds(1))
    }
}
