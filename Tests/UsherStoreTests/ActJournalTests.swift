import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("The journal of acts")
struct ActJournalTests {
    @Test("a run's intents are read back as they were decided, oldest first")
    func roundTrip() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        var acts: [MembershipAct] = []
        for (number, kind) in MembershipAct.Kind.allCases.enumerated() { acts.append(try fixture.act(kind, "user\(number)")) }
        acts.append(
            MembershipAct(
                kind: .invite, room: demoRoom, user: try fixture.user("bare"), reason: "", instances: [], ruleVersion: ""))
        let (run, intents) = try await fixture.begin(acts, in: store)
        #expect(run == 1)
        #expect(intents.map(\.act) == acts)
        #expect(intents.allSatisfy { $0.run == 1 && $0.createdAt == fixture.at(1_000) && $0.notBefore == fixture.at(1_000) })
        #expect(intents.map(\.evidenceJSON).first == #"{"because":"@user0:example.org"}"#)
        try store.close()
        #expect(try await fixture.open().journal.intents() == intents)
    }

    @Test("a run with nothing in it is no run")
    func emptyRun() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (run, intents) = try await fixture.begin([], in: store)
        #expect(run == 0)
        #expect(intents.isEmpty)
        #expect(try fixture.count("runs") == 0)
        let next = try await fixture.begin([], in: store, departures: [.store(try fixture.departure("alice"))])
        #expect(next.run == 1)
    }

    @Test("a newer intent of the same room and person replaces the older one; of the same kind, it takes its place over")
    func oneForEach() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let first = try await fixture.begin([try fixture.act(.invite, "alice"), try fixture.act(.invite, "bob")], in: store)
        var waiting = first.intents[0]
        #expect(!waiting.mayBeDone)
        (waiting.attempts, waiting.notBefore) = (3, fixture.at(50_000))
        try await store.journal.postpone(waiting)
        try await store.journal.noteTry(waiting.id)
        let second = try await fixture.begin(
            [
                try fixture.act(.invite, "alice", reason: "newer"), try fixture.act(.remove, "bob"),
                try fixture.act(.invite, "alice", in: "other"),
            ], in: store, at: 2_000)
        let same = try #require(second.intents.first)
        #expect(same.id == waiting.id)
        #expect(same.run == second.run)
        #expect(same.act.reason == "newer")
        #expect(same.attempts == 3)
        #expect(same.createdAt == waiting.createdAt)
        #expect(same.notBefore == fixture.at(50_000))
        #expect(same.mayBeDone)
        #expect(!second.intents[1].mayBeDone)
        #expect(second.intents[1].act.kind == .remove)
        #expect(second.intents[1].attempts == 0)
        #expect(second.intents.allSatisfy { $0.id == same.id || $0.id > first.intents[1].id })
        #expect(try await store.journal.intents() == second.intents)
        let replaced = try await store.journal.settle(first.intents[1].id, audit: fixture.entry(), departure: .none)
        #expect(!replaced)
        #expect(try await store.ledger.auditEntries(limit: 9).isEmpty)
    }

    @Test("two acts on one person in one room in one run leave the later one")
    func twice() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let begun = try await fixture.begin([try fixture.act(.invite, "alice"), try fixture.act(.remove, "alice")], in: store)
        #expect(begun.intents.map(\.act.kind) == [.remove])
        #expect(try await store.journal.intents() == begun.intents)
    }

    @Test("an intent is settled once, with its entry and its departure; what the entry does not name, the intent does")
    func settle() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (run, intents) = try await fixture.begin(
            [try fixture.act(.warn, "alice"), try fixture.act(.invite, "bob")], in: store)
        var departure = try fixture.departure("alice")
        departure.noticedAt = fixture.at(2_000)
        #expect(
            try await store.journal.settle(intents[0].id, audit: fixture.entry(.warned), departure: .store(departure)))
        #expect(try await !store.journal.settle(intents[0].id, audit: fixture.entry(.warned), departure: .store(departure)))
        #expect(try await store.journal.settle(intents[1].id, audit: nil, departure: .none))
        #expect(try await !store.journal.settle(99, audit: fixture.entry(), departure: .none))
        #expect(try await store.journal.intents().isEmpty)
        #expect(try await store.journal.departures() == [departure])
        let entries = try await store.ledger.auditEntries(limit: 9)
        #expect(entries.map(\.act) == [.warned])
        #expect(entries.first?.run == run)
        #expect(entries.first?.ruleVersion == "!demo:example.org@3")
        try await store.journal.noteTry(intents[0].id)
        try await store.journal.postpone(intents[0])
        #expect(try await store.journal.intents().isEmpty)
    }

    @Test("no outcome without its entry (law 5): where the entry cannot be written, nothing has happened")
    func needsItsEntry() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let broken = AuditEntry(at: fixture.at(1), act: .removed, actor: "usher", reason: "r", evidenceJSON: "[]")
        let begun = try await fixture.begin([try fixture.act(.remove, "alice")], in: store)
        let departure = DepartureChange.store(try fixture.departure("alice"))
        let plan = HeldPlan(hash: fixture.planHash(1), heldAt: fixture.at(1), causes: [], groups: [])
        try await store.journal.hold(plan, people: fixture.people, audit: fixture.entry(.planHeld))
        await #expect(throws: StoreFailure.self) {
            try await store.journal.settle(begun.intents[0].id, audit: broken, departure: departure)
        }
        await #expect(throws: StoreFailure.self) {
            try await store.journal.change([departure], audit: [fixture.entry(), broken])
        }
        await #expect(throws: StoreFailure.self) { try await store.journal.removeHeld(plan.hash, audit: broken) }
        await #expect(throws: StoreFailure.self) { try await store.journal.dropHeld(plan.hash, audit: broken) }
        await #expect(throws: StoreFailure.self) { try await store.journal.set(.paused, to: "yes", audit: broken) }
        await #expect(throws: StoreFailure.self) {
            try await store.journal.grant(
                [Reprieve(room: demoRoom, user: try fixture.user("alice"), until: fixture.at(9))], audit: [broken])
        }
        await #expect(throws: StoreFailure.self) {
            try await store.journal.hold(
                HeldPlan(hash: fixture.planHash(2), heldAt: fixture.at(1), causes: [], groups: []),
                people: fixture.people, audit: broken)
        }
        await #expect(throws: StoreFailure.self) {
            try await store.journal.begin(
                NewRun(cause: "plan", at: fixture.at(1), acts: [], departures: [departure], approved: plan.hash, audit: [broken]))
        }
        #expect(try await store.journal.intents() == begun.intents)
        #expect(try await store.journal.departures().isEmpty)
        #expect(try await store.journal.heldPlans(now: fixture.at(2), people: fixture.people) == [plan])
        #expect(try await store.journal.fact(.paused) == nil)
        #expect(try await store.journal.reprieves(now: fixture.at(0)).isEmpty)
        #expect(try await store.ledger.auditEntries(limit: 9).map(\.act) == [.planHeld])
        #expect(try fixture.count("runs") == 1)
    }

    @Test("departures are stored, changed and ended, each about one person in one room")
    func departures() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let alice = try fixture.departure("alice", isApproved: true)
        var bob = try fixture.departure("bob")
        bob.noticedAt = fixture.at(3)
        bob.removedAt = fixture.at(4)
        bob.removals = 2
        bob.instances = []
        try await store.journal.change([.store(bob), .none, .store(alice)], audit: [fixture.entry(.warned)])
        try store.close()
        let again = try fixture.open()
        #expect(try await again.journal.departures() == [alice, bob])
        bob.dueAt = fixture.at(.max)
        for _ in 0..<2 {
            try await again.journal.change(
                [.end(room: demoRoom, user: alice.user), .store(bob), .end(room: try fixture.room("x"), user: bob.user)],
                audit: [])
            #expect(try await again.journal.departures() == [bob])
        }
        try await again.journal.change([], audit: [])
        #expect(try await again.ledger.auditEntries(limit: 9).count == 1)
    }

    @Test("a reprieve holds until its time, and the last one counts")
    func reprieves() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let alice = Reprieve(room: demoRoom, user: try fixture.user("alice"), until: fixture.at(50))
        let longer = Reprieve(room: demoRoom, user: alice.user, until: fixture.at(60))
        let bob = Reprieve(room: demoRoom, user: try fixture.user("bob"), until: fixture.at(20))
        try await store.journal.grant([alice, bob], audit: [fixture.entry(.reprieved)])
        #expect(try await store.journal.reprieves(now: fixture.at(19)) == [alice, bob])
        try await store.journal.grant([longer], audit: [])
        #expect(try await store.journal.reprieves(now: fixture.at(20)) == [longer])
        #expect(try await store.journal.reprieves(now: fixture.at(60)).isEmpty)
    }

    @Test("facts are set, changed and taken back, with an entry each")
    func facts() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        #expect(try await store.journal.fact(.paused) == nil)
        try await store.journal.set(.paused, to: "yes", audit: fixture.entry(.paused))
        try await store.journal.set(.sweepFinishedAt, to: "1", audit: nil)
        try await store.journal.set(.sweepFinishedAt, to: "22", audit: nil)
        #expect(try await store.journal.fact(.paused) == "yes")
        #expect(try await store.journal.fact(.sweepFinishedAt) == "22")
        try await store.journal.set(.paused, to: nil, audit: fixture.entry(.resumed))
        try await store.journal.set(.paused, to: nil, audit: nil)
        #expect(try await store.journal.fact(.paused) == nil)
        #expect(try await store.ledger.auditEntries(limit: 9).map(\.act) == [.resumed, .paused])
    }

    @Test(
        "an intent, departure or run that makes no sense is refused by the database itself",
        arguments: [
            "UPDATE intents SET run = 99", "UPDATE intents SET kind = 'x'", "UPDATE intents SET instances = 'A B'",
            "UPDATE intents SET attempts = -1", "UPDATE intents SET evidence = ''", "DELETE FROM runs", "UPDATE runs SET at = 0",
            "INSERT INTO intents SELECT 9, run, kind, room, user, reason, instances, rule_version, 0, '{}', 0, 0, 0 FROM intents",
            "UPDATE departures SET removals = 1", "UPDATE departures SET room = 'x'",
            """
            INSERT INTO audit_log (at, act, actor, reason, evidence, run) VALUES (0, 'invited', 'usher', 'r', '{}', 99)
            """,
            "INSERT INTO takings VALUES (99, '!a:b', '@a:b', '', 0)",
        ])
    func checks(_ sql: String) async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        _ = try await fixture.begin(
            [try fixture.act(.invite, "alice")], in: store, departures: [.store(try fixture.departure("alice"))])
        #expect(throws: DatabaseError.self) { try fixture.tamper { try $0.execute(sql: sql) } }
    }

    @Test("a row that nobody can read is an error, never nothing")
    func damaged() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        _ = try await fixture.begin(
            [try fixture.act(.invite, "alice")], in: store, departures: [.store(try fixture.departure("alice"))])
        let plan = HeldPlan(
            hash: fixture.planHash(1), heldAt: fixture.at(1), causes: [.everything(removed: 1, governed: 2)],
            groups: [try fixture.group(.remove, ["alice"])])
        try await store.journal.hold(plan, people: fixture.people, audit: fixture.entry(.planHeld))
        try await store.journal.grant(
            [Reprieve(room: demoRoom, user: try fixture.user("alice"), until: fixture.at(9))], audit: [])
        for change in ["kind = 'x'", "room = 'x'", "user = 'x'", "instances = ','"] {
            let restored = try fixture.tamper { try Row.fetchOne($0, sql: "SELECT * FROM intents") }
            try fixture.damage("UPDATE intents SET \(change)")
            await expectUnreadable("\(change)") { _ = try await store.journal.intents() }
            let column = String(change.prefix { $0 != " " })
            let value: String = try #require(restored)[column]
            try fixture.tamper { try $0.execute(sql: "UPDATE intents SET \(column) = ?", arguments: [value]) }
        }
        try fixture.damage("UPDATE departures SET instances = 'A'")
        await expectUnreadable("departures") { _ = try await store.journal.departures() }
        try fixture.damage("UPDATE reprieves SET user = 'x'")
        await expectUnreadable("reprieves") { _ = try await store.journal.reprieves(now: fixture.at(0)) }
        try fixture.damage("UPDATE held_plan_causes SET cause = 'mood'")
        await expectUnreadable("causes") { _ = try await store.journal.heldPlans(now: fixture.at(2), people: fixture.people) }
        try fixture.damage("UPDATE held_plan_causes SET cause = 'everything'; UPDATE held_plan_acts SET kind = 'x'")
        await expectUnreadable("acts") { _ = try await store.journal.heldPlans(now: fixture.at(2), people: fixture.people) }
        // Places that the list of people does not have, no set, and a name that is none.
        for change in ["held_plan_acts SET kind = 'remove', people = X'0105'", "held_plan_acts SET people = X'0705'"] {
            try fixture.damage("UPDATE \(change)")
            await expectUnreadable("\(change)") {
                _ = try await store.journal.heldPlans(now: fixture.at(2), people: fixture.people)
            }
        }
        for people in ["X'0105'", "X'616200'", "X''"] {
            try fixture.damage("UPDATE held_plan_acts SET people = X'0100'; UPDATE held_plans SET people = \(people)")
            await expectUnreadable("\(people)") {
                _ = try await store.journal.heldPlans(now: fixture.at(2), people: fixture.people)
            }
        }
    }
}
