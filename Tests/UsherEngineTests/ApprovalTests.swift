import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

@Suite("An approval", .timeLimit(.minutes(1)))
struct ApprovalTests {
    @Test("counts for the rule by which it was given: what another rule takes waits for a person again")
    func anotherRule() async throws {
        let world = try await GovernorWorld()
        let room = world.make()
        try await world.people(["boss"], in: "a", "b")
        let people = try await world.people((0..<8).map { "p\($0)" })
        world.join(people, room)
        let name = try #require(RequirementName("core", at: world.groups))
        _ = try await world.daemon.requirements.set(
            name, to: SimulatedThirdParty.requirement("a", at: world.groups), by: "test")
        try await world.set(room) {
            $0.rule = .named(name)
            $0.phase = .enforce
            $0.graceMilliseconds = 3_600_000
        }
        try await world.sweep()
        let governor = try world.daemon.governor
        let held = try #require(await governor.heldPlans().first)
        #expect(try await governor.approve(held.hash.text, by: "test").acts == 8)
        try await eventually("all are told") {
            try await world.daemon.store.journal.departures().allSatisfy { $0.noticedAt != nil }
        }
        // The name means something else: the same words in the rule ask another question.
        _ = try await world.daemon.requirements.set(
            name, to: SimulatedThirdParty.requirement("b", at: world.groups), by: "test")
        world.clock.advance(milliseconds: 3_700_000)
        try await world.sweep()
        #expect(people.allSatisfy { world.membership($0, room) == .join })
        let again = try #require(await governor.heldPlans().first { $0.acts.allSatisfy { $0.kind == .remove } })
        #expect(again.acts.count == 8)
        #expect(try await governor.approve(again.hash.text, by: "test").acts == 8)
        try await world.sweep()
        #expect(people.allSatisfy { world.membership($0, room) == .leave })
    }

    @Test("counts to the end while the rule is the same")
    func sameRule() async throws {
        let world = try await GovernorWorld()
        let room = world.make()
        try await world.people(["boss"], in: "a")
        let people = try await world.people((0..<8).map { "p\($0)" })
        world.join(people, room)
        try await world.set(room) { [rule = world.rule("a")] in
            $0.rule = rule
            $0.phase = .enforce
            $0.graceMilliseconds = 3_600_000
        }
        try await world.sweep()
        let governor = try world.daemon.governor
        _ = try await governor.approve(try #require(await governor.heldPlans().first).hash.text, by: "test")
        try await eventually("all are told") {
            try await world.daemon.store.journal.departures().allSatisfy { $0.noticedAt != nil }
        }
        world.clock.advance(milliseconds: 3_700_000)
        try await world.sweep()
        #expect(people.allSatisfy { world.membership($0, room) == .leave })
    }
}
