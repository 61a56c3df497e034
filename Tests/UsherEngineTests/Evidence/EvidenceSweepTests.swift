import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

@Suite("A person asks for everything to be looked at")
struct EvidenceSweepTests {
    private func gathering(_ world: EvidenceWorld) async -> Gathering {
        let gathering = Gathering(gather: world.gather, events: SilentServices())
        await gathering.attend(to: [world.core: world.everybody])
        return gathering
    }

    @Test("A wait that is our own choice is over; the timer's own look respects it")
    func ourBackoff() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("alice")
        let gathering = await gathering(world)
        world.provider.troubles.set { _ in .refused(Unknown(.failed, "HTTP status 500")) }
        for isForced in [false, true, true] {
            let outcome = await gathering.lookAtAll(isForced: isForced)
            #expect(outcome.unanswered.map(\.why) == ["failed: HTTP status 500"])
        }
        #expect(world.provider.takeCalls().count == 3)
        #expect(await gathering.lookAtAll(isForced: false).unanswered.first?.why.hasPrefix("failed: HTTP status 500; ") == true)
        #expect(world.provider.takeCalls().isEmpty)
        world.provider.troubles.clear()
        #expect(await gathering.lookAtAll(isForced: true).answered == 1)
        #expect(try world.verdict("alice") == .holds)
    }

    @Test("A wait that the third party asked for is kept, and told with its reason")
    func asked() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("alice")
        let gathering = await gathering(world)
        world.provider.troubles.set { _ in .refused(Unknown(.failed, "too many", retryAfterMilliseconds: 120_000)) }
        _ = await gathering.lookAtAll(isForced: true)
        world.provider.troubles.clear()
        _ = world.provider.takeCalls()
        let outcome = await gathering.lookAtAll(isForced: true)
        #expect(world.provider.takeCalls().isEmpty)
        #expect(outcome.unanswered.first?.why.hasPrefix("failed: too many; it is asked again in 2 minutes") == true)
        world.clock.advance(milliseconds: 132_000)
        #expect(await gathering.lookAtAll(isForced: false).answered == 1)
    }

    @Test("A list that waits to be confirmed is not confirmed sooner because somebody asks")
    func unconfirmed() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("alice")
        await world.refresh()
        let gathering = await gathering(world)
        world.set([])
        for _ in 0..<3 { _ = await gathering.lookAtAll(isForced: true) }
        #expect(world.provider.takeCalls().count == 2, "one list, and one that is suspicious")
        #expect(try world.verdict("alice") == .holds)
    }
}
