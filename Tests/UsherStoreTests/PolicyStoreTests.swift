import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("Policies and names")
struct PolicyStoreTests {
    private static func full(_ fixture: StoreFixture, _ room: String = "demo") throws -> Policy {
        let club = try fixture.instanceID("club")
        let name = try #require(RequirementName("core", at: club))
        return Policy(
            room: try fixture.room(room),
            rule: .all([.named(name), .not(.requirement(try fixture.requirement("caf\u{e9} '")))]),
            phase: .announce(until: fixture.at(77)), graceMilliseconds: 0, shadows: .remove, knocks: .leave,
            exempt: [try #require(UserPattern("@*bot*:example.org")), try #require(UserPattern("@a\u{301} ,:x"))],
            brakes: BrakeLimits(people: 9, percent: 33), isForThisRoomOnly: true, inheritsNothing: true)
    }

    @Test("a policy is read back as it was set, with every setting and with none")
    func roundTrip() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let full = try Self.full(fixture)
        let bare = Policy(room: try fixture.room("bare"))
        var others: [Policy] = []
        for (name, phase, rule) in [("a", Phase.observe, Rule.empty), ("b", .enforce, .not(.empty))] {
            others.append(Policy(room: try fixture.room(name), rule: rule, phase: phase, shadows: .report, knocks: .answer))
        }
        for policy in [full, bare] + others {
            #expect(try await store.policies.set(policy, replacing: nil, audit: fixture.entry(.policySet)) == policy)
        }
        try store.close()
        let stored = try await fixture.open().policies.policies()
        #expect(stored == (others + [bare, full]))
        #expect(stored.last?.exempt.map { Array($0.text.utf8) } == full.exempt.map { Array($0.text.utf8) })
    }

    @Test("of two who change the same revision, the second one learns that it has changed")
    func revisions() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let policy = try Self.full(fixture)
        #expect(try await store.policies.set(policy, replacing: 1, audit: fixture.entry(.policySet)) == nil)
        #expect(try await store.policies.set(policy, replacing: nil, audit: fixture.entry(.policySet))?.revision == 1)
        #expect(try await store.policies.set(policy, replacing: nil, audit: fixture.entry(.policySet)) == nil)
        #expect(try await store.policies.set(policy, replacing: 1, audit: fixture.entry(.policySet))?.revision == 2)
        #expect(try await store.policies.set(policy, replacing: 1, audit: fixture.entry(.policySet)) == nil)
        #expect(try await store.policies.policies().map(\.revision) == [2])
        #expect(try await store.ledger.auditEntries(limit: 9).count == 2, "what changed nothing is not explained")
    }

    @Test("a removed policy is gone, its history stays, and a new one goes on counting")
    func removal() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let policy = try Self.full(fixture)
        #expect(try await !store.policies.remove(policy.room, revision: 1, audit: fixture.entry(.policyRemoved)))
        _ = try await store.policies.set(policy, replacing: nil, audit: fixture.entry(.policySet))
        #expect(try await !store.policies.remove(policy.room, revision: 2, audit: fixture.entry(.policyRemoved)))
        #expect(try await store.policies.remove(policy.room, revision: 1, audit: fixture.entry(.policyRemoved)))
        #expect(try await !store.policies.remove(policy.room, revision: 1, audit: fixture.entry(.policyRemoved)))
        #expect(try await store.policies.policies().isEmpty)
        #expect(try await store.policies.set(policy, replacing: nil, audit: fixture.entry(.policySet))?.revision == 3)
        #expect(try await store.ledger.auditEntries(limit: 9).map(\.act) == [.policySet, .policyRemoved, .policySet])
        #expect(try fixture.count("policies") == 3)
    }

    @Test(
        "no revision of a policy or name changes, goes, or comes out of turn",
        arguments: [
            "UPDATE policies SET grace = 5", "DELETE FROM policies", "UPDATE requirement_names SET revision = 9",
            "DELETE FROM requirement_names", "INSERT INTO policies SELECT * FROM policies",
            "INSERT OR REPLACE INTO policies SELECT * FROM policies",
            """
            INSERT INTO policies (room, revision, is_removed, exempt, is_for_this_room_only, inherits_nothing, audit)
            VALUES ('!demo:example.org', 3, 1, '', 0, 0, 1)
            """,
            """
            INSERT INTO policies (room, revision, is_removed, exempt, is_for_this_room_only, inherits_nothing, audit)
            VALUES ('!other:example.org', 1, 1, '', 0, 0, 99)
            """,
            "INSERT OR REPLACE INTO requirement_names SELECT * FROM requirement_names",
        ])
    func history(_ sql: String) async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        _ = try await store.policies.set(try Self.full(fixture), replacing: nil, audit: fixture.entry(.policySet))
        let name = try #require(RequirementName("core", at: try fixture.instanceID("club")))
        try await store.policies.set(
            NamedRequirement(name: name, requirement: try fixture.requirement("a")), audit: fixture.entry(.requirementSet))
        #expect(throws: DatabaseError.self) { try fixture.tamper { try $0.execute(sql: sql) } }
    }

    @Test("several changes are made together, or none of them")
    func together() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (one, two) = (Policy(room: try fixture.room("one")), Policy(room: try fixture.room("two")))
        let name = try #require(RequirementName("core", at: try fixture.instanceID("club")))
        let (old, new) = (try fixture.requirement("a"), try fixture.requirement("b"))
        try await store.policies.set(NamedRequirement(name: name, requirement: old), audit: fixture.entry(.requirementSet))
        _ = try await store.policies.set(one, replacing: nil, audit: fixture.entry(.policySet))
        let before = try await store.policies.everything()
        func changes(_ audit: AuditEntry, twoReplacing revision: Int64?) -> [PolicyChange] {
            [
                PolicyChange(.setRequirement(NamedRequirement(name: name, requirement: new), replacing: 1), audit: audit),
                PolicyChange(.removePolicy(one.room, revision: 1), audit: audit),
                PolicyChange(.setPolicy(two, replacing: revision), audit: audit),
            ]
        }
        // Somebody else has changed the last one; the last entry cannot be written; a name was taken away.
        #expect(try await !store.policies.apply(changes(fixture.entry(.policySet), twoReplacing: 5)))
        let broken = AuditEntry(at: fixture.at(1), act: .policySet, actor: "usher", reason: "r", evidenceJSON: "[]")
        var last = changes(fixture.entry(.policySet), twoReplacing: nil)
        last[2] = PolicyChange(last[2].edit, audit: broken)
        await #expect(throws: StoreFailure.self) { try await store.policies.apply(last) }
        let removal = PolicyChange(.removeRequirement(name, revision: 2), audit: fixture.entry(.requirementRemoved))
        #expect(
            try await !store.policies.apply(
                changes(fixture.entry(.policySet), twoReplacing: nil).dropLast() + [removal, removal]))
        let after = try await store.policies.everything()
        #expect(after.policies == before.policies && after.requirements == before.requirements)
        #expect(try await store.ledger.auditEntries(limit: 9).count == 2, "what was not done is not explained")
        #expect(try await store.policies.apply(changes(fixture.entry(.policySet), twoReplacing: nil)))
        #expect(try await store.policies.policies().map(\.room) == [two.room])
        #expect(try await store.policies.requirements().map(\.requirement) == [new])
        #expect(try await store.ledger.auditEntries(limit: 9).count == 5)
    }

    @Test("a change whose audit entry cannot be written does not happen (law 5)")
    func needsItsEntry() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let policy = try Self.full(fixture)
        let name = NamedRequirement(
            name: try #require(RequirementName("core", at: try fixture.instanceID("club"))),
            requirement: try fixture.requirement("a"))
        let broken = AuditEntry(at: fixture.at(1), act: .policySet, actor: "usher", reason: "r", evidenceJSON: "[]")
        await #expect(throws: StoreFailure.self) { try await store.policies.set(policy, replacing: nil, audit: broken) }
        await #expect(throws: StoreFailure.self) { try await store.policies.set(name, audit: broken) }
        #expect(try await store.policies.policies().isEmpty)
        #expect(try await store.policies.requirements().isEmpty)
        _ = try await store.policies.set(policy, replacing: nil, audit: fixture.entry(.policySet))
        try await store.policies.set(name, audit: fixture.entry(.requirementSet))
        await #expect(throws: StoreFailure.self) {
            try await store.policies.remove(policy.room, revision: 1, audit: broken)
        }
        await #expect(throws: StoreFailure.self) { try await store.policies.remove(name.name, audit: broken) }
        await #expect(throws: StoreFailure.self) {
            try await store.policies.move(from: policy.room, to: try fixture.room("new"), audit: broken)
        }
        #expect(try await store.policies.policies() == [policy])
        #expect(try await store.policies.requirements() == [name])
    }

    @Test("a name means its last requirement; repeating it changes nothing, and taking it away ends it")
    func names() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let club = try fixture.instanceID("club")
        let name = try #require(RequirementName("core", at: club))
        let other = try #require(RequirementName("a.b_c-1", at: club))
        let (first, second) = (try fixture.requirement("one"), try fixture.requirement("two"))
        #expect(try await !store.policies.remove(name, audit: fixture.entry(.requirementRemoved)))
        for requirement in [first, first, second] {
            try await store.policies.set(
                NamedRequirement(name: name, requirement: requirement, revision: 40), audit: fixture.entry(.requirementSet))
        }
        try await store.policies.set(NamedRequirement(name: other, requirement: first), audit: fixture.entry(.requirementSet))
        #expect(
            try await store.policies.requirements() == [
                NamedRequirement(name: other, requirement: first, revision: 1),
                NamedRequirement(name: name, requirement: second, revision: 2),
            ])
        #expect(try await store.policies.remove(name, audit: fixture.entry(.requirementRemoved)))
        #expect(try await !store.policies.remove(name, audit: fixture.entry(.requirementRemoved)))
        #expect(try await store.policies.requirements().map(\.name) == [other])
        try await store.policies.set(NamedRequirement(name: name, requirement: second), audit: fixture.entry(.requirementSet))
        #expect(try await store.policies.requirements().last?.revision == 4)
        #expect(try await store.ledger.auditEntries(limit: 9).count == 5)
        let foreign = NamedRequirement(name: name, requirement: try fixture.requirement("x", at: "shop"))
        let failure = await #expect(throws: StoreFailure.self) {
            try await store.policies.set(foreign, audit: fixture.entry(.requirementSet))
        }
        #expect(failure?.code == .rowMalformed)
    }

    @Test(
        "a policy or name that nobody understands is an error, never a guess",
        arguments: [
            "room = 'x'", #"rule = '{"some":[]}'"#, "rule = ''", "phase = 'soon'", "announce_until = NULL", "phase = NULL",
            "shadows = 'x'", "knocks = 'x'", "exempt = 'everybody'", "exempt = '@a:b' || char(10)", "brakes_percent = NULL",
        ])
    func damaged(_ change: String) async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        _ = try await store.policies.set(try Self.full(fixture), replacing: nil, audit: fixture.entry(.policySet))
        try fixture.damage("UPDATE policies SET \(change)")
        await expectUnreadable("\(change)") { _ = try await store.policies.policies() }
    }

    @Test("a name at an instance that cannot be one is an error", arguments: ["instance = 'X'", "name = 'Ü'"])
    func damagedNames(_ change: String) async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let name = try #require(RequirementName("core", at: try fixture.instanceID("club")))
        try await store.policies.set(
            NamedRequirement(name: name, requirement: try fixture.requirement("a")), audit: fixture.entry(.requirementSet))
        try fixture.damage("UPDATE requirement_names SET \(change)")
        await expectUnreadable("\(change)") { _ = try await store.policies.requirements() }
    }
}
