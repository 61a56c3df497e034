import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import Testing
import UsherDomain
import UsherEngine
import UsherStore
import UsherTesting

@testable import UsherServer

/// The whole server short of the socket: the real router, engine and database; authorisers, rooms and homeservers that live in
/// memory and fail on demand.
struct Door: Sendable {
    static let origin = "https://usher.example.org"

    let store: Store
    let directory: TemporaryDirectory
    let clock = ManualClock()
    let homeserver: FakeHomeserver
    let rooms = FakeRooms()
    let authorisers: FakeAuthorisers
    let events = FakeEvents()
    let receiveWebhook: ReceiveWebhook
    let reconciler: Reconciler
    let room: RoomID
    private let responder: any HTTPResponder<DoorContext>

    /// Runs `body` with a door whose loop works.
    static func open(_ name: String = #function, _ body: @Sendable (Door) async throws -> Void) async throws {
        let door = try Door(name)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await door.reconciler.run() }
            try await body(door)
            group.cancelAll()
        }
    }

    private init(_ name: String) throws {
        let random = SeededRandom(name)
        directory = try TemporaryDirectory()
        store = try Store.open(directory: directory.path, clock: clock, random: random)
        homeserver = FakeHomeserver(clock: clock)
        let invites = try #require(InstanceID("invites"))
        authorisers = FakeAuthorisers(instance: invites)
        room = try #require(RoomID("!demo:example.org"))
        rooms.make(room, name: "Demo")
        let admissions = Admissions([room: [invites]])
        let codes = CodesInHand()
        let settle = SettleRedemption(
            ledger: store.ledger, authorisers: authorisers, rooms: rooms, admissions: admissions, codes: codes,
            pseudonyms: store.pseudonyms, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        reconciler = Reconciler(settle: settle, ledger: store.ledger, clock: clock, logger: logger)
        let bot = try #require(UserID("@usher:example.org"))
        let server = try #require(ServerName("127.0.0.1:8448"))
        let site = Site(
            origin: Self.origin, bot: bot, defaultServer: server,
            knownServers: [Site.KnownServer(name: server, clientURL: "http://127.0.0.1:8008")])
        let evidence = EvidenceBook(people: People())
        let gather = GatherEvidence(
            GatherEvidence.Parts(
                book: evidence, evidence: store.evidence, links: store.links, authorisers: authorisers,
                listings: SilentServices(), pseudonyms: store.pseudonyms, clock: clock, steadyClock: clock, random: random,
                logger: logger))
        receiveWebhook = ReceiveWebhook(
            authorisers: authorisers, events: events, gathering: Gathering(gather: gather, events: events), clock: clock,
            steadyClock: clock, logger: logger)
        let cases = App.Cases(
            proveIdentity: ProveIdentity(
                verifier: homeserver, sessions: store.sessions, clock: clock, steadyClock: clock),
            describeClaim: DescribeClaim(authorisers: authorisers, rooms: rooms, admissions: admissions),
            redeemClaim: RedeemClaim(
                ledger: store.ledger, reconciler: reconciler, codes: codes, clock: clock, steadyClock: clock, random: random),
            authorisers: authorisers, rooms: rooms, receiveWebhook: receiveWebhook, isSynced: { true })
        responder = App.router(
            site: site, files: try Self.files(in: directory.path), cases: cases, clock: clock
        ).buildResponder()
    }

    private static func files(in directory: String) throws -> StaticFiles {
        try FileManager.default.createDirectory(atPath: "\(directory)/web/assets", withIntermediateDirectories: true)
        try Data("<!doctype html><title>Usher</title>".utf8).write(to: URL(filePath: "\(directory)/web/index.html"))
        try Data("export {}".utf8).write(to: URL(filePath: "\(directory)/web/assets/app-1.js"))
        return try StaticFiles(directory: "\(directory)/web")
    }

    /// An answer of the server.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let body: String

        /// A member of the JSON body, as text; `nil` when it is null or absent.
        func field(_ name: String) throws -> String? {
            let object = try JSONDecoder().decode([String: JSONScalar].self, from: Data(body.utf8))
            return object[name]?.text
        }
    }

    /// Sends one request. `session` adds the cookie and, for changes, the CSRF token.
    func send(
        _ method: HTTPRequest.Method, _ path: String, json: String? = nil, session: SignedIn? = nil,
        headers: [String: String?] = [:], body: RequestBody? = nil
    ) async throws -> Answer {
        var fields: HTTPFields = [:]
        if method != .get, method != .head { fields[.origin] = Self.origin }
        if json != nil { fields[.contentType] = "application/json" }
        if let session {
            fields[.cookie] = "__Host-usher=\(session.cookie)"
            fields[.csrf] = session.csrf
        }
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        let head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path, headerFields: fields)
        let request = Request(head: head, body: body ?? RequestBody(buffer: ByteBuffer(string: json ?? "")))
        var logger = Logger(label: "request")
        logger.logLevel = .critical
        logger[metadataKey: "hb.request.id"] = "test"
        let context = DoorContext(source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: logger))
        let response = try await responder.respond(to: request, context: context)
        let writer = CollectingWriter()
        try await response.body.write(writer)
        return Answer(status: response.status.code, headers: response.headers, body: String(buffer: writer.collected))
    }

    /// A person who is signed in.
    struct SignedIn: Sendable {
        let user: UserID
        let cookie: String
        let csrf: String
    }

    /// Signs somebody in through the front door.
    func signIn(_ name: String, token: String? = nil) async throws -> SignedIn {
        let user = try #require(UserID("@\(name):example.org"))
        let token = token ?? "token-of-\(name)"
        homeserver.issue(token, to: user)
        let answer = try await send(.post, "/api/session", json: #"{"server":"example.org","token":"\#(token)"}"#)
        try #require(answer.status == 200, "\(answer.body)")
        let cookie = try #require(
            answer.headers[.setCookie]?.split(separator: ";").first?.split(separator: "=", maxSplits: 1).last)
        return SignedIn(user: user, cookie: String(cookie), csrf: try #require(try answer.field("csrf")))
    }

    /// Uses a code as `person`.
    func redeem(_ code: String, as person: SignedIn) async throws -> Answer {
        try await send(.post, "/api/redemptions", json: #"{"instance":"invites","code":"\#(code)"}"#, session: person)
    }
}

/// A JSON value as far as the tests look at one.
struct JSONScalar: Decodable {
    let text: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let string = try? container.decode(String.self) {
            text = string
        } else if let number = try? container.decode(Int64.self) {
            text = "\(number)"
        } else if let flag = try? container.decode(Bool.self) {
            text = "\(flag)"
        } else {
            text = container.decodeNil() ? nil : "an object"
        }
    }
}

/// Takes in a response's body.
final class CollectingWriter: ResponseBodyWriter {
    private(set) var collected = ByteBuffer()

    func write(_ buffer: ByteBuffer) async throws {
        collected.writeImmutableBuffer(buffer)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
