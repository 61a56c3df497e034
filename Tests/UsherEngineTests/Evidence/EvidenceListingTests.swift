import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

@Suite("Lists of members")
struct EvidenceListingTests {
    @Test("A fresh snapshot costs no request; a look that is due costs one, and renews what has not changed")
    func notModified() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link(["alice", "bob"])
        #expect(await world.refresh().changed)
        #expect(world.provider.takeCalls().count == 1)
        #expect(await world.refresh().end == .rested)
        #expect(world.provider.takeCalls().isEmpty)
        for _ in 0..<20 {
            let refresh = await world.refreshWhenDue()
            #expect(refresh.end == .renewed)
            #expect(!refresh.changed)
            #expect(try world.verdict("alice") == .holds)
            #expect(try world.verdict("bob") == .fails)
        }
        #expect(world.provider.takeCalls() == Array(repeating: .members(world.core, from: 0, hasETag: true), count: 20))
    }

    @Test("A list of many pages counts when its last page has come")
    func pages() async throws {
        let world = try EvidenceWorld()
        world.provider.change(world.core) {
            $0.accounts = Set((1...250).map { "member\($0)" })
            $0.pageSize = 100
        }
        try await world.link(["member250", "bob"])
        world.provider.troubles.set { call in
            if case .members(_, from: 200, _) = call { .refused(Unknown(.timedOut)) } else { .none }
        }
        #expect(await world.refresh().end == .unknown(Unknown(.timedOut)))
        #expect(try world.verdict("member250") == .unknown)
        #expect(try world.verdict("bob") == .unknown)
        world.provider.troubles.clear()
        #expect(await world.refreshWhenDue().end == .listed)
        #expect(try world.verdict("member250") == .holds)
        #expect(try world.verdict("bob") == .fails)
    }

    @Test("A second page that fails leaves the whole list before it in force")
    func secondPageFails() async throws {
        let world = try EvidenceWorld()
        world.provider.change(world.core) {
            $0.accounts = ["alice", "bob", "carol"]
            $0.pageSize = 2
        }
        try await world.link(["alice", "bob", "carol"])
        await world.refresh()
        world.provider.change(world.core) { $0.accounts = ["alice", "dora", "eve"] }
        world.provider.troubles.set { call in
            if case .members(_, from: 2, _) = call { .lostBefore } else { .none }
        }
        guard case .unknown = await world.refreshWhenDue().end else {
            Issue.record("half a list is no list")
            return
        }
        #expect(try world.verdict("bob") == .holds)
        #expect(try world.verdict("carol") == .holds)
    }

    @Test("Pages that lead in a circle are no list")
    func circle() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("bob")
        world.provider.answerPages { call in
            guard case .members(_, let from, _) = call else { return nil }
            return .answered(.page(Self.page(["alice"], next: from == 7 ? "8" : "7")))
        }
        guard case .unknown(let unknown) = await world.refresh().end else {
            Issue.record("it never ends")
            return
        }
        #expect(unknown.kind == .violation)
        #expect(world.provider.takeCalls().count == 3)
        #expect(try world.verdict("bob") == .unknown)
    }

    @Test("A list has at most so many pages and accounts, and takes at most so long")
    func limits() {
        var settings = GatherSettings()
        settings.pagesMax = 3
        settings.accountsMax = 4
        var run = PageRun(hasETag: false, settings: settings)
        for number in 1...2 {
            guard case .take = run.take(.answered(.page(Self.page([], next: "\(number)"))), elapsedMilliseconds: 0) else {
                Issue.record("page \(number)")
                return
            }
        }
        var pages = run
        #expect(pages.take(.answered(.page(Self.page([], next: "3"))), elapsedMilliseconds: 0).kind == .violation)
        var accounts = run
        #expect(
            accounts.take(.answered(.page(Self.page(["a", "b", "c", "d", "e"]))), elapsedMilliseconds: 0).kind == .violation)
        var long = PageRun(hasETag: false, settings: settings)
        let late = long.take(.answered(.page(Self.page([], next: "1"))), elapsedMilliseconds: settings.lookMillisecondsMax)
        #expect(late.kind == .timedOut)
        var last = run
        #expect(last.take(.answered(.page(Self.page(["a"]))), elapsedMilliseconds: .max).kind == nil, "nothing follows")
    }

    @Test("\"Not modified\" means nothing when no etag was given, or in the middle of a list")
    func notModifiedOfNothing() {
        var run = PageRun(hasETag: false, settings: GatherSettings())
        #expect(run.take(.answered(.notModified(goodForMilliseconds: nil)), elapsedMilliseconds: 0).kind == .violation)
        var middle = PageRun(hasETag: true, settings: GatherSettings())
        _ = middle.take(.answered(.page(Self.page(["a"], next: "1"))), elapsedMilliseconds: 0)
        #expect(middle.take(.answered(.notModified(goodForMilliseconds: nil)), elapsedMilliseconds: 0).kind == .violation)
    }

    @Test("A list is as good as its worst page: as soon stale, and as little a word about who is absent")
    func worstPage() throws {
        let world = try EvidenceWorld()
        var run = PageRun(hasETag: false, settings: GatherSettings())
        _ = run.take(.answered(.page(Self.page(["a"], next: "1", goodFor: 100_000))), elapsedMilliseconds: 0)
        _ = run.take(.answered(.page(Self.page(["b"], next: "2", isAuthoritative: false))), elapsedMilliseconds: 0)
        _ = run.take(.answered(.page(Self.page(["c"], goodFor: 300_000))), elapsedMilliseconds: 0)
        let snapshot = run.whole([], takenAt: world.clock.now(), of: world.core)
        #expect(!snapshot.isAuthoritative)
        #expect(snapshot.freshUntil == world.clock.now().advanced(byMilliseconds: 100_000))
    }

    @Test("A list that lacks half of its members waits for another one a minute later, and the old one stays in force")
    func shrinks() async throws {
        let world = try EvidenceWorld()
        let all = (1...20).map { "member\($0)" }
        world.set(Set(all))
        try await world.link(all)
        await world.refresh()
        world.set(Set(all.prefix(10)))
        let held = await world.refreshWhenDue()
        #expect(held.end == .held)
        #expect(held.nextTryMilliseconds >= 60_000)
        #expect(try world.status().heldSince != nil)
        #expect(try world.verdict("member20") == .holds)
        // Nobody hurries it.
        world.clock.advance(milliseconds: 59_000)
        #expect(await world.refresh().end == .rested)
        #expect(await world.refreshWhenDue().end == .listed)
        #expect(try world.verdict("member20") == .fails)
        #expect(try world.verdict("member1") == .holds)
        #expect(!world.book.hasBecomeEmpty(world.core))
    }

    @Test("A list that is whole again was a fault: nobody noticed")
    func shrinkRecovers() async throws {
        let world = try EvidenceWorld()
        let all = (1...20).map { "member\($0)" }
        world.set(Set(all))
        try await world.link(all)
        await world.refresh()
        world.set([])
        #expect(await world.refreshWhenDue().end == .held)
        world.set(Set(all))
        #expect(await world.refreshWhenDue().end == .listed)
        #expect(try world.status().heldSince == nil)
        world.set([])
        #expect(await world.refreshWhenDue().end == .held, "a new suspicion, and no confirmation of the old one")
        #expect(try world.verdict("member1") == .holds)
    }

    @Test("A list that becomes empty and stays empty is marked as long as it is empty")
    func empties() async throws {
        let world = try EvidenceWorld()
        world.set(["alice", "bob"])
        try await world.link(["alice", "bob"])
        await world.refresh()
        world.set([])
        #expect(await world.refreshWhenDue().end == .held)
        try await world.restart()
        #expect(try world.status().heldSince != nil, "a start forgets no suspicion")
        #expect(try world.verdict("alice") == .holds)
        #expect(await world.refresh().end == .held, "how long it has waited is not known")
        #expect(await world.refreshWhenDue().end == .listed)
        #expect(world.book.hasBecomeEmpty(world.core))
        #expect(try world.verdict("alice") == .fails)
        #expect(await world.refreshWhenDue().end == .renewed)
        world.provider.change(world.core) { _ in }
        #expect(await world.refreshWhenDue().end == .listed)
        #expect(world.book.hasBecomeEmpty(world.core), "empty again")
        try await world.restart()
        #expect(world.book.hasBecomeEmpty(world.core))
        world.set(["alice"])
        await world.refreshWhenDue()
        #expect(!world.book.hasBecomeEmpty(world.core))
    }

    @Test("A suspicious list that nobody confirms never counts, and the old one grows stale")
    func heldUntilStale() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("alice")
        await world.refresh()
        world.set([])
        #expect(await world.refreshWhenDue().end == .held)
        world.provider.troubles.set { _ in .refused(Unknown(.failed)) }
        world.clock.advance(milliseconds: 2 * EvidenceWorld.hour)
        await world.refresh()
        #expect(try world.verdict("alice") == .unknown)
        world.provider.troubles.clear()
        #expect(await world.refreshWhenDue().end == .held, "what waited has grown stale too")
    }

    @Test("Half of them being others is as suspicious as half of them missing; a few people are not")
    func judging() throws {
        let world = try EvidenceWorld()
        func set(_ numbers: ClosedRange<UInt32>) -> AccountSet { AccountSet(numbers.map(AccountNumber.init)) }
        func ruling(_ old: AccountSet, _ new: AccountSet, held: AccountSet? = nil) -> Suspicion.Ruling {
            let counting = Snapshot(
                requirement: world.core, accounts: old, isAuthoritative: true, etag: [], takenAt: world.clock.now(),
                freshUntil: world.clock.now())
            return Suspicion.judge(new, counting: counting, held: held)
        }
        #expect(ruling(set(1...20), set(11...40)) == .hold)
        #expect(ruling(set(1...20), set(10...20)) == .accept(hasBecomeEmpty: false))
        #expect(ruling(set(1...10), set(6...10)) == .accept(hasBecomeEmpty: false), "five people")
        #expect(ruling(set(1...12), set(7...12)) == .hold, "six people")
        #expect(ruling(set(1...1), []) == .hold)
        #expect(ruling([], []) == .accept(hasBecomeEmpty: false))
        #expect(ruling(set(1...20), [], held: set(1...5)) == .hold, "less is not the same as nothing")
        #expect(ruling(set(1...20), set(1...5), held: []) == .hold)
        #expect(ruling(set(1...20), [], held: []) == .accept(hasBecomeEmpty: true))
        #expect(Suspicion.judge([], counting: nil, held: nil) == .accept(hasBecomeEmpty: false))
    }

    @Test("Whom a list does not speak about is asked about one by one; whoever is on it is not")
    func notAuthoritative() async throws {
        let world = try EvidenceWorld()
        world.provider.change(world.core) {
            $0.accounts = ["alice"]
            $0.isAuthoritative = false
        }
        try await world.link(["alice", "bob"])
        world.provider.troubles.set { $0.isListing ? .none : .refused(Unknown(.failed, "no")) }
        #expect(await world.refresh().end == .listed)
        #expect(try world.verdict("alice") == .holds)
        #expect(try world.verdict("bob") == .unknown, "absence says nothing")
        #expect(try world.status().unansweredCount == 1)
        world.provider.troubles.clear()
        _ = world.provider.takeCalls()
        await world.refreshWhenDue()
        #expect(try world.verdict("bob") == .fails)
        let asked = world.provider.takeCalls().compactMap { call -> [String]? in
            if case .evaluate(_, let subjects) = call { subjects.map(\.accountID) } else { nil }
        }
        #expect(asked == [["bob"]])
    }

    @Test("An account that is linked after the list came is asked about by itself, and the list does not refuse it")
    func linkedAfterTheList() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link(["alice"])
        await world.refresh()
        _ = world.provider.takeCalls()
        world.clock.advance(milliseconds: 60_000)
        world.set(["alice", "bob"])
        try await world.link(["bob", "carol"])
        #expect(try world.verdict("bob") == .unknown)
        #expect(try world.verdict("carol") == .unknown)
        #expect(await world.refresh().changed)
        #expect(world.provider.takeCalls().allSatisfy { !$0.isListing }, "a list for two people is dear")
        #expect(try world.verdict("bob") == .holds)
        #expect(try world.verdict("carol") == .fails)
        try await world.link("dora")
        // The same from the store: the list is older than the link.
        try await world.restart()
        #expect(try world.verdict("dora") == .unknown)
        #expect(try world.verdict("alice") == .holds)
        await world.refresh()
        #expect(try world.verdict("dora") == .fails)
        await world.refreshWhenDue()
        #expect(try world.verdict("bob") == .holds)
        #expect(try world.verdict("carol") == .fails)
    }

    private static func page(
        _ accounts: [String], next: String? = nil, isAuthoritative: Bool = true, goodFor: Int64? = nil
    ) -> MemberPage {
        MemberPage(
            members: accounts.map { MemberPage.Member(accountID: $0, accountName: "", factsJSON: "") }, totalHint: nil,
            goodForMilliseconds: goodFor, isAuthoritative: isAuthoritative, nextCursor: next.map { Array($0.utf8) }, etag: [])
    }
}

extension PageRun.Step {
    fileprivate var kind: Unknown.Kind? {
        if case .broken(let unknown) = self { unknown.kind } else { nil }
    }
}
