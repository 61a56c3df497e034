import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import Testing
import UsherDomain
import UsherEngine
import UsherStore
import UsherTesting

@testable import UsherServer

/// The admin's routes about rules and the loop, with real stores and use cases, over a loop that only writes down what it is
/// asked.
struct RuleDesk {
    let directory: TemporaryDirectory
    let store: Store
    let governing = FakeGoverning()
    let book: PolicyBook
    /// How often the loop was told that something has changed, and what the book said then.
    let changes = ChangeCounter()
    private let responder: any HTTPResponder<DoorContext>

    init(_ name: String = #function) throws {
        let clock = ManualClock()
        let random = SeededRandom(name)
        directory = try TemporaryDirectory()
        store = try Store.open(directory: directory.path, clock: clock, random: random)
        let authorisers = FakeAuthorisers(instance: try #require(InstanceID("staff")))
        let policies = PolicyBook(store: store.policies)
        book = policies
        let people = People()
        let evidence = EvidenceBook(people: people)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let gather = GatherEvidence(
            GatherEvidence.Parts(
                book: evidence, evidence: store.evidence, links: store.links, authorisers: authorisers,
                listings: SilentServices(),
                pseudonyms: store.pseudonyms, clock: clock, steadyClock: clock, random: random, logger: logger))
        let check = CheckRule(authorisers: authorisers, book: policies)
        let cases = AdminApp.RuleCases(
            governing: governing, book: policies, check: check,
            policies: EditPolicy(store: store.policies, book: policies, check: check, clock: clock) { [changes] in
                changes.add()
            },
            requirements: EditRequirements(store: store.policies, book: policies, check: check, clock: clock) { [changes] in
                changes.add()
            },
            links: EditLinks(
                store: store.links, book: evidence, gathering: Gathering(gather: gather, events: SilentServices()),
                authorisers: authorisers, clock: clock),
            journal: store.journal, bot: try #require(UserID("@usher:example.org")))
        let router = Router(context: DoorContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware { ProblemMiddleware(clock: clock) }
        let api = router.group("v1").add(middleware: RefusalMiddleware())
        AdminApp.addRules(to: api, cases, actor: "command-line")
        AdminApp.addLoop(to: api, cases, actor: "command-line")
        responder = router.buildResponder()
    }

    func get(_ path: String) async throws -> (status: Int, body: String) { try await send(.get, path, nil) }

    func post(_ path: String, _ json: String) async throws -> (status: Int, body: String) { try await send(.post, path, json) }

    private func send(_ method: HTTPRequest.Method, _ path: String, _ json: String?) async throws -> (status: Int, body: String) {
        let fields: HTTPFields = json == nil ? [:] : [.contentType: "application/json"]
        let head = HTTPRequest(method: method, scheme: "http", authority: "usher", path: "/v1/\(path)", headerFields: fields)
        var logger = Logger(label: "request")
        logger.logLevel = .critical
        logger[metadataKey: "hb.request.id"] = "test"
        let context = DoorContext(source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: logger))
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: json ?? "")))
        let response = try await responder.respond(to: request, context: context)
        let writer = CollectingWriter()
        try await response.body.write(writer)
        return (response.status.code, String(buffer: writer.collected))
    }

    /// The acts in the audit log, newest first.
    var acts: [String] {
        get async throws { try await store.journal.audit(AuditQuery()).map(\.entry.act.rawValue) }
    }
}

/// Counts, from any thread.
final class ChangeCounter: Sendable {
    private let state = Mutex(0)

    var count: Int { state.withLock { $0 } }

    func add() { state.withLock { $0 += 1 } }
}
