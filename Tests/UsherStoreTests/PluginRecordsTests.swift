import GRDB
import Testing
import UsherDomain
import UsherTesting

@testable import UsherStore

@Suite("What is remembered of plugin files")
struct PluginRecordsTests {
    private let fixture: StoreFixture
    private let store: Store
    private var records: SQLitePluginRecords { store.plugins }

    init() throws {
        fixture = try StoreFixture("plugins")
        store = try fixture.open()
    }

    private func digest(_ digit: Character) -> PluginDigest {
        guard let digest = PluginDigest(String(repeating: digit, count: 64)) else { preconditionFailure("64 digits") }
        return digest
    }

    private func pin(_ digit: Character, version: String = "1.0.0", permissions: String = "{}", since: Int64 = 1) throws
        -> PluginPin
    {
        PluginPin(
            pluginID: "gate", digest: digest(digit), version: version, permissionsJSON: permissions,
            since: Instant(unixMilliseconds: since))
    }

    @Test("a pin lasts through repetitions and a restart, until another one takes its place")
    func pins() async throws {
        #expect(try await records.pin(of: "gate") == nil)
        try await records.set(pin("a"))
        #expect(try await records.pin(of: "gate") == pin("a"))
        try await records.set(pin("b", version: "1.1.0", permissions: #"{"secrets":true}"#, since: 2))
        // The same again, at a later time, is the same pin.
        try await records.set(pin("b", version: "1.1.0", permissions: #"{"secrets":true}"#, since: 3))
        let second = try #require(try await fixture.open().plugins.pin(of: "gate"))
        #expect(second.digest == digest("b"))
        #expect(second.version == "1.1.0" && second.since == Instant(unixMilliseconds: 2))
        try await records.set(pin("a", since: 4))
        #expect(try await records.pin(of: "gate") == pin("a", since: 4))
    }

    @Test("new permissions of the same file move the date")
    func permissions() async throws {
        try await records.set(pin("a"))
        try await records.set(pin("b", since: 2))
        try await records.set(pin("b", permissions: #"{"secrets":true}"#, since: 3))
        let last = try #require(try await records.pin(of: "gate"))
        #expect(last.since == Instant(unixMilliseconds: 3))
    }

    @Test("a consent counts for one content and one list of permissions, and is in the audit log")
    func consents() async throws {
        let consent = PluginConsent(
            digest: digest("a"), permissionsJSON: #"{"secrets":true}"#, approvedBy: "command-line",
            approvedAt: fixture.clock.now())
        try await records.approve(consent, audit: fixture.entry(.pluginApproved))
        #expect(try await records.consent(to: digest("a"), permissionsJSON: #"{"secrets":true}"#) == consent)
        #expect(try await records.consent(to: digest("b"), permissionsJSON: #"{"secrets":true}"#) == nil)
        #expect(try await records.consent(to: digest("a"), permissionsJSON: #"{"secrets":true,"threads":4}"#) == nil)
        #expect(try await store.ledger.auditEntries(limit: 9).map(\.act) == [.pluginApproved])
    }

    @Test("a consent whose audit entry cannot be written is not given")
    func together() async throws {
        let consent = PluginConsent(
            digest: digest("a"), permissionsJSON: "{}", approvedBy: "command-line", approvedAt: fixture.clock.now())
        await #expect(throws: (any Error).self) {
            try await records.approve(consent, audit: fixture.entry(.pluginApproved, reason: ""))
        }
        #expect(try await records.consent(to: digest("a"), permissionsJSON: "{}") == nil)
    }

    @Test("a quarantine keeps its first reason, and ends once, by a person, with an audit entry")
    func quarantines() async throws {
        let first = PluginQuarantine(
            digest: digest("a"), pluginID: nil, file: "gate\n.so", reason: "it crashed", since: fixture.clock.now())
        let second = PluginQuarantine(
            digest: digest("a"), pluginID: "gate", file: "other.so", reason: "it hung", since: fixture.clock.now())
        try await records.isolate(first)
        try await records.isolate(second)
        #expect(try await fixture.open().plugins.quarantine(of: digest("a")) == first)
        #expect(try await records.quarantine(of: digest("b")) == nil)
        #expect(try await records.lift(digest("b"), audit: fixture.entry(.quarantineLifted)) == false)
        #expect(try await records.lift(digest("a"), audit: fixture.entry(.quarantineLifted)))
        #expect(try await records.lift(digest("a"), audit: fixture.entry(.quarantineLifted)) == false)
        #expect(try await records.quarantine(of: digest("a")) == nil)
        #expect(try await store.ledger.auditEntries(limit: 9).map(\.act) == [.quarantineLifted])
    }

    @Test("an instance belongs to the plugin that it was given to, and to another one only when nothing is kept there")
    func owners() async throws {
        let invites = try fixture.instanceID("invites")
        #expect(try await records.owner(of: invites) == nil)
        #expect(try await records.claim(invites, for: "gate") == "gate")
        #expect(try await records.claim(invites, for: "typo") == "typo", "nothing was stored yet")
        #expect(try await records.claim(invites, for: "gate") == "gate")
        try store.keyValues.put("k", [1], ttlMilliseconds: 0, expected: .anything, of: invites)
        #expect(try await records.claim(invites, for: "other") == "gate")
        #expect(try await fixture.open().plugins.owner(of: invites) == "gate")
        try store.keyValues.delete("k", expected: .anything, of: invites)
        try store.secrets.put("token", Secret([1]), of: invites)
        #expect(try await records.claim(invites, for: "other") == "gate")
        try store.secrets.delete("token", of: invites)
        let redemption = try fixture.redemption()
        try await store.ledger.open(redemption)
        #expect(try await records.claim(invites, for: "other") == "gate", "its redemption is not settled")
        #expect(try await records.claim(fixture.instanceID("unrelated"), for: "other") == "other")
    }

    @Test("what was stored before anybody asked whose it is belongs to the plugin that comes first")
    func adoption() async throws {
        let invites = try fixture.instanceID("invites")
        try store.secrets.put("token", Secret([1]), of: invites)
        #expect(try await records.claim(invites, for: "gate") == "gate")
        #expect(try await records.claim(invites, for: "other") == "gate")
    }

    @Test("what is no digest is refused by its type and by the table", arguments: ["", "a", String(repeating: "A", count: 64)])
    func digests(text: String) throws {
        #expect(PluginDigest(text) == nil)
        #expect(throws: DatabaseError.self) {
            try fixture.tamper {
                try $0.execute(sql: "INSERT INTO plugin_quarantines VALUES (?, NULL, 'f', 'r', 0)", arguments: [text])
            }
        }
    }
}
