import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

@Suite("Third parties tell that something has changed")
struct EvidenceEventTests {
    private func event(_ kind: AuthoriserEvent.Kind) -> AuthoriserEvent { AuthoriserEvent(kind, at: nil, dedupeID: "") }

    /// Looks, and lets `event` come while the first page is being answered: it tells of what that page does not show yet.
    private func refresh(_ world: EvidenceWorld, _ event: AuthoriserEvent, change: @escaping @Sendable () -> Void) async
        -> Refresh
    {
        let (book, clock, instance) = (world.book, world.clock, world.instance)
        let (isAsked, gate) = (Gate(), Gate())
        world.provider.troubles.set { _ in
            isAsked.open()
            await gate.wait()
            return .none
        }
        world.provider.answerPages { _ in
            .answered(
                .page(
                    MemberPage(
                        members: [MemberPage.Member(accountID: "alice", accountName: "", factsJSON: "")], totalHint: nil,
                        goodForMilliseconds: nil, isAuthoritative: true, nextCursor: nil, etag: [])))
        }
        let (gather, core, everybody) = (world.gather, world.core, world.everybody)
        let refresh = await withTaskGroup(of: Refresh.self) { group in
            group.addTask { await gather(core, concerning: everybody) }
            await isAsked.wait()
            change()
            book.take(event, at: instance, steady: clock.nowMilliseconds())
            gate.open()
            return await group.next() ?? Refresh(.cancelled, changed: false, nextTryMilliseconds: 0)
        }
        world.provider.troubles.clear()
        world.provider.answerPages(nil)
        return refresh
    }

    @Test(
        "An event that comes while the list is being read makes it due again at once",
        arguments: [AuthoriserEvent.Kind.group("core"), .all, .account("alice")])
    func duringALook(kind: AuthoriserEvent.Kind) async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("alice")
        let (provider, core) = (world.provider, world.core)
        let refresh = await refresh(world, event(kind)) { provider.change(core) { $0.accounts = [] } }
        #expect(refresh.end == .listed)
        #expect(try world.verdict("alice") == .holds)
        // One that goes is no suspicious change where another one is asked for by itself.
        if case .account = kind { provider.change(core) { $0.accounts = ["bob"] } } else { world.set(["bob"]) }
        _ = provider.takeCalls()
        let again = await world.refresh()
        #expect(provider.takeCalls().count == 1)
        #expect(again.end != .rested)
        #expect(try world.verdict("alice") == .fails)
    }

    @Test("An event before the question is answered by it")
    func beforeALook() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("alice")
        await world.refresh()
        for kind in [AuthoriserEvent.Kind.group("core"), .account("alice"), .revoked(accountID: "alice")] {
            world.book.take(event(kind), at: world.instance, steady: world.clock.nowMilliseconds())
            #expect(await world.refresh().end != .rested)
            #expect(await world.refresh().end == .rested)
            #expect(try world.verdict("alice") == .holds)
        }
    }
}
