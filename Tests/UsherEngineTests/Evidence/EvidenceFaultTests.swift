import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

/// Whatever goes wrong at a third party: nobody fails by it, the last word stays until it is stale, then nobody knows, and it is
/// looked at again by itself.
@Suite("Faults at a third party")
struct EvidenceFaultTests {
    /// What a fault looks like by the time it has crossed the plugin host.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let unknown: Unknown

        init(_ description: String, _ kind: Unknown.Kind, _ message: String = "", retryAfter: Int64? = nil) {
            testDescription = description
            unknown = Unknown(kind, message, retryAfterMilliseconds: retryAfter)
        }
    }

    static let faults = [
        Fault("time-out", .timedOut), Fault("connection refused", .failed, "connection refused"),
        Fault("401", .failed, "status 401"), Fault("403", .failed, "status 403"),
        Fault("404 on the group", .failed, "status 404"),
        Fault("429 without a hint", .failed, "status 429"), Fault("429 with a hint", .failed, "status 429", retryAfter: 120_000),
        Fault("500", .failed, "status 500"), Fault("502", .failed, "status 502"), Fault("half a page", .violation, "half a page"),
        Fault("HTML", .violation, "HTML"), Fault("wrong JSON", .violation, "wrong JSON"), Fault("crash of the plugin", .crashed),
        Fault("plugin deleted", .notRunning), Fault("rule no longer valid", .ruleMisfit), Fault("overload", .overloaded),
        Fault("wrong configuration", .misconfigured), Fault("a question that needs confirming", .unconfirmed),
    ]

    @Test("A fault of a listing takes nothing from anybody, grows old as unknown, and ends by itself", arguments: faults)
    func listing(_ fault: Fault) async throws {
        let world = try EvidenceWorld("listing \(fault)")
        world.set(["alice", "carol"])
        try await world.link(["alice", "bob"])
        #expect(await world.refresh().end == .listed)
        world.provider.troubles.set { _ in .refused(fault.unknown) }
        try await goThrough(fault, world)
    }

    @Test("A fault of questions takes nothing from anybody, grows old as unknown, and ends by itself", arguments: faults)
    func asking(_ fault: Fault) async throws {
        let world = try EvidenceWorld("asking \(fault)")
        world.provider.change(world.core) {
            $0.accounts = ["alice", "carol"]
            $0.hasLists = false
        }
        try await world.link(["alice", "bob"])
        #expect(await world.refresh().end == .asked(2, unanswered: 0))
        world.provider.troubles.set { $0.isListing ? .none : .refused(fault.unknown) }
        try await goThrough(fault, world)
    }

    /// From an outage, in which everybody leaves the group, to its end.
    private func goThrough(_ fault: Fault, _ world: EvidenceWorld) async throws {
        world.set(["dora"])
        let staleAt = world.clock.now().advanced(byMilliseconds: EvidenceWorld.hour)
        var tries = 0
        while world.clock.now() < staleAt.advanced(byMilliseconds: EvidenceWorld.hour) {
            await world.refreshWhenDue()
            tries += 1
            let isStale = world.clock.now() >= staleAt
            #expect(try world.verdict("alice") == (isStale ? .unknown : .holds))
            #expect(try world.verdict("bob") == (isStale ? .unknown : .fails), "an old word, and none of the fault")
        }
        #expect(try world.status().failures > 0)
        #expect(try world.status().lastFailure != nil)
        // At least every ten minutes (and a tenth), and not without pause.
        #expect((7...200).contains(tries))

        world.set(["alice", "bob"])
        world.provider.troubles.clear()
        await world.refreshWhenDue()
        await world.refreshWhenDue()
        #expect(try world.verdict("alice") == .holds)
        #expect(try world.verdict("bob") == .holds)
        #expect(try world.status().failures == 0)
    }

    @Test("A plugin that is deleted leaves the last word, also after a restart, and is asked again when it is back")
    func pluginGone() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link(["alice", "bob"])
        await world.refresh()
        world.provider.open(world.instance, isRunning: false)
        try await world.restart()
        #expect(await world.refreshWhenDue().end == .unknown(Unknown(.notRunning, "the plugin is gone")))
        #expect(try world.verdict("alice") == .holds)
        #expect(try world.verdict("bob") == .fails)
        world.provider.open(world.instance)
        #expect(await world.refreshWhenDue().end == .renewed)
    }

    @Test("When the clock jumps a day ahead, nobody knows until it was looked at again, and nobody fails by it")
    func clockAhead() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link(["alice", "bob"])
        await world.refresh()
        world.clock.advance(milliseconds: 60_000)
        world.clock.setWall(world.clock.now().advanced(byMilliseconds: 86_400_000))
        #expect(try world.verdict("alice") == .unknown)
        #expect(try world.verdict("bob") == .unknown)
        #expect(await world.refresh().end == .renewed, "what is stale is due")
        #expect(try world.verdict("alice") == .holds)
        #expect(try world.verdict("bob") == .fails)
    }

    @Test("When the clock jumps a day back, what comes from the future counts for nothing until it was looked at again")
    func clockBack() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link(["alice", "bob"])
        await world.refresh()
        world.clock.advance(milliseconds: 60_000)
        world.clock.setWall(world.clock.now().advanced(byMilliseconds: -86_400_000))
        #expect(try world.verdict("alice") == .unknown)
        #expect(try world.verdict("bob") == .unknown)
        #expect(await world.refresh().end == .renewed)
        #expect(try world.verdict("alice") == .holds)
        #expect(try world.verdict("bob") == .fails)
    }

    @Test("A clock that is corrected by some seconds changes nothing")
    func clockCorrected() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("alice")
        await world.refresh()
        world.clock.setWall(world.clock.now().advanced(byMilliseconds: -5_000))
        #expect(try world.verdict("alice") == .holds)
    }

    @Test("A third party that names a time is not asked before it, whoever asks")
    func retryAfter() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("alice")
        world.provider.troubles.next(.refused(Unknown(.failed, "status 429", retryAfterMilliseconds: 1_800_000)))
        let refresh = await world.refresh()
        #expect((1_800_000...1_980_000).contains(refresh.nextTryMilliseconds))
        _ = world.provider.takeCalls()
        world.clock.advance(milliseconds: 1_799_999)
        await world.refresh()
        _ = await world.gather.ask(about: world.everybody, world.core)
        world.book.take(AuthoriserEvent(.all, at: nil, dedupeID: ""), at: world.instance, steady: world.clock.nowMilliseconds())
        await world.refresh()
        #expect(world.provider.takeCalls().isEmpty)
        #expect(await world.refreshWhenDue().end == .listed)
    }

    @Test("When what was said cannot be stored, it counts for nothing, and it is tried again")
    func storeFails() async throws {
        let fails = Switch()
        let world = try EvidenceWorld { FailingEvidence($0, fails: fails) }
        world.set(["alice"])
        try await world.link(["alice", "bob"])
        await world.refresh()
        fails.set(true)
        world.set(["bob"])
        #expect(await world.refreshWhenDue().end == .unknown(Unknown(.failed, "what was said could not be stored")))
        #expect(try world.verdict("alice") == .holds)
        #expect(try world.verdict("bob") == .fails)
        fails.set(false)
        #expect(await world.refreshWhenDue().end == .listed)
        #expect(try world.verdict("bob") == .holds)
    }
}
