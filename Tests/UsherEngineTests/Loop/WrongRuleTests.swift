import Foundation
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

/// What a rule costs that is wrong for everybody. `USHER_SIZE=100000x100` measures the size that is promised; the figures are
/// printed.
@Suite("A rule that is wrong for everybody", .timeLimit(.minutes(10)))
struct WrongRuleTests {
    private static let size: (people: Int, rooms: Int) = {
        let numbers = (ProcessInfo.processInfo.environment["USHER_SIZE"] ?? "").split(separator: "x").compactMap { Int($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : (2_000, 20)
    }()

    @Test("is held once, as one plan; no act is made of it, and nothing is done again while nothing changes")
    func held() async throws {
        let (count, rooms) = Self.size
        let world = try LoopWorld()
        // Nobody has linked anything, and the rule is to remove whoever has not: everybody has to go, from everywhere.
        let users = (0..<count).map { UserID.made("person-\($0)") }
        for number in 0..<rooms { try await world.open("r\(number)", users) { $0.shadows = .remove } }
        let clock = ContinuousClock()
        let before = Self.memory()
        let first = try await clock.measure { try await world.start() }
        let plan = try #require(await world.governor.heldPlans().first)
        #expect(plan.count == count * rooms && plan.acts.count == min(count * rooms, HeldPlanReport.actsMax))
        let again = await clock.measure { for _ in 0..<3 { await world.look() } }
        // One of them comes in somewhere, another one leaves: that is another plan, and the old one is no more.
        world.rooms.place(.made("somebody"), .joined, in: try LoopWorld.room("r0"))
        let changed = await clock.measure { await world.look() }
        #expect(await world.governor.heldPlans().map(\.count) == [count * rooms + 1])
        #expect(await world.governor.status().waitingActs == 0)
        let held = try await world.log().filter { $0.act == .planHeld }
        #expect(held.count == 2)
        let grown = (Self.memory() - before) / 1_048_576
        print(
            "\(count) people x \(rooms) rooms, all refused: start \(first), a pass \(again / 3),",
            "a pass that holds anew \(changed),",
            "\(grown) MiB more than before")
        try await reads(world, count, rooms)
        try await approves(world, plan: try #require(await world.governor.heldPlans().first))
        await world.stop()
    }

    private func reads(_ world: LoopWorld, _ count: Int, _ rooms: Int) async throws {
        let stored = try await world.store.journal.heldPlans(now: world.clock.now(), people: world.people)
        #expect(stored.map(\.count) == [count * rooms + 1])
        #expect(try Data(contentsOf: URL(filePath: world.evidence.directory.path + "/usher.db")).count < 64 * 1_048_576)
    }

    /// However much is approved at once, no more is begun than fits.
    private func approves(_ world: LoopWorld, plan: HeldPlanReport) async throws {
        let wall = ContinuousClock.now
        let (_, acts) = try await world.governor.approve(plan.hash.text, by: "admin")
        print("an approval of \(acts) of \(plan.count) acts took \(ContinuousClock.now - wall)")
        #expect(acts == min(plan.count, Governor.approvedActsMax))
    }

    /// Resident bytes of this process, in pages of 4 KiB.
    private static func memory() -> Int {
        guard let text = FileManager.default.contents(atPath: "/proc/self/statm").map({ String(decoding: $0, as: UTF8.self) })
        else { return 0 }
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4_096 : 0
    }
}
