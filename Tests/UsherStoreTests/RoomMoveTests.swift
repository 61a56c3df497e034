import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("An upgraded room")
struct RoomMoveTests {
    private func move(_ store: Store, _ fixture: StoreFixture, from old: RoomID, to new: RoomID) async throws -> PolicyMove? {
        try await store.policies.move(from: old, to: new, audit: fixture.entry(.policyMoved))
    }

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
        for isFirst in [true, false] {
            let moved = try await move(store, fixture, from: old, to: new)
            #expect(moved == (isFirst ? PolicyMove(from: old, revision: 1, to: new, revision: 1) : nil))
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

    @Test("a rule of its own that the new room has stands, and nothing moves")
    func taken() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (old, new) = (try fixture.room("old"), try fixture.room("new"))
        let policies = [Policy(room: new, phase: .observe), Policy(room: old, phase: .enforce)]
        for policy in policies { _ = try await store.policies.set(policy, replacing: nil, audit: fixture.entry(.policySet)) }
        let departure = try fixture.departure("alice", in: "old", isApproved: true)
        try await store.journal.change([.store(departure)], audit: [])
        #expect(try await move(store, fixture, from: old, to: new) == nil)
        #expect(try await store.policies.policies() == policies)
        #expect(try await store.journal.departures() == [departure])
        #expect(try await store.ledger.auditEntries(limit: 9).map(\.act) == [.policySet, .policySet])
    }

    @Test("what is known in the new room about somebody stays, and the rooms' revisions go on where they ended")
    func conflicts() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (old, new) = (try fixture.room("old"), try fixture.room("new"))
        for room in [old, new] {
            _ = try await store.policies.set(Policy(room: room), replacing: nil, audit: fixture.entry(.policySet))
        }
        #expect(try await store.policies.remove(new, revision: 1, audit: fixture.entry(.policyRemoved)))
        _ = try await fixture.begin(
            [try fixture.act(.remove, "alice", in: "old"), try fixture.act(.invite, "alice", in: "new")], in: store,
            departures: [.store(try fixture.departure("alice", in: "old", isApproved: true))])
        try await store.journal.change([.store(try fixture.departure("alice", in: "new"))], audit: [])
        let moved = try await move(store, fixture, from: old, to: new)
        #expect(moved == PolicyMove(from: old, revision: 1, to: new, revision: 3))
        #expect(try await store.policies.policies() == [Policy(room: new, revision: 3)])
        #expect(try await store.journal.intents().map(\.act.kind) == [.remove, .invite])
        #expect(try await store.journal.departures() == [try fixture.departure("alice", in: "new")])
        let again = try await store.policies.set(Policy(room: old), replacing: nil, audit: fixture.entry(.policySet))
        #expect(again?.revision == 3)
    }

    @Test("plans and approvals go on naming the rule that moved, wherever it is a part of what holds")
    func versions() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (old, new) = (try fixture.room("old"), try fixture.room("new"))
        for revision in [nil, 1] as [Int64?] {
            _ = try await store.policies.set(Policy(room: old), replacing: revision, audit: fixture.entry(.policySet))
        }
        let versions = [
            "!old:example.org@2", "!a:example.org@7+!old:example.org@2+club:core@2", "!old:example.org@1", "!old:example.org@22",
            "!x!old:example.org@2", "",
        ]
        let moved = [
            "!new:example.org@1", "!a:example.org@7+!new:example.org@1+club:core@2", "!old:example.org@1", "!old:example.org@22",
            "!x!old:example.org@2", "",
        ]
        func departures(_ versions: [String]) throws -> [Departure] {
            try versions.enumerated().map { number, version in
                var departure = try fixture.departure("p\(number)", in: "r\(number)")
                departure.approvedVersion = version
                return departure
            }
        }
        func groups(_ versions: [String]) throws -> [ActGroup] {
            try versions.enumerated().map { number, version in
                let group = try fixture.group(.remove, ["dave"], in: "r\(number)")
                return ActGroup(
                    kind: .remove, room: group.room, reason: "r", instances: [], ruleVersion: version, people: group.people)
            }
        }
        try await store.journal.change(try departures(versions).map(DepartureChange.store), audit: [])
        let plan = HeldPlan(
            hash: fixture.planHash(1), heldAt: fixture.at(5), causes: [], groups: try groups(versions), isDropped: true)
        try await store.journal.hold(plan, people: fixture.people, audit: fixture.entry(.planHeld))
        let move = try #require(try await move(store, fixture, from: old, to: new))
        #expect(try await store.journal.departures() == departures(moved))
        let kept = try await store.journal.heldPlans(now: fixture.at(6), people: fixture.people)
        #expect(try kept.map(\.groups) == [groups(moved)])
        #expect(kept == [plan.moved(by: move)], "in memory it is the same")
        #expect(kept.map(\.isDropped) == [true])
    }

    @Test("what was taken in the old room counts in the new one")
    func takings() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (old, new) = (try fixture.room("old"), try fixture.room("new"))
        _ = try await store.policies.set(Policy(room: old), replacing: nil, audit: fixture.entry(.policySet))
        let begun = try await fixture.begin(
            [try fixture.act(.remove, "alice", in: "old"), try fixture.act(.remove, "bob", in: "other")], in: store)
        for intent in begun.intents {
            _ = try await store.journal.settle(intent.id, audit: fixture.entry(.removed), departure: .none)
        }
        let before = try await store.journal.takings(since: fixture.at(0))
        let move = try #require(try await move(store, fixture, from: old, to: new))
        let after = try await store.journal.takings(since: fixture.at(0))
        #expect(after.map(\.room) == [new, try fixture.room("other")])
        #expect(after == before.map { $0.moved(by: move) })
    }

    @Test("a room about which nothing is stored, and a room that replaces itself, leave no trace")
    func nothing() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (old, new) = (try fixture.room("old"), try fixture.room("new"))
        #expect(try await move(store, fixture, from: old, to: new) == nil)
        _ = try await store.policies.set(Policy(room: new), replacing: nil, audit: fixture.entry(.policySet))
        #expect(try await move(store, fixture, from: old, to: new) == nil)
        #expect(try await move(store, fixture, from: new, to: new) == nil)
        #expect(try await store.policies.policies().map(\.room) == [new])
        #expect(try await store.ledger.auditEntries(limit: 9).map(\.act) == [.policySet])
    }

    @Test("what is under way in the old room stays there until somebody has looked")
    func inDoubt() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (old, new) = (try fixture.room("old"), try fixture.room("new"))
        _ = try await store.policies.set(Policy(room: old), replacing: nil, audit: fixture.entry(.policySet))
        let begun = try await fixture.begin(
            [try fixture.act(.remove, "alice", in: "old"), try fixture.act(.remove, "bob", in: "old")], in: store)
        try await store.journal.noteTry(begun.intents[0].id)
        #expect(try await move(store, fixture, from: old, to: new) != nil)
        #expect(try await store.journal.intents().map(\.act.room) == [old, old])
    }
}
