import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("Evidence")
struct EvidenceStoreTests {
    private static func snapshot(
        _ requirement: Requirement, _ numbers: [UInt32], takenAt: Int64 = 5, isAuthoritative: Bool = true
    ) -> Snapshot {
        Snapshot(
            requirement: requirement, accounts: AccountSet(numbers.map(AccountNumber.init(number:))),
            isAuthoritative: isAuthoritative, etag: [0, 1, 255], takenAt: Instant(unixMilliseconds: takenAt),
            freshUntil: Instant(unixMilliseconds: takenAt + 100), hasBecomeEmpty: numbers.isEmpty)
    }

    @Test("a snapshot is read back as it was accepted, whoever is in it")
    func roundTrip() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let spread = (0..<3_000).map { _ in UInt32(truncatingIfNeeded: fixture.random.next()) }
        let groups: [[UInt32]] = [
            [], [1], [0, 127, 128, 16_383, 16_384, .max], Array(0..<10_000), [.max], spread, (0..<500).map { $0 * 1_000 },
        ]
        var snapshots: [Snapshot] = []
        for (number, group) in groups.enumerated() {
            let snapshot = Self.snapshot(
                try fixture.requirement("g\(number)"), group, isAuthoritative: number.isMultiple(of: 2))
            try await store.evidence.accept(snapshot)
            snapshots.append(snapshot)
        }
        try store.close()
        #expect(try await fixture.open().evidence.snapshots() == snapshots)
    }

    @Test("a held snapshot waits beside the one that counts, and is gone when another one is accepted")
    func held() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (one, two) = (try fixture.requirement("one"), try fixture.requirement("two"))
        let counts = Self.snapshot(one, [1, 2, 3])
        let small = Self.snapshot(one, [1], takenAt: 6)
        let other = Self.snapshot(two, [7])
        try await store.evidence.accept(counts)
        try await store.evidence.hold(Self.snapshot(one, [2]))
        try await store.evidence.hold(small)
        try await store.evidence.hold(other)
        #expect(try await store.evidence.snapshots() == [counts])
        #expect(try await store.evidence.heldSnapshots() == [small, other])
        try await store.evidence.accept(small)
        #expect(try await store.evidence.snapshots() == [small])
        #expect(try await store.evidence.heldSnapshots() == [other])
    }

    @Test("a snapshot that is confirmed counts for longer, and nothing else of it changes")
    func renewed() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let one = try fixture.requirement("one")
        let (from, until) = (Instant(unixMilliseconds: 50), Instant(unixMilliseconds: 150))
        #expect(try await !store.evidence.renew(one, takenAt: from, freshUntil: until), "there is none")
        var snapshot = Self.snapshot(one, [1, 2, 3])
        try await store.evidence.accept(snapshot)
        try await store.evidence.accept(Self.snapshot(try fixture.requirement("two"), [4]))
        try await store.evidence.hold(Self.snapshot(one, [2]))
        #expect(try await store.evidence.renew(one, takenAt: from, freshUntil: until))
        (snapshot.takenAt, snapshot.freshUntil) = (from, until)
        #expect(try await store.evidence.snapshots() == [snapshot, Self.snapshot(try fixture.requirement("two"), [4])])
        #expect(try await store.evidence.heldSnapshots().isEmpty)
    }

    @Test("that a group became empty by findings is kept, until somebody is in it, or a list says who is not")
    func emptied() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (one, two) = (try fixture.requirement("one"), try fixture.requirement("two"))
        try await store.evidence.record([], emptying: [one: true, two: true])
        try store.close()
        let again = try fixture.open()
        #expect(try await again.evidence.emptied() == [one, two])
        try await again.evidence.accept(Self.snapshot(one, [], isAuthoritative: false))
        #expect(try await again.evidence.emptied() == [one, two])
        try await again.evidence.accept(Self.snapshot(one, []))
        #expect(try await again.evidence.emptied() == [two])
        try await again.evidence.record([], emptying: [two: false])
        #expect(try await again.evidence.emptied().isEmpty)
    }

    @Test("whoever reads beside a writer sees the old snapshot or the new one, whole", .timeLimit(.minutes(1)))
    func swap() async throws {
        let fixture = try StoreFixture()
        let (daemon, commandLine) = (try fixture.open(), try fixture.open())
        let requirement = try fixture.requirement("one")
        let old = Self.snapshot(requirement, Array(1...5_000), takenAt: 1)
        let new = Self.snapshot(requirement, Array(4_000...9_000), takenAt: 2)
        try await daemon.evidence.accept(old)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in 0..<60 { try await daemon.evidence.accept(round.isMultiple(of: 2) ? new : old) }
            }
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<100 {
                        let seen = try await commandLine.evidence.snapshots()
                        #expect(seen == [old] || seen == [new])
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(
        "a snapshot that was damaged is an error: a lost bit would throw somebody out",
        arguments: [
            "accounts = x'0102'", "accounts = zeroblob(1)", "accounts = x''",
            "accounts = substr(accounts, 1, length(accounts) - 1)", "digest = zeroblob(32)",
        ])
    func damaged(_ change: String) async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        try await store.evidence.accept(Self.snapshot(try fixture.requirement("one"), [1, 2, 300]))
        try await store.evidence.hold(Self.snapshot(try fixture.requirement("two"), [1, 2, 300]))
        try fixture.damage("UPDATE snapshots SET \(change)")
        await expectUnreadable("\(change)") { _ = try await store.evidence.snapshots() }
        await expectUnreadable("\(change)") { _ = try await store.evidence.heldSnapshots() }
    }

    @Test("findings are read back until they are stale, the last word about each person")
    func findings() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let requirement = try fixture.requirement("one")
        let alice = try fixture.finding("alice", requirement)
        try await store.evidence.record([alice, try fixture.finding("bob", requirement, holds: true)])
        let bob = try fixture.finding("bob", requirement, holds: false, freshUntil: 20_000)
        try await store.evidence.record([bob, try fixture.finding("carol", requirement, freshUntil: 10)])
        try await store.evidence.record([])
        try store.close()
        let again = try fixture.open()
        #expect(try await again.evidence.findings(freshAt: fixture.at(9_999)) == [alice, bob])
        #expect(try await again.evidence.findings(freshAt: fixture.at(10_000)) == [bob])
        #expect(try await again.evidence.findings(freshAt: fixture.at(20_000)).isEmpty)
    }

    @Test("a finding that is unknown or never ends is refused with all that came with it")
    func unknownFindings() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let requirement = try fixture.requirement("one")
        let user = try fixture.user("bob")
        for (finding, until) in [(Evidence.Finding.unknown("down"), fixture.at(9) as Instant?), (.doesNotHold, nil)] {
            let evidence = Evidence(finding: finding, observedAt: fixture.at(1), freshUntil: until, reason: "", factsJSON: "")
            let failure = await #expect(throws: StoreFailure.self) {
                try await store.evidence.record([
                    try fixture.finding("alice", requirement),
                    StoredFinding(requirement: requirement, user: user, evidence: evidence),
                ])
            }
            #expect(failure?.code == .rowMalformed)
        }
        #expect(try await store.evidence.findings(freshAt: fixture.at(0)).isEmpty)
    }

    @Test("forgetting is about one person at one instance")
    func forget() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (here, also, there) = (
            try fixture.requirement("a"), try fixture.requirement("b"), try fixture.requirement("a", at: "shop")
        )
        try await store.evidence.record([
            try fixture.finding("alice", here), try fixture.finding("alice", also), try fixture.finding("alice", there),
            try fixture.finding("bob", here),
        ])
        for _ in 0..<2 {
            try await store.evidence.forget(try fixture.user("alice"), at: try fixture.instanceID("club"))
            let left = try await store.evidence.findings(freshAt: fixture.at(0))
            #expect(left == [try fixture.finding("bob", here), try fixture.finding("alice", there)])
        }
    }

    @Test("what nobody asks about any more goes, and what is stale")
    func prune() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (kept, gone) = (try fixture.requirement("kept"), try fixture.requirement("gone"))
        for requirement in [kept, gone] {
            try await store.evidence.accept(Self.snapshot(requirement, [1, 2]))
            try await store.evidence.hold(Self.snapshot(requirement, [1]))
            try await store.evidence.record([
                try fixture.finding("alice", requirement), try fixture.finding("bob", requirement, freshUntil: 50),
            ])
        }
        for _ in 0..<2 {
            try await store.evidence.prune(keeping: [kept, try fixture.requirement("never")], now: fixture.at(50))
            #expect(try await store.evidence.snapshots().map(\.requirement) == [kept])
            #expect(try await store.evidence.heldSnapshots().map(\.requirement) == [kept])
            #expect(try fixture.count("findings") == 1)
            #expect(try fixture.count("asked_requirements") == 1)
        }
        try await store.evidence.prune(keeping: [], now: fixture.at(0))
        #expect(try fixture.count("asked_requirements") == 0)
        #expect(try fixture.count("snapshots") == 0)
        #expect(try fixture.count("findings") == 0)
    }

    @Test("a finding that nobody can read is an error, never a no")
    func damagedFindings() async throws {
        for change in ["findings SET user = 'alice'", "asked_requirements SET instance = 'X'"] {
            let fixture = try StoreFixture()
            let store = try fixture.open()
            try await store.evidence.record([try fixture.finding("alice", try fixture.requirement("a"))])
            try fixture.damage("UPDATE \(change)")
            await expectUnreadable("\(change)") { _ = try await store.evidence.findings(freshAt: fixture.at(0)) }
        }
    }
}
