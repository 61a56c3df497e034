import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

@Suite("A homeserver that is down", .timeLimit(.minutes(5)))
struct DeadServerTests {
    @Test("keeps nobody else waiting, however many of its people are entitled to come in")
    func othersComeIn() async throws {
        let world = try LoopWorld()
        let dead = try #require(ServerName("dead.example"))
        world.rooms.silence(dead)
        let perRoom = 500
        let users = try (0..<perRoom).map { try #require(UserID("@far-\($0):dead.example")) }
        let accounts = (0..<perRoom).map { "far-\($0)" }
        for (user, account) in zip(users, accounts) { try await world.evidence.link(user, Account(id: account, name: account)) }
        try await world.evidence.link("ann")
        world.evidence.set(Set(accounts))
        let rooms = Governor.waitingActsMax / perRoom + 2
        for number in 0..<rooms { try await world.open("r\(number)", []) }
        try await world.start()
        let (governor, homeserver) = (world.governor, world.rooms)
        // Every look is a pass, which begins a part of them.
        for _ in 0..<Governor.waitingActsMax / Governor.begunActsMin
        where await governor.status().waitingActs < Governor.waitingActsMax - Governor.begunActsMin { await world.look() }
        world.evidence.set(Set(accounts + ["ann"]))
        world.clock.advance(milliseconds: EvidenceWorld.hour)
        _ = await world.governor.sweep()
        await world.look()
        try await eventually("ann is invited everywhere") {
            _ = await governor.nextPass()
            return homeserver.done(.invite) == rooms
        }
        await world.stop()
    }
}
