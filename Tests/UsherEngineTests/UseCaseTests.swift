import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

@Suite("Proving who one is")
struct ProveIdentityTests {
    @Test("a token that the person's homeserver confirms begins a session")
    func begins() async throws {
        let world = try EngineWorld()
        let prove = ProveIdentity(
            verifier: world.homeserver, sessions: world.store.sessions, clock: world.clock, steadyClock: world.clock)
        let alice = try world.user().id
        world.homeserver.issue("t1", to: alice)
        let (session, cookie) = try await prove(try #require(OpenIDToken(server: "example.org", token: "t1")))
        #expect(session.user.id == alice)
        #expect(try await prove.session(cookie: cookie.reveal()) == session)
        try await prove.end(session)
        #expect(try await prove.session(cookie: cookie.reveal()) == nil)
    }

    @Test("a token that is unknown there, or another server's, begins nothing")
    func refused() async throws {
        let world = try EngineWorld()
        let prove = ProveIdentity(
            verifier: world.homeserver, sessions: world.store.sessions, clock: world.clock, steadyClock: world.clock)
        world.homeserver.issue("t1", to: try world.user().id)
        for (server, token) in [("example.org", "t2"), ("other.example", "t1")] {
            await #expect(throws: IdentityRefusal.tokenRejected) {
                _ = try await prove(try #require(OpenIDToken(server: server, token: token)))
            }
        }
        #expect(try await world.store.ledger.auditEntries(limit: 9).isEmpty)
    }

    @Test("a token that was used is refused, within its hour and a margin; one that could not be checked is not used up")
    func replay() async throws {
        let world = try EngineWorld()
        let prove = ProveIdentity(
            verifier: world.homeserver, sessions: world.store.sessions, clock: world.clock, steadyClock: world.clock)
        world.homeserver.issue("t1", to: try world.user().id)
        let token = try #require(OpenIDToken(server: "example.org", token: "t1"))
        world.homeserver.troubles.next(.lostBefore)
        await #expect(throws: IdentityRefusal.unreachable) { _ = try await prove(token) }
        _ = try await prove(token)
        world.clock.advance(milliseconds: 64 * 60_000)
        await #expect(throws: IdentityRefusal.replayed) { _ = try await prove(token) }
    }

    @Test("a server whose users come faster than any crowd is asked to wait; others are not")
    func crowd() async throws {
        let world = try EngineWorld()
        let prove = ProveIdentity(
            verifier: world.homeserver, sessions: world.store.sessions, clock: world.clock, steadyClock: world.clock)
        let stranger = try #require(OpenIDToken(server: "example.org", token: "unknown"))
        for _ in 0..<ProveIdentity.proofsMax {
            await #expect(throws: IdentityRefusal.tokenRejected) { _ = try await prove(stranger) }
        }
        await #expect(throws: IdentityRefusal.busy) { _ = try await prove(stranger) }
        let other = try #require(OpenIDToken(server: "other.example.org", token: "unknown"))
        await #expect(throws: IdentityRefusal.tokenRejected) { _ = try await prove(other) }
        world.clock.advance(milliseconds: ProveIdentity.proofsWindowMilliseconds)
        await #expect(throws: IdentityRefusal.tokenRejected) { _ = try await prove(stranger) }
    }

    @Test("a cookie opens nothing after the session's time")
    func expires() async throws {
        let world = try EngineWorld()
        let prove = ProveIdentity(
            verifier: world.homeserver, sessions: world.store.sessions, clock: world.clock, steadyClock: world.clock)
        world.homeserver.issue("t1", to: try world.user().id)
        let (_, cookie) = try await prove(try #require(OpenIDToken(server: "example.org", token: "t1")))
        world.clock.advance(milliseconds: Session.lifetimeMilliseconds)
        #expect(try await prove.session(cookie: cookie.reveal()) == nil)
    }
}

@Suite("Describing a code")
struct DescribeClaimTests {
    @Test("looking at a link fifty times burns nothing (law 8)")
    func changesNothing() async throws {
        let world = try EngineWorld(uses: 1)
        let describe = DescribeClaim(authorisers: world.authorisers, rooms: world.rooms, admissions: world.admissions)
        for _ in 0..<50 {
            guard case .answered(let offer?) = await describe(code: Secret(EngineWorld.code), at: world.instance) else {
                Issue.record("the code is good")
                return
            }
            #expect(offer.details.usesLeft == 1)
            #expect(offer.room.name == "Demo")
        }
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
        #expect(world.rooms.peopleIn(world.room) == 0)
    }

    @Test("unknown, used up, empty, too long, and for a room that is not admitted: one and the same answer")
    func refusedAlike() async throws {
        let world = try EngineWorld(uses: 0)
        let describe = DescribeClaim(authorisers: world.authorisers, rooms: world.rooms, admissions: world.admissions)
        for code in [EngineWorld.code, "unknown", "", String(repeating: "x", count: RedeemClaim.codeBytesMax + 1)] {
            #expect(await describe(code: Secret(code), at: world.instance) == .answered(nil))
        }
        let open = try EngineWorld(uses: 5)
        let closed = DescribeClaim(authorisers: open.authorisers, rooms: open.rooms, admissions: Admissions([:]))
        #expect(await closed(code: Secret(EngineWorld.code), at: open.instance) == .answered(nil))
    }

    @Test("an authoriser that cannot answer has not refused (law 1)")
    func unknown() async throws {
        let world = try EngineWorld()
        let describe = DescribeClaim(authorisers: world.authorisers, rooms: world.rooms, admissions: world.admissions)
        world.authorisers.troubles.next(.refused(Unknown(.timedOut)))
        #expect(await describe(code: Secret(EngineWorld.code), at: world.instance) == .unknown(Unknown(.timedOut)))
        let nobody = try #require(InstanceID("nobody"))
        #expect(await describe(code: Secret(EngineWorld.code), at: nobody) == .answered(nil), "there is nobody to ask")
    }
}

@Suite("The allowance")
struct AllowanceTests {
    @Test("so many in a window, each key for itself, and told when the next one is")
    func window() async {
        let clock = ManualClock()
        let allowance = Allowance<String>(max: 2, windowMilliseconds: 1_000, clock: clock)
        #expect(await allowance.take(for: "a") == nil)
        clock.advance(milliseconds: 400)
        #expect(await allowance.take(for: "a") == nil)
        #expect(await allowance.take(for: "a") == 600)
        #expect(await allowance.take(for: "b") == nil)
        clock.advance(milliseconds: 599)
        #expect(await allowance.take(for: "a") == 1)
        clock.advance(milliseconds: 1)
        #expect(await allowance.take(for: "a") == nil)
        #expect(await allowance.take(for: "a") == 400)
    }
}
