import FaultServer
import Foundation
import Logging
import Synchronization
import Testing
import UsherDomain
import UsherHTTP
import UsherStore
import UsherTesting
import UsherWire

@testable import UsherPlugins

/// The services as plugins get them: a real client, a real store, and a server that plays the third party.
final class ServiceRig: Sendable {
    let store: Store
    let client: HTTPClient
    let services: HostServices
    private let pool: BlockingPool
    let log = LogCapture()
    let tenant: Tenant
    private let directory: TemporaryDirectory
    private let random = SeededRandom("services")

    init() throws {
        directory = try TemporaryDirectory()
        store = try Store.open(directory: directory.path, clock: ManualClock(), random: random)
        client = try HTTPClient(trust: FaultServer.shared.trust)
        pool = try BlockingPool()
        try pool.start()
        services = try HostServices(
            client: client, keyValueStore: store.keyValues, secretStore: store.secrets, hashes: store.hashes,
            clock: ManualClock(), pool: pool, logger: log.logger)
        tenant = Tenant(FaultServer.shared, client)
    }

    /// Runs `body`, then ends everything.
    static func run(_ body: (ServiceRig) async throws -> Void) async throws {
        let rig = try ServiceRig()
        do {
            try await body(rig)
        } catch {
            await rig.end()
            throw error
        }
        await rig.end()
    }

    private func end() async {
        await client.shutdown()
        pool.close()
        services.stop()
    }

    /// An instance that may reach the plain and the TLS listener of the fault server, and `example.com`.
    func caller(
        plugin: String = "gate", instance: String = "one", permissions: String? = nil, secrets: [String: String] = [:],
        config: String? = nil
    ) throws -> ServiceCaller {
        let permissions = try Permissions(
            json: permissions
                ?? #"{"http":["https://a.example.com",{"config":"/a"},{"config":"/b"}],"net":[{"config":"/net"}],"secrets":true}"#
        )
        let (plain, tls) = (FaultServer.shared.port(.plain), FaultServer.shared.port(.tls))
        return ServiceCaller(
            plugin: plugin, instance: try #require(InstanceID(instance)), permissions: permissions,
            configJSON: config
                ?? #"{"a":"http://127.0.0.1:\#(plain)","b":"https://127.0.0.1:\#(tls)","net":"127.0.0.1:\#(plain)"}"#,
            configSecrets: secrets.mapValues { Secret($0) })
    }

    /// Begins a request and collects its replies.
    func begin(_ request: ServiceRequest, _ caller: ServiceCaller, milliseconds: Int64 = 30_000) -> Replies {
        let replies = Replies(count: request.replies)
        let work = services.begin(request, for: caller, deadline: MonotonicClock.now() + milliseconds) { reply, descriptor in
            replies.take(reply, descriptor)
        }
        replies.keep(work)
        return replies
    }

    /// Begins a request and waits for all of its replies.
    func ask(_ request: ServiceRequest, _ caller: ServiceCaller, milliseconds: Int64 = 30_000) async throws -> [ServiceReply] {
        try await begin(request, caller, milliseconds: milliseconds).all()
    }

    /// Performs one exchange.
    func perform(_ ask: Ask, _ caller: ServiceCaller, milliseconds: Int64 = 30_000) async throws -> (
        StatusCode?, WireHTTPResponse?
    ) {
        let reply = try #require(try await self.ask(try .http([ask]), caller, milliseconds: milliseconds).first)
        return Self.exchange(reply)
    }

    static func exchange(_ reply: ServiceReply) -> (StatusCode?, WireHTTPResponse?) {
        guard case .exchange(_, let response) = reply.payload else { return (StatusCode(rawValue: reply.status), nil) }
        return (StatusCode(rawValue: reply.status), response)
    }
}

/// What came of one request.
final class Replies: Sendable {
    private struct State {
        var replies: [ServiceReply] = []
        var descriptors: [Descriptor] = []
        var work: ServiceWork?
    }

    private let count: Int
    private let state = Mutex(State())

    init(count: Int) {
        self.count = count
    }

    var replies: [ServiceReply] { state.withLock { $0.replies } }
    var descriptors: [Descriptor] { state.withLock { $0.descriptors } }
    var statuses: [StatusCode?] { replies.map { StatusCode(rawValue: $0.status) } }

    func take(_ reply: ServiceReply, _ descriptor: Descriptor?) {
        state.withLock { state in
            state.replies.append(reply)
            if let descriptor { state.descriptors.append(descriptor) }
        }
    }

    func keep(_ work: ServiceWork) { state.withLock { $0.work = work } }

    func cancel() { state.withLock { $0.work }?.cancel() }

    /// Waits until every reply has come; more than were asked for are a failure.
    func all() async throws -> [ServiceReply] {
        try await eventually("all replies come") { self.replies.count >= self.count }
        #expect(replies.count == count)
        return replies
    }
}

/// An exchange to ask for, in words.
struct Ask {
    var method = ""
    var url: String
    var headers: [String] = []
    var body: [UInt8] = []
    var flags: UInt32 = 0
    var timeout: UInt32 = 0
    var bodyBytesMax: UInt64 = 0
    var scheme = ""
    var secret = ""

    init(_ url: String, method: String = "", flags: UInt32 = 0, headers: [String] = [], secret: String = "") {
        self.url = url
        self.method = method
        self.flags = flags
        self.headers = headers
        self.secret = secret
    }
}

extension ServiceRequest {
    /// The request as it comes over the wire.
    static func http(_ asks: [Ask]) throws -> ServiceRequest {
        var memory: [UnsafeRawBufferPointer] = []
        defer { for piece in memory { piece.deallocate() } }
        func borrow(_ bytes: some Collection<UInt8>) -> UnsafeRawBufferPointer {
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
            copy.copyBytes(from: bytes)
            memory.append(UnsafeRawBufferPointer(copy))
            return UnsafeRawBufferPointer(copy)
        }
        let requests = asks.map { ask in
            BorrowedHTTPRequest(
                flags: ask.flags, timeoutMilliseconds: ask.timeout, bodyBytesMax: ask.bodyBytesMax,
                method: borrow(ask.method.utf8),
                url: borrow(ask.url.utf8), headers: ask.headers.map { borrow($0.utf8) }, body: borrow(ask.body),
                authScheme: borrow(ask.scheme.utf8), authSecretName: borrow(ask.secret.utf8))
        }
        var writer = FrameWriter()
        try BorrowedServiceRequest.http(requests).write(to: &writer, call: 1)
        var buffer = FrameBuffer()
        var rest = Array(writer.bytes)[...]
        while !rest.isEmpty {
            _ = buffer.fill { space in
                let count = min(space.count, rest.count)
                space.copyBytes(from: rest.prefix(count))
                rest = rest.dropFirst(count)
                return count
            }
        }
        let report = try buffer.next { (head, reader) throws(WireFault) in try Report(head, &reader) }
        guard case .service(let request) = report else { throw RigFault("no request") }
        return request
    }
}
