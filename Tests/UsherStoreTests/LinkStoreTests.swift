import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("Links")
struct LinkStoreTests {
    @Test("a link is read back as it was made, with its account's number, and links again unchanged")
    func roundTrip() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let link = try fixture.link("alice", "4711-\u{e9}%_'\n")
        let made = try await store.links.link(link, audit: fixture.entry(.linked))
        #expect(made.takenFrom == nil)
        #expect(made.link.link == link)
        let again = try await store.links.link(link, audit: fixture.entry(.linked))
        #expect(again.link == made.link)
        #expect(again.takenFrom == nil)
        let elsewhere = try await store.links.link(
            try fixture.link("alice", "4711", at: "shop"), audit: fixture.entry(.linked))
        #expect(elsewhere.link.number != made.link.number)
        try store.close()
        let reopened = try fixture.open()
        #expect(try await reopened.links.allLinks() == [made.link, elsewhere.link])
        #expect(try await reopened.links.unlinked().isEmpty)
    }

    @Test("an account that somebody else proves is taken from who had it, and both are told so in the log")
    func taken() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (alice, bob) = (try fixture.user("alice"), try fixture.user("bob"))
        let first = try await store.links.link(try fixture.link("alice", "4711"), audit: fixture.entry(.linked))
        let second = try await store.links.link(try fixture.link("bob", "4711"), audit: fixture.entry(.linked))
        #expect(second.takenFrom == alice)
        #expect(second.link.number == first.link.number)
        #expect(try await store.links.allLinks().map(\.link.user) == [bob])
        #expect(try await store.links.unlinked().map(\.user) == [alice])
        let entries = try await store.ledger.auditEntries(limit: 9)
        #expect(entries.map(\.act) == [.linked, .unlinked, .linked])
        #expect(entries[1].user == alice)
        #expect(entries[1].instance == first.link.link.instance)
    }

    @Test("a second account of the same person replaces the first, which is free again")
    func replaced() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let first = try await store.links.link(try fixture.link("alice", "1"), audit: fixture.entry(.linked))
        let second = try await store.links.link(try fixture.link("alice", "2"), audit: fixture.entry(.linked))
        #expect(second.takenFrom == nil)
        #expect(try await store.links.allLinks() == [second.link])
        #expect(try await store.links.unlinked().isEmpty, "she has an account there")
        let third = try await store.links.link(try fixture.link("bob", "1"), audit: fixture.entry(.linked))
        #expect(third.takenFrom == nil)
        #expect(third.link.number == first.link.number)
    }

    @Test("a link that was taken away is remembered until there is one again")
    func unlinked() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (alice, club) = (try fixture.user("alice"), try fixture.instanceID("club"))
        #expect(try await !store.links.unlink(alice, at: club, audit: fixture.entry(.unlinked)))
        #expect(try await store.links.unlinked().isEmpty, "she never had one")
        _ = try await store.links.link(try fixture.link("alice", "1"), audit: fixture.entry(.linked))
        #expect(try await store.links.unlink(alice, at: club, audit: fixture.entry(.unlinked)))
        #expect(try await !store.links.unlink(alice, at: club, audit: fixture.entry(.unlinked)))
        #expect(try await store.links.allLinks().isEmpty)
        let gone = try await store.links.unlinked()
        #expect(gone.map(\.user) == [alice])
        #expect(gone.map(\.instance) == [club])
        _ = try await store.links.link(try fixture.link("alice", "2"), audit: fixture.entry(.linked))
        #expect(try await store.links.unlinked().isEmpty)
        #expect(try await store.ledger.auditEntries(limit: 9).map(\.act) == [.linked, .unlinked, .linked])
    }

    @Test("what was said about an account is forgotten when the link changes hands, and only that")
    func findingsEnd() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (here, there) = (try fixture.requirement("a"), try fixture.requirement("a", at: "shop"))
        let (alice, club) = (try fixture.user("alice"), try fixture.instanceID("club"))
        _ = try await store.links.link(try fixture.link("alice", "1"), audit: fixture.entry(.linked))
        func record() async throws {
            try await store.evidence.record([
                try fixture.finding("alice", here), try fixture.finding("alice", there), try fixture.finding("bob", here),
            ])
        }
        func left() async throws -> [String] {
            try await store.evidence.findings(freshAt: fixture.at(0)).map { "\($0.user) \($0.requirement.instance)" }
        }
        try await record()
        _ = try await store.links.link(try fixture.link("alice", "1"), audit: fixture.entry(.linked))
        #expect(try await left().count == 3, "the account is the same")
        _ = try await store.links.link(try fixture.link("alice", "2"), audit: fixture.entry(.linked))
        #expect(try await left() == ["@bob:example.org club", "@alice:example.org shop"])
        try await record()
        #expect(try await store.links.unlink(alice, at: club, audit: fixture.entry(.unlinked)))
        #expect(try await left() == ["@bob:example.org club", "@alice:example.org shop"])
        try await record()
        _ = try await store.links.link(try fixture.link("alice", "1"), audit: fixture.entry(.linked))
        #expect(try await left() == ["@bob:example.org club", "@alice:example.org shop"])
    }

    @Test("numbers come in the order asked for, stay for ever, and differ by instance")
    func numbers() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (club, shop) = (try fixture.instanceID("club"), try fixture.instanceID("shop"))
        // Equal to Swift, which compares what texts look like, and two accounts all the same.
        let ids = ["b", "a", "\u{e9}", "e\u{301}", "b"]
        let accounts = ids.map { Account(id: $0, name: "name of \($0)") }
        let first = try await store.links.numbers(of: accounts, at: club)
        #expect(first.count == 5)
        #expect(first[0] == first[4])
        #expect(Set(first).count == 4)
        #expect(try await store.links.numbers(of: accounts.reversed(), at: club) == first.reversed())
        #expect(try await Set(store.links.numbers(of: accounts, at: shop)).isDisjoint(with: first))
        #expect(try await store.links.numbers(of: [], at: club).isEmpty)
        let renamed = try await store.links.numbers(of: [Account(id: "a", name: "new"), Account(id: "c", name: "")], at: club)
        #expect(renamed[0] == first[1])
        #expect(!first.contains(renamed[1]))
        var link = try fixture.link("alice", "x")
        link = Link(
            user: link.user, instance: club, account: Account(id: "a", name: "newer"), linkedAt: link.linkedAt,
            provenBy: "command-line")
        let linked = try await store.links.link(link, audit: fixture.entry(.linked))
        #expect(linked.link.number == first[1])
        #expect(try await store.links.allLinks() == [linked.link])
    }

    @Test(
        "an account id that cannot be stored whole is refused: two accounts must not become one",
        arguments: ["", "a\0b", String(repeating: "x", count: 1_025)])
    func badIDs(_ id: String) async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let failure = await #expect(throws: StoreFailure.self) {
            try await store.links.numbers(
                of: [Account(id: "fine", name: ""), Account(id: id, name: "")], at: fixture.instanceID("a"))
        }
        #expect(failure?.code == .rowMalformed)
        await #expect(throws: StoreFailure.self) {
            try await store.links.link(try fixture.link("alice", id), audit: fixture.entry(.linked))
        }
        #expect(try fixture.count("accounts") == 0)
    }

    @Test("who proved who they are is known, also when the session has ended or was never there")
    func provenUsers() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let token = try #require(OpenIDToken(server: "example.org", token: "t"))
        let begun = try await store.sessions.begin(
            for: try fixture.proven("@alice:example.org"), token: token, tokenMemory: fixture.at(.max),
            audit: fixture.entry(.signedIn))
        try await store.sessions.end(begun.session)
        try await store.ledger.open(try fixture.redemption("@bob:example.org"))
        try await store.ledger.open(try fixture.redemption("@alice:example.org"))
        _ = try await store.links.link(try fixture.link("carol", "1"), audit: fixture.entry(.linked))
        #expect(try await store.links.provenUsers() == [try fixture.user("alice"), try fixture.user("bob")])
    }

    @Test("a change whose audit entry cannot be written does not happen (law 5)")
    func needsItsEntry() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let broken = AuditEntry(at: fixture.at(1), act: .linked, actor: "usher", reason: "r", evidenceJSON: "x")
        let made = try await store.links.link(try fixture.link("alice", "1"), audit: fixture.entry(.linked))
        await #expect(throws: StoreFailure.self) { try await store.links.link(try fixture.link("bob", "1"), audit: broken) }
        await #expect(throws: StoreFailure.self) {
            try await store.links.unlink(try fixture.user("alice"), at: try fixture.instanceID("club"), audit: broken)
        }
        #expect(try await store.links.allLinks() == [made.link])
        #expect(try await store.ledger.auditEntries(limit: 9).count == 1)
    }

    @Test(
        "links that make no sense are refused by the database itself",
        arguments: [
            "UPDATE links SET instance = 'shop'", "UPDATE accounts SET instance = 'shop'", "UPDATE accounts SET number = 9",
            "UPDATE accounts SET id = 'other'", "INSERT INTO links SELECT '@b:x', instance, account, '', '', 0, 'x' FROM links",
            "INSERT INTO links SELECT '@b:x', 'shop', 99, '', '', 0, 'x' FROM links", "UPDATE links SET proven_by = ''",
            "UPDATE links SET user = 'alice'",
            "INSERT INTO accounts (number, instance, id, name) VALUES (4294967296, 'a', 'b', '')",
            "PRAGMA foreign_keys = ON; DELETE FROM accounts",
        ])
    func checks(_ sql: String) async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        _ = try await store.links.link(try fixture.link("alice", "1"), audit: fixture.entry(.linked))
        #expect(throws: DatabaseError.self) { try fixture.tamper { try $0.execute(sql: sql) } }
    }

    @Test("a link that is made after a listing is later than that, also when the clock was set back")
    func setBack() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let takenAt = fixture.clock.now().advanced(byMilliseconds: 3_600_000)
        func snapshot(_ name: String, at instance: String, takenAt: Instant) throws -> Snapshot {
            Snapshot(
                requirement: try fixture.requirement(name, at: instance), accounts: [], isAuthoritative: true, etag: [],
                takenAt: takenAt,
                freshUntil: takenAt.advanced(byMilliseconds: 1))
        }
        try await store.evidence.accept(try snapshot("a", at: "club", takenAt: takenAt))
        try await store.evidence.hold(try snapshot("b", at: "club", takenAt: takenAt.advanced(byMilliseconds: 5)))
        try await store.evidence.accept(try snapshot("a", at: "other", takenAt: takenAt.advanced(byMilliseconds: 9)))
        let linked = try await store.links.link(try fixture.link("alice", "a"), audit: fixture.entry(.linked)).link
        #expect(linked.link.linkedAt == takenAt.advanced(byMilliseconds: 6))
        #expect(try await store.links.allLinks() == [linked])
        let elsewhere = try await store.links.link(try fixture.link("alice", "b", at: "shop"), audit: fixture.entry(.linked))
        #expect(elsewhere.link.link.linkedAt == fixture.clock.now())
    }

    @Test("a link or person that nobody can read is an error, never nobody")
    func damaged() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        _ = try await store.links.link(try fixture.link("alice", "1"), audit: fixture.entry(.linked))
        _ = try await store.links.link(try fixture.link("bob", "1"), audit: fixture.entry(.linked))
        try await store.ledger.open(try fixture.redemption())
        try fixture.damage("UPDATE links SET user = 'x'; UPDATE unlinked SET user = 'x'; UPDATE people SET user = 'x'")
        await expectUnreadable("links") { _ = try await store.links.allLinks() }
        await expectUnreadable("unlinked") { _ = try await store.links.unlinked() }
        await expectUnreadable("people") { _ = try await store.links.provenUsers() }
        await expectUnreadable("taken from nobody") {
            _ = try await store.links.link(try fixture.link("carol", "1"), audit: fixture.entry(.linked))
        }
    }
}
