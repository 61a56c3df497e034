import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("Held plans and takings")
struct HeldPlanTests {
    private static func plan(_ fixture: StoreFixture, _ byte: UInt8, heldAt: Int64 = 1_000) throws -> HeldPlan {
        HeldPlan(
            hash: fixture.planHash(byte), heldAt: fixture.at(heldAt),
            causes: [
                .room(demoRoom, removed: 6, governed: 9), .instance(try fixture.instanceID("club"), removed: 7, governed: 10),
                .everything(removed: 8, governed: 11), .emptyGroup(try fixture.requirement("core")),
            ],
            groups: [
                try fixture.group(.warn, ["alice", "carol"]), try fixture.group(.remove, ["bob", "alice"], in: "other"),
            ])
    }

    @Test("a held plan is read back as it was shown, and ends after seven days")
    func roundTrip() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (first, second) = (try Self.plan(fixture, 9), try Self.plan(fixture, 1, heldAt: 2_000))
        try await store.journal.hold(second, people: fixture.people, audit: fixture.entry(.planHeld))
        try await store.journal.hold(first, people: fixture.people, audit: fixture.entry(.planHeld))
        try store.close()
        let again = try fixture.open()
        let end = first.expiresAt.unixMilliseconds
        #expect(try await again.journal.heldPlans(now: fixture.at(end - 1), people: fixture.people) == [first, second])
        #expect(try await again.journal.heldPlans(now: fixture.at(end), people: fixture.people) == [second])
    }

    @Test("a plan that is held again keeps its time and is not explained twice; one whose time was over is a new one")
    func again() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let plan = try Self.plan(fixture, 1)
        for heldAt: Int64 in [1_000, 5_000] {
            try await store.journal.hold(
                try Self.plan(fixture, 1, heldAt: heldAt), people: fixture.people, audit: fixture.entry(.planHeld))
        }
        #expect(try await store.journal.heldPlans(now: fixture.at(6_000), people: fixture.people) == [plan])
        #expect(try await store.ledger.auditEntries(limit: 9).count == 1)
        let later = try Self.plan(fixture, 1, heldAt: plan.expiresAt.unixMilliseconds)
        try await store.journal.hold(later, people: fixture.people, audit: fixture.entry(.planHeld))
        #expect(try await store.journal.heldPlans(now: later.heldAt, people: fixture.people) == [later])
        #expect(try await store.ledger.auditEntries(limit: 9).count == 2)
    }

    @Test("a dropped plan is kept as one until its time is over, and is dropped once")
    func dropped() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let plan = try Self.plan(fixture, 1)
        try await store.journal.hold(plan, people: fixture.people, audit: fixture.entry(.planHeld))
        #expect(try await store.journal.dropHeld(plan.hash, audit: fixture.entry(.planDropped)))
        #expect(try await !store.journal.dropHeld(plan.hash, audit: fixture.entry(.planDropped)))
        #expect(try await !store.journal.dropHeld(fixture.planHash(2), audit: fixture.entry(.planDropped)))
        try await store.journal.hold(plan, people: fixture.people, audit: fixture.entry(.planHeld))
        try store.close()
        let again = try fixture.open()
        var kept = plan
        kept.isDropped = true
        #expect(try await again.journal.heldPlans(now: fixture.at(6_000), people: fixture.people) == [kept])
        #expect(try await again.journal.heldPlans(now: plan.expiresAt, people: fixture.people).isEmpty)
        #expect(try await again.ledger.auditEntries(limit: 9).map(\.act) == [.planDropped, .planHeld])
    }

    @Test("ten million acts take a few megabytes on the disk, and are read back by people who are numbered otherwise")
    func large() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let users = try (0..<2_000).map { try fixture.user("person-\($0)") }
        let everybody = PersonSet(users.map(fixture.people.number))
        let groups = try (0..<100).map { number in
            ActGroup(
                kind: .warn, room: try fixture.room("r\(number)"), reason: "r", instances: [], ruleVersion: "v",
                people: everybody)
        }.arranged
        let plan = HeldPlan(hash: fixture.planHash(1), heldAt: fixture.at(1), causes: [], groups: groups)
        try await store.journal.hold(plan, people: fixture.people, audit: fixture.entry(.planHeld))
        #expect(try fixture.count("held_plan_acts") == 100)
        let others = People()
        for user in users.reversed() { _ = others.number(of: user) }
        let read = try #require(try await store.journal.heldPlans(now: fixture.at(2), people: others).first)
        #expect(read.count == 200_000)
        #expect(
            HeldPlan.canonicalBytes(of: read.groups, others) == HeldPlan.canonicalBytes(of: plan.groups, fixture.people))
        // In this proportion, a hundred thousand people in as many rooms are 5 megabytes.
        #expect(HeldPlan.canonicalBytes(of: plan.groups, fixture.people).count < 100_000)
    }

    @Test("a plan is removed once, with its acts")
    func drop() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let plan = try Self.plan(fixture, 1)
        try await store.journal.hold(plan, people: fixture.people, audit: fixture.entry(.planHeld))
        #expect(try await !store.journal.removeHeld(fixture.planHash(2), audit: fixture.entry(.planDropped)))
        #expect(try await store.journal.removeHeld(plan.hash, audit: fixture.entry(.planDropped)))
        #expect(try await !store.journal.removeHeld(plan.hash, audit: fixture.entry(.planDropped)))
        #expect(try await store.ledger.auditEntries(limit: 9).map(\.act) == [.planDropped, .planHeld])
        #expect(try fixture.count("held_plan_acts") == 0)
        #expect(try fixture.count("held_plan_causes") == 0)
    }

    @Test("an approved plan is held no longer, its run is explained, and what it takes is not counted by the brakes")
    func approve() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let plan = try Self.plan(fixture, 1)
        try await store.journal.hold(plan, people: fixture.people, audit: fixture.entry(.planHeld))
        let approvedDeparture = try fixture.departure("carol", isApproved: true)
        let (run, intents) = try await store.journal.begin(
            NewRun(
                cause: "plan \(plan.hash)", at: fixture.at(3_000), acts: [(try fixture.act(.remove, "alice"), "{}")],
                departures: [.store(approvedDeparture)], approved: plan.hash, audit: [fixture.entry(.planApproved)]))
        #expect(try await store.journal.heldPlans(now: fixture.at(3_000), people: fixture.people).isEmpty)
        #expect(try await store.ledger.auditEntries(limit: 1).first?.run == run)
        // Carol's departure was approved with the plan; she is removed by a later run. Dave's was not.
        let later = try await fixture.begin(
            [try fixture.act(.remove, "carol"), try fixture.act(.remove, "dave"), try fixture.act(.invite, "erin")], in: store)
        for intent in intents + later.intents {
            let act: AuditEntry.Act = intent.act.kind == .invite ? .invited : .removed
            let entry = AuditEntry(
                at: fixture.at(4_000), act: act, actor: "usher", user: intent.act.user, room: intent.act.room, reason: "r")
            #expect(try await store.journal.settle(intent.id, audit: entry, departure: .none))
        }
        let taking = Taking(
            room: demoRoom, user: try fixture.user("dave"),
            instances: [try fixture.instanceID("club"), try fixture.instanceID("shop")], at: fixture.at(4_000))
        #expect(try await store.journal.takings(since: fixture.at(4_000)) == [taking])
        #expect(try await store.journal.takings(since: fixture.at(4_001)).isEmpty)
        let removals = try await store.journal.removals(inRun: run)
        #expect(removals.map(\.user) == [try fixture.user("alice")])
        #expect(removals.map(\.room) == [demoRoom])
    }

    @Test("what was approved by another version of the rule is counted by the brakes")
    func approvedByAnotherRule() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        var departure = try fixture.departure("carol")
        departure.approvedVersion = "!demo:example.org@2"
        try await store.journal.change([.store(departure)], audit: [])
        let plan = try Self.plan(fixture, 1)
        // An act that was approved is decided again by a rule that was not.
        let old = MembershipAct(
            kind: .remove, room: demoRoom, user: try fixture.user("dave"), reason: "r", instances: [], ruleVersion: "!demo@2")
        _ = try await store.journal.begin(
            NewRun(cause: "plan", at: fixture.at(1), acts: [(old, "{}")], departures: [], approved: plan.hash, audit: []))
        let (_, intents) = try await fixture.begin(
            [try fixture.act(.remove, "carol"), try fixture.act(.remove, "dave")], in: store)
        for intent in intents {
            let entry = AuditEntry(
                at: fixture.at(4_000), act: .removed, actor: "usher", user: intent.act.user, room: intent.act.room, reason: "r")
            #expect(try await store.journal.settle(intent.id, audit: entry, departure: .none))
        }
        let users = Set(try await store.journal.takings(since: fixture.at(0)).map(\.user))
        #expect(users == [departure.user, try fixture.user("dave")])
    }

    @Test("a run's removals are those that its entries tell of, each once; what was only warned of or given up is none")
    func removals() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (run, intents) = try await fixture.begin(
            [
                try fixture.act(.remove, "bob"), try fixture.act(.withdraw, "alice"), try fixture.act(.warn, "carol"),
                try fixture.act(.remove, "dave"), try fixture.act(.remove, "erin"),
            ], in: store)
        let acts: [AuditEntry.Act?] = [.removed, .withdrawn, .warned, .actRefused, nil]
        for (intent, act) in zip(intents, acts) {
            let entry = act.map {
                AuditEntry(
                    at: fixture.at(1), act: $0, actor: "usher", user: intent.act.user, room: intent.act.room, reason: "r")
            }
            #expect(try await store.journal.settle(intent.id, audit: entry, departure: .none))
        }
        #expect(try await store.journal.removals(inRun: run).map(\.user) == [try fixture.user("bob"), try fixture.user("alice")])
        #expect(try await store.journal.removals(inRun: run + 1).isEmpty)
        #expect(try await store.journal.takings(since: fixture.at(0)).count == 3)
    }
}
