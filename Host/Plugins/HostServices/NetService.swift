internal import Synchronization
internal import UsherDomain
internal import UsherHTTP
internal import UsherWire

/// Makes connections for plugins: usher.net.
final class NetService: Sendable {
    /// Connections that one plugin may be making at once.
    static let underWayMax = 8

    private let client: HTTPClient
    private let underWay = Mutex<[String: Int]>([:])

    init(client: HTTPClient) {
        self.client = client
    }

    /// Connects until `deadline`, in monotonic milliseconds.
    func begin(
        host: String, port: UInt16, for caller: ServiceCaller, deadline: Int64, reply: @escaping ServiceSink
    ) -> ServiceWork {
        guard port != 0, let name = HostName(host, isBracketed: host.contains(":")) else {
            reply(ServiceReply(.invalid), nil)
            return ServiceWork()
        }
        guard let policy = caller.egress.allows(host: host, port: port) else {
            reply(ServiceReply(.policy), nil)
            return ServiceWork()
        }
        let left = min(deadline - MonotonicClock.now(), HTTPService.exchangeMillisecondsMax)
        guard left > 0 else {
            reply(ServiceReply(.timeout), nil)
            return ServiceWork()
        }
        let plugin = caller.plugin
        let isAllowed = underWay.withLock { underWay in
            guard underWay[plugin, default: 0] < Self.underWayMax else { return false }
            underWay[plugin, default: 0] += 1
            return true
        }
        guard isAllowed else {
            reply(ServiceReply(.limit), nil)
            return ServiceWork()
        }
        do {
            let exchange = try client.beginConnecting(
                host: name.text, port: port, addresses: policy, deadlineMilliseconds: Int(left)
            ) { [self] result in
                ended(plugin)
                switch result {
                case .success(let number): reply(ServiceReply(.ok, .descriptor), Descriptor(owning: number))
                case .failure(let failure): reply(ServiceReply(StatusCode(failure)), nil)
                }
            }
            return ServiceWork { exchange.cancel() }
        } catch {
            ended(plugin)
            reply(ServiceReply(StatusCode(error)), nil)
            return ServiceWork()
        }
    }

    private func ended(_ plugin: String) {
        underWay.withLock { underWay in
            let count = underWay[plugin, default: 1] - 1
            underWay[plugin] = count == 0 ? nil : count
        }
    }
}

extension StatusCode {
    /// What a plugin is told about an exchange that did not take place, or not whole.
    init(_ failure: HTTPFailure) {
        switch failure {
        case .invalidRequest: self = .invalid
        case .addressForbidden: self = .policy
        case .couldNotResolve, .couldNotConnect, .tlsFailed, .connectionLost, .protocolViolation: self = .upstream
        case .timedOut: self = .timeout
        case .tooLarge, .busy: self = .limit
        case .cancelled: self = .cancelled
        case .internalError: self = .internal
        }
    }
}
