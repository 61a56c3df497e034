import Logging
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

/// Gathering on a real store, with a third party in memory. ``restart()`` is what a new start of the daemon leaves: the file.
final class EvidenceWorld {
    static let hour: Int64 = 3_600_000

    let directory: TemporaryDirectory
    let clock = ManualClock()
    let random: SeededRandom
    let provider: FakeListings
    let instance: InstanceID
    let core: Requirement
    let settings: GatherSettings
    private(set) var store: Store
    private(set) var people = People()
    private(set) var book: EvidenceBook
    private(set) var gather: GatherEvidence
    /// What is used in the place of the store's own.
    private let evidence: (@Sendable (any EvidenceStore) -> any EvidenceStore)?

    init(
        _ name: String = #function, seed: UInt64? = nil, settings: GatherSettings = GatherSettings(),
        evidence: (@Sendable (any EvidenceStore) -> any EvidenceStore)? = nil
    ) throws {
        directory = try TemporaryDirectory()
        random = SeededRandom(name, seed: seed)
        provider = FakeListings(clock: clock)
        instance = try #require(InstanceID("club"))
        core = Requirement(instance: instance, canonicalJSON: #"{"group":"core"}"#)
        self.settings = settings
        self.evidence = evidence
        store = try Store.open(directory: directory.path, clock: clock, random: random)
        book = EvidenceBook(people: people, settings: settings)
        gather = Self.gather(book, store, provider, clock, random, evidence)
        provider.open(instance)
        book.use([core])
    }

    private static func gather(
        _ book: EvidenceBook, _ store: Store, _ provider: FakeListings, _ clock: ManualClock, _ random: SeededRandom,
        _ evidence: (@Sendable (any EvidenceStore) -> any EvidenceStore)?
    ) -> GatherEvidence {
        GatherEvidence(
            GatherEvidence.Parts(
                book: book, evidence: evidence?(store.evidence) ?? store.evidence, links: store.links, authorisers: provider,
                listings: provider, pseudonyms: store.pseudonyms, clock: clock, steadyClock: clock, random: random,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    }

    func restart() async throws {
        let requirements = book.requirements
        try store.close()
        store = try Store.open(directory: directory.path, clock: clock, random: random)
        people = People()
        book = EvidenceBook(people: people, settings: settings)
        gather = Self.gather(book, store, provider, clock, random, evidence)
        try await book.load(
            links: store.links, evidence: store.evidence, requirements: requirements, now: clock.now(),
            steady: clock.nowMilliseconds())
    }

    func user(_ name: String) throws -> UserID { try #require(UserID("@\(name):example.org")) }

    func pseudonym(of name: String, at instance: InstanceID? = nil) throws -> String {
        store.pseudonyms.pseudonym(of: try user(name), at: instance ?? self.instance)
    }

    /// Links the account of the same name, or another one.
    @discardableResult
    func link(
        _ name: String, _ account: String? = nil, at instance: InstanceID? = nil, linkJSON: String = "", secretKey: String = ""
    ) async throws -> Set<Requirement> {
        try await link(
            try user(name), Account(id: account ?? name, name: name), at: instance, linkJSON: linkJSON, secretKey: secretKey)
    }

    @discardableResult
    func link(
        _ user: UserID, _ account: Account, at instance: InstanceID? = nil, linkJSON: String = "", secretKey: String = ""
    ) async throws -> Set<Requirement> {
        let link = Link(
            user: user, instance: instance ?? self.instance, account: account,
            linkJSON: linkJSON, secretKey: secretKey, linkedAt: clock.now(), provenBy: "linked")
        let entry = AuditEntry(at: clock.now(), act: .linked, actor: user.text, user: user, reason: "linked")
        return book.link(try await store.links.link(link, audit: entry).link)
    }

    func link(_ names: [String]) async throws {
        for name in names { try await link(name) }
    }

    func unlink(_ name: String) async throws {
        let entry = AuditEntry(at: clock.now(), act: .unlinked, actor: "test", user: try user(name), reason: "unlinked")
        _ = try await store.links.unlink(try user(name), at: instance, audit: entry)
        book.unlink(try user(name), at: instance)
    }

    /// Everybody there is.
    var everybody: PersonSet {
        PersonSet((0..<people.count).map { PersonNumber(number: UInt32($0)) })
    }

    @discardableResult
    func refresh(_ requirement: Requirement? = nil) async -> Refresh {
        await gather(requirement ?? core, concerning: everybody)
    }

    /// Lets time pass until the next look is due, and looks.
    @discardableResult
    func refreshWhenDue(_ requirement: Requirement? = nil) async -> Refresh {
        clock.advance(milliseconds: book.millisecondsLeft(requirement ?? core, steady: clock.nowMilliseconds()))
        return await refresh(requirement)
    }

    func verdict(_ name: String, _ requirement: Requirement? = nil) throws -> Verdict {
        let verdicts = book.verdicts(of: requirement ?? core, at: clock.now())
        let person = people.number(of: try user(name))
        if verdicts.departed.contains(person) { return .fails }
        if verdicts.holds.contains(person) { return .holds }
        if verdicts.fails.contains(person) { return .fails }
        return verdicts.unproven.contains(person) ? .unproven : .unknown
    }

    func status(_ requirement: Requirement? = nil) throws -> RequirementStatus {
        let statuses = book.statuses(at: clock.now(), steady: clock.nowMilliseconds())
        return try #require(statuses.first { $0.requirement == requirement ?? core })
    }

    func set(_ accounts: Set<String>) {
        provider.change(core) { $0.accounts = accounts }
    }
}
