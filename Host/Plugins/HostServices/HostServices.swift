internal import Logging
internal import UsherDomain
internal import UsherHTTP
internal import UsherWire

/// Everything that plugins ask the daemon for. One for all plugins, so that it can be fair between them. Any thread.
///
/// ``begin(_:for:deadline:reply:)`` waits for SQLite at most, on the calling thread, never for the network. What waits for SQLite
/// is begun where it is the turn of the instance: in a ``BlockingPool``.
final class HostServices: Sendable {
    private let keyValues: KeyValueService
    private let secrets: SecretService
    private let http: HTTPService
    private let net: NetService
    private let lateWrites: LateWrites
    private let deadlines: Alarms

    init(
        client: HTTPClient, keyValueStore: any KeyValueStore, secretStore: any SecretStore, hashes: any KeyedHashes,
        clock: any WallClock, pool: BlockingPool, logger: Logger
    ) throws(PluginProblem) {
        deadlines = try Alarms(name: "services")
        keyValues = KeyValueService(store: keyValueStore, logger: logger)
        secrets = SecretService(store: secretStore, hashes: hashes, logger: logger)
        http = HTTPService(
            client: client,
            credentials: Credentials(secrets: InstanceSecrets(store: secretStore), hashes: hashes, logger: logger),
            alarms: deadlines, clock: clock)
        net = NetService(client: client)
        lateWrites = LateWrites(alarms: deadlines, pool: pool)
    }

    /// Answers `request` of a call that ends at `deadline`, in milliseconds of ``MonotonicClock`` (`.max` for a call without
    /// one). `reply` is called as often as ``ServiceRequest/replies`` says, also when the work is cancelled; the caller keeps the
    /// work for as long as it may want to cancel it.
    func begin(
        _ request: ServiceRequest, for caller: ServiceCaller, deadline: Int64, reply: @escaping ServiceSink
    ) -> ServiceWork {
        switch request {
        case .keyValue(let asked):
            let bytesMax = Int64(caller.permissions.keyValueBytes)
            let answer = { @Sendable [keyValues] in keyValues.answer(asked, for: caller.instance, bytesMax: bytesMax) }
            guard asked.isWrite else {
                reply(answer(), nil)
                return ServiceWork()
            }
            return lateWrites.perform(in: caller.lane, reply: reply, answer)
        case .secret(let asked):
            let answer = { @Sendable [secrets] in secrets.answer(asked, for: caller) }
            guard asked.isWrite else {
                reply(answer(), nil)
                return ServiceWork()
            }
            return lateWrites.perform(in: caller.lane, reply: reply, answer)
        case .http(let requests):
            return http.begin(requests, for: caller, deadline: deadline, reply: reply)
        case .connect(let host, let port):
            return net.begin(host: host, port: port, for: caller, deadline: deadline, reply: reply)
        }
    }

    /// Ends the threads. Every work was cancelled before, and nothing is begun after.
    func stop() {
        deadlines.stop()
    }
}

extension KeyValueRequest {
    fileprivate var isWrite: Bool {
        switch self {
        case .put, .delete: true
        case .get, .list: false
        }
    }
}

extension SecretRequest {
    fileprivate var isWrite: Bool {
        switch self {
        case .put, .delete: true
        case .get, .verify: false
        }
    }
}
