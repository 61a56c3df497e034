internal import Logging
internal import Synchronization
internal import UsherDomain
internal import UsherHTTP
internal import UsherWire

/// Performs exchanges for plugins: usher.http. Any thread; nothing here waits for the network.
///
/// Every exchange that was asked for is a *waiter*; what goes to the third party is a *flight*. Waiters that ask for the same
/// share a flight. A flight ends with its answer, or when nobody waits for it any more.
final class HTTPService: Sendable {
    /// The longest exchange, redirects and waiting in line included, in milliseconds: for a call without a deadline of its own.
    static let exchangeMillisecondsMax = Int64(Limit.exchangeMilliseconds)

    private struct Waiter {
        let index: Int
        let sink: ServiceSink
        let alarm: UInt64
        let flight: UInt64
    }

    private struct Flight {
        let plugin: String
        var exchange: PluginExchange
        var waiters: [UInt64]
        /// What is kept, and asked about.
        var kept: ResponseCache.Entry?
        var ongoing: HTTPExchange?
    }

    private struct State {
        var line = FairLine()
        var waiters: [UInt64: Waiter] = [:]
        var flights: [UInt64: Flight] = [:]
        /// Flights that others may join.
        var shared: [ResponseKey: UInt64] = [:]
        /// By plugin.
        var caches: [String: ResponseCache] = [:]
    }

    /// What is to be done once the lock is free.
    private struct Ending {
        var waiters: [Waiter] = []
        var reply: (StatusCode, WireHTTPResponse?) = (.internal, nil)
        /// Flights that start, or go on.
        var starts: [UInt64] = []
        var ongoing: HTTPExchange?
    }

    private let client: HTTPClient
    private let credentials: Credentials
    private let alarms: Alarms
    private let clock: any WallClock
    private let lastID = Atomic<UInt64>(0)
    private let state = Mutex(State())

    init(client: HTTPClient, credentials: Credentials, alarms: Alarms, clock: any WallClock) {
        self.client = client
        self.credentials = credentials
        self.alarms = alarms
        self.clock = clock
    }

    /// Begins all of `requests`, which belong to one call that ends at `deadline`, in monotonic milliseconds.
    func begin(
        _ requests: [WireHTTPRequest], for caller: ServiceCaller, deadline: Int64, reply: @escaping ServiceSink
    ) -> ServiceWork {
        var waiters: [UInt64] = []
        var known = Credentials.Read()
        for (index, request) in requests.enumerated() {
            do throws(ServiceRefusal) {
                let (authorization, credential) = try credentials.authorization(for: request, of: caller, &known)
                let exchange = try PluginExchange(
                    request, for: caller, authorization: authorization, credential: credential)
                waiters.append(try enter(exchange, index, of: caller.plugin, deadline: deadline, reply))
            } catch {
                reply(ServiceReply(error.status, .exchange(index, nil)), nil)
            }
        }
        return ServiceWork { [weak self, waiters] in
            for waiter in waiters { self?.dismiss(waiter, with: .cancelled) }
        }
    }

    private func nextID() -> UInt64 { lastID.wrappingAdd(1, ordering: .relaxed).newValue }

    private func enter(
        _ exchange: PluginExchange, _ index: Int, of plugin: String, deadline: Int64, _ sink: @escaping ServiceSink
    ) throws(ServiceRefusal) -> UInt64 {
        let now = MonotonicClock.now()
        let end = min(deadline, now + (exchange.timeoutMilliseconds ?? .max - now), now + Self.exchangeMillisecondsMax)
        guard end > now else { throw ServiceRefusal(.timeout) }
        let (id, flight) = (nextID(), nextID())
        let alarm = alarms.set(at: end) { [weak self] in self?.dismiss(id, with: .timeout) }
        let starts = state.withLock { state -> [UInt64]? in
            if let key = exchange.cacheKey, let known = state.shared[key] {
                state.flights[known]?.waiters.append(id)
                state.waiters[id] = Waiter(index: index, sink: sink, alarm: alarm, flight: known)
                return []
            }
            guard !state.line.isFull(for: plugin) else { return nil }
            state.waiters[id] = Waiter(index: index, sink: sink, alarm: alarm, flight: flight)
            state.flights[flight] = Flight(plugin: plugin, exchange: exchange, waiters: [id])
            if let key = exchange.cacheKey { state.shared[key] = flight }
            return state.line.enter(flight, of: plugin)
        }
        guard let starts else {
            alarms.unset(alarm)
            throw ServiceRefusal(.limit)
        }
        run(starts)
        // An alarm that rang before there was anybody to wake rings in vain.
        if MonotonicClock.now() >= end { dismiss(id, with: .timeout) }
        return id
    }

    /// Sends what the flights have to send next.
    private func run(_ flights: [UInt64]) {
        var queue = flights[...]
        while let id = queue.popFirst() {
            let next = state.withLock { state -> (request: HTTPRequest, hop: Int)? in
                guard let flight = state.flights[id] else { return nil }
                let hop = flight.exchange.redirects
                let kept = hop == 0 ? flight.exchange.cacheKey.flatMap { state.caches[flight.plugin]?.entry(for: $0) } : nil
                state.flights[id]?.kept = kept
                // Those who wait have deadlines of their own; this one is for what everybody has forgotten.
                let request = flight.exchange.request(
                    validators: kept?.validators ?? [], deadlineMilliseconds: Int(Self.exchangeMillisecondsMax))
                return (request, hop)
            }
            guard let next else { continue }
            do throws(HTTPFailure) {
                let ongoing = try client.begin(next.request) { [self] result in run(settle(id, next.hop, result)) }
                let isWanted = state.withLock { state in
                    guard state.flights[id]?.exchange.redirects == next.hop else { return false }
                    state.flights[id]?.ongoing = ongoing
                    return true
                }
                // Everybody went away in the meantime (or it has ended, when this does nothing).
                if !isWanted { ongoing.cancel() }
            } catch {
                queue += settle(id, next.hop, .failure(error))
            }
        }
    }

    /// Takes an answer, or the lack of one. Returns which flights have something to send now.
    private func settle(_ id: UInt64, _ hop: Int, _ result: Result<HTTPResponse, HTTPFailure>) -> [UInt64] {
        let now = clock.now()
        let ending = state.withLock { state -> Ending in
            guard let flight = state.flights[id], flight.exchange.redirects == hop else { return Ending() }
            switch result {
            case .failure(let failure):
                return Self.end(id, in: &state, (StatusCode(failure), nil))
            case .success(let response):
                let headers = Self.headers(of: response)
                if response.status == 304, let kept = flight.kept, let key = flight.exchange.cacheKey {
                    let fresh = state.caches[flight.plugin, default: ResponseCache()].refresh(kept, with: headers, for: key)
                    let whole = Self.response(
                        fresh.status, fresh.headers, fresh.body, flight, now, flags: HTTPFlag.fromCache)
                    return Self.end(id, in: &state, (.ok, whole))
                }
                switch flight.exchange.step(response) {
                case .follow(let next):
                    state.flights[id]?.exchange = next
                    state.flights[id]?.ongoing = nil
                    return Ending(starts: [id])
                case .fail(let status):
                    return Self.end(id, in: &state, (status, nil))
                case .done:
                    // What was found elsewhere cannot be asked about here.
                    if let key = flight.exchange.cacheKey, hop == 0 {
                        state.caches[flight.plugin, default: ResponseCache()]
                            .take(response.status, headers, response.body, for: key)
                    }
                    let whole = Self.response(response.status, headers, response.body, flight, now, flags: 0)
                    return Self.end(id, in: &state, (.ok, whole))
                }
            }
        }
        deliver(ending)
        return ending.starts
    }

    /// Answers one who waits, whatever becomes of the exchange.
    private func dismiss(_ id: UInt64, with status: StatusCode) {
        let ending = state.withLock { state -> Ending? in
            guard let waiter = state.waiters[id], var flight = state.flights[waiter.flight] else { return nil }
            flight.waiters.removeAll { $0 == id }
            state.flights[waiter.flight] = flight
            state.waiters[id] = nil
            var ending = flight.waiters.isEmpty ? Self.end(waiter.flight, in: &state, (status, nil)) : Ending()
            ending.reply = (status, nil)
            ending.waiters = [waiter]
            if flight.waiters.isEmpty { ending.ongoing = flight.ongoing }
            return ending
        }
        guard let ending else { return }
        ending.ongoing?.cancel()
        deliver(ending)
        run(ending.starts)
    }

    private func deliver(_ ending: Ending) {
        for waiter in ending.waiters {
            alarms.unset(waiter.alarm)
            waiter.sink(ServiceReply(ending.reply.0, .exchange(waiter.index, ending.reply.1)), nil)
        }
    }

    private static func end(_ id: UInt64, in state: inout State, _ reply: (StatusCode, WireHTTPResponse?)) -> Ending {
        guard let flight = state.flights.removeValue(forKey: id) else { return Ending() }
        if let key = flight.exchange.cacheKey, state.shared[key] == id { state.shared[key] = nil }
        let waiters = flight.waiters.compactMap { state.waiters.removeValue(forKey: $0) }
        return Ending(waiters: waiters, reply: reply, starts: state.line.leave(id))
    }
}

// MARK: What a plugin gets to see of an answer.
extension HTTPService {
    /// The lines of a header that are passed on, with names in lower case: none that sets a cookie, none beyond the wire's
    /// limits.
    private static func headers(of response: HTTPResponse) -> [HTTPRequest.Header] {
        let lines = response.headers.lazy.map { HTTPRequest.Header($0.name.lowercased(), $0.value) }
        let passed = lines.filter { header in
            header.name != "set-cookie" && header.name != "set-cookie2" && header.name.utf8.count <= Limit.headerName
                && header.value.utf8.count <= Limit.headerValue
        }
        return Array(passed.prefix(Limit.headers))
    }

    private static func response(
        _ status: Int, _ headers: [HTTPRequest.Header], _ body: [UInt8], _ flight: Flight, _ now: Instant, flags: UInt32
    ) -> WireHTTPResponse {
        let retryAfter = headers.first { $0.name == "retry-after" }.flatMap { RetryAfter.milliseconds($0.value, now: now) }
        return WireHTTPResponse(
            status: UInt32(clamping: status), flags: flags, retryAfterMilliseconds: retryAfter ?? -1,
            headers: headers.flatMap { [$0.name, $0.value] }, body: body, finalURL: flight.exchange.address.text)
    }
}
