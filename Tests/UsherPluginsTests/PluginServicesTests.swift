import Synchronization
import Testing
import UsherDomain
import UsherHTTP
import UsherStore
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("What the thread of a worker waits for")
struct PluginServicesTests {
    @Test("Who has no services gets as many refusals as replies are waited for")
    func noServices() throws {
        let replies = Mutex<[ServiceReply]>([])
        let request = try ServiceRequest.http([Ask("https://a.example.com"), Ask("https://b.example.com")])
        _ = NoServices().serve(request, for: 0, call: 1, deadline: .max) { reply, _ in replies.withLock { $0.append(reply) } }
        var open = OpenRequest(id: 1, request)
        #expect(replies.withLock { $0 }.map { open.take($0) } == [true, true])
        #expect(open.missing.isEmpty)
    }

    @Test("A secret for an exchange is read beside the thread of the worker, and once for all exchanges of a request")
    func secretOfExchange() async throws {
        let secrets = GatedSecrets()
        let client = try HTTPClient(trust: try TrustStore(extraFile: nil))
        let log = LogCapture()
        let pool = try BlockingPool()
        try pool.start()
        let host = try HostServices(
            client: client, keyValueStore: MemoryStore(), secretStore: secrets, hashes: NoHashes(), clock: StoppedClock(),
            pool: pool, logger: log.logger)
        let caller = ServiceCaller(
            plugin: "p", instance: PluginRig.instance,
            permissions: try Permissions(json: #"{"http":["https://a.example.com"],"secrets":true}"#), configJSON: "{}")
        let services = PluginServices(callers: [caller], host: host, pool: pool, redactor: Redactor())
        let request = try ServiceRequest.http((0..<3).map { _ in Ask("https://a.example.com", secret: "subject/1") })
        let replies = Mutex<[Int32]>([])
        // It returns although the store has not answered.
        _ = services.serve(request, for: 0, call: 1, deadline: .max) { reply, _ in replies.withLock { $0.append(reply.status) } }
        try await eventually("the store is asked") { secrets.asked == 1 }
        secrets.open()
        try await eventually("all are answered") { replies.withLock { $0.count } == 3 }
        #expect(replies.withLock { $0 }.allSatisfy { $0 == StatusCode.notFound.rawValue })
        #expect(secrets.asked == 1)
        pool.close()
        host.stop()
        await client.shutdown()
    }
}

/// A store that answers nobody before it is opened.
private final class GatedSecrets: SecretStore {
    private let count = Atomic(0)
    private let isOpen = Atomic(false)

    var asked: Int { count.load(ordering: .acquiring) }
    func open() { isOpen.store(true, ordering: .releasing) }

    func get(_ name: String, of instance: InstanceID) throws -> Secret<[UInt8]>? {
        count.wrappingAdd(1, ordering: .acquiringAndReleasing)
        let until = MonotonicClock.now() + 20_000
        while !isOpen.load(ordering: .acquiring), MonotonicClock.now() < until {}
        return nil
    }

    func put(_ name: String, _ value: Secret<[UInt8]>, of instance: InstanceID) throws {}
    func delete(_ name: String, of instance: InstanceID) throws {}
    func names(of instance: InstanceID) throws -> [String] { [] }
}
