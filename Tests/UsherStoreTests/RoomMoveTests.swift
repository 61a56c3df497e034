import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("An upgraded room")
struct RoomMoveTests {
    @Test("everything about an upgraded room moves to the room that replaces it, once")
    func moves() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (old, new) = (try fixture.room("old"), try fixture.room("new"))
        let policy = Policy(room: old, rule: .empty, phase: .enforce)
        _ = try await store.policies.set(policy, replacing: nil, audit: fixture.entry(.policySet))
        _ = try await fixture.begin(
            [try fixture.act(.invite, "alice", in: "old"), try fixture.act(.remove, "alice", in: "other")], in: store,
            departures: [.store(try fixture.departure("bob", in: "old"))])
        try await store.journal.grant([Reprieve(room: old, user: try fixture.user("carol"), until: fixture.at(50))], audit: [])
        let plan = HeldPlan(
            hash: fixture.planHash(1), heldAt: fixture.at(5), causes: [.room(old, removed: 9, governed: 10)],
            groups: [try fixture.group(.remove, ["dave"], in: "old")])
        try await store.journal.hold(plan, people: fixture.people, audit: fixture.entry(.planHeld))
        for _ in 0..<2 {
            try await store.policies.move(from: old, to: new, audit: fixture.entry(.policyMoved))
            #expect(try await store.policies.policies() == [Policy(room: new, rule: .empty, phase: .enforce)])
            #expect(try await store.journal.intents().map(\.act.room) == [old, try fixture.room("other")])
            #expect(try await store.journal.departures() == [try fixture.departure("bob", in: "new")])
            #expect(try await store.journal.reprieves(now: fixture.at(0)).map(\.room).sorted { $0.text < $1.text } == [new, old])
            let held = try #require(try await store.journal.heldPlans(now: fixture.at(6), people: fixture.people).first)
            #expect(held.hash == plan.hash)
            #expect(held.causes == [.room(new, removed: 9, governed: 10)])
            #expect(held.groups == [try fixture.group(.remove, ["dave"], in: "new")])
        }
        let entries = try await store.ledger.auditEntries(limit: 99)
        #expect(entries.filter { $0.act == .policyMoved }.count == 1)
    }

    @Test("what the new room has already stays")
    func conflicts() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (old, new) = (try fixture.room("old"), try fixture.room("new"))
        for (room, phase) in [(old, Phase.enforce), (new, .observe)] {
            _ = try await store.policies.set(Policy(room: room, phase: phase), replacing: nil, audit: fixture.entry(.policySet))
        }
        _ = try await fixture.begin(
            [try fixture.act(.remove, "alice", in: "old"), try fixture.act(.invite, "alice", in: "new")], in: store,
            departures: [.store(try fixture.departure("alice", in: "old", isApproved: true))])
        try await store.journal.change([.store(try fixture.departure("alice", in: "new"))], audit: [])
        try await store.policies.move(from: old, to: new, audit: fixture.entry(.policyMoved))
        #expect(try await store.policies.policies() == [Policy(room: new, phase: .observe)])
        #expect(try await store.journal.intents().map(\.act.kind) == [.remove, .invite])
        #expect(try await store.journal.departures() == [try fixture.departure("alice", in: "new")])
        // The old room counts on where it ended.
        let again = try await store.policies.set(Policy(room: old), replacing: nil, audit: fixture.entry(.policySet))
        #expect(again?.revision == 3)
    }

    @Test("a room about which nothing is stored, and a room that replaces itself, leave no trace")
    func nothing() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (old, new) = (try fixture.room("old"), try fixture.room("new"))
        try await store.policies.move(from: old, to: new, audit: fixture.entry(.policyMoved))
        _ = try await store.policies.set(Policy(room: new), replacing: nil, audit: fixture.entry(.policySet))
        try await store.policies.move(from: old, to: new, audit: fixture.entry(.policyMoved))
        try await store.policies.move(from: new, to: new, audit: fixture.entry(.policyMoved))
        #expect(try await store.policies.policies().map(\.room) == [new])
        #expect(try await store.ledger.auditEntries(limit: 9).map(\.act) == [.policySet])
    }

    @Test("what is under way in the old room stays there until somebody has looked")
    func inDoubt() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (old, new) = (try fixture.room("old"), try fixture.room("new"))
        let begun = try await fixture.begin(
            [try fixture.act(.remove, "alice", in: "old"), try fixture.act(.remove, "bob", in: "old")], in: store)
        try await store.journal.noteTry(begun.intents[0].id)
        try await store.policies.move(from: old, to: new, audit: fixture.entry(.policyMoved))
        #expect(try await store.journal.intents().map(\.act.room) == [old, old])
    }
}
