public import Logging
internal import Synchronization
public import UsherDomain

/// Takes a request that a third party sent to an instance: its plugin decides whether to believe it, and what it tells makes
/// people due to be asked about again, at once. A request admits and removes nobody by itself (law 1); one that is sent twice
/// makes us look twice.
///
/// Whoever has no key learns nothing: an instance that does not exist, one that takes no webhooks and a signature that is wrong
/// are refused alike. Any thread.
public final class ReceiveWebhook: Sendable {
    /// Longest body, in bytes: what usher_plugin.h promises plugins.
    public static let bodyBytesMax = 1 << 20
    /// Longest query, in bytes.
    public static let queryBytesMax = 16 << 10
    /// Most headers, and the longest name and value of one, in bytes: as usher_plugin.h says.
    public static let headersMax = 64
    public static let headerNameBytesMax = 256
    public static let headerValueBytesMax = 8 << 10
    /// Requests of one instance that are read or answered at once: a stranger who sends slowly must not hold more memory.
    static let atOnceMax = 8
    /// The same over all instances: 32 bodies are 32 MiB.
    static let allAtOnceMax = 32
    /// Requests of one instance in ``windowMilliseconds``: a large third party tells of a hundred changes in a second now and
    /// then, and what was turned away is sent again, or found by looking.
    static let perWindowMax = 600
    static let windowMilliseconds: Int64 = 10_000
    /// More events in one request become "look at everything": that costs less than to look at each.
    static let eventsMax = 256
    /// What a sender is asked to wait when there is too much, or nobody knows.
    static let retryMilliseconds: Int64 = 5_000

    /// What to answer the sender.
    public enum Outcome: Hashable, Sendable {
        /// The plugin has taken it.
        case answered(WebhookAnswer)
        /// Nobody believes it, or nobody is there to.
        case refused
        /// The plugin could not say: the sender tries again.
        case unavailable(retryMilliseconds: Int64)
        /// Too many at once.
        case busy(retryMilliseconds: Int64)
    }

    private struct Turns {
        var running: [InstanceID: Int] = [:]
        var all = 0
    }

    private let authorisers: any Authorisers
    private let events: any Events
    private let gathering: Gathering
    private let clock: any WallClock
    private let allowance: Allowance<InstanceID>
    private let logger: Logger
    private let turns = Mutex(Turns())
    private let tallies = Mutex<[InstanceID: WebhookTally]>([:])

    /// Puts the parts together. One for the process.
    public init(
        authorisers: any Authorisers, events: any Events, gathering: Gathering, clock: any WallClock,
        steadyClock: any SteadyClock, logger: Logger
    ) {
        self.authorisers = authorisers
        self.events = events
        self.gathering = gathering
        self.clock = clock
        self.logger = logger
        allowance = Allowance(max: Self.perWindowMax, windowMilliseconds: Self.windowMilliseconds, clock: steadyClock)
    }

    /// Takes a request to `instance`. `read` reads it, and is only called when there is room for it; what it throws is thrown on.
    public func callAsFunction(
        at instance: InstanceID, read: () async throws -> (query: String, headers: [(name: String, value: String)], body: [UInt8])
    ) async throws -> Outcome {
        // First: what is counted by instance is bounded by the configuration.
        guard await authorisers.instances().contains(where: { $0.id == instance }) else { return .refused }
        guard begin(at: instance) else { return busy(at: instance, Self.retryMilliseconds) }
        defer { end(at: instance) }
        if let wait = await allowance.take(for: instance) { return busy(at: instance, wait) }
        let (query, headers, body) = try await read()
        let request = WebhookRequest(query: query, headers: headers, body: body, receivedAt: clock.now())
        switch await events.webhook(request, at: instance) {
        case .answered(let answer) where answer.status == 403 && answer.events.isEmpty && answer.body.isEmpty:
            note(at: instance) { $0.refused += 1 }
            return .refused
        case .answered(let answer):
            await take(answer.events, at: instance)
            note(at: instance) { tally in
                tally.taken += 1
                tally.events += UInt64(answer.events.count)
            }
            return .answered(answer)
        case .unknown(let unknown) where unknown.kind == .unsupported:
            note(at: instance) { $0.refused += 1 }
            return .refused
        case .unknown(let unknown):
            logger.warning(
                "a webhook could not be taken, the sender was asked to try again",
                metadata: ["instance": "\(instance)", "why": "\(unknown.kind.rawValue)", "message": "\(unknown.message)"])
            note(at: instance) { $0.failed += 1 }
            return .unavailable(retryMilliseconds: unknown.retryAfterMilliseconds ?? Self.retryMilliseconds)
        }
    }

    /// What became of the requests of each instance since the start, sorted by instance. Those that were sent to none are not in
    /// here.
    public var counts: [(instance: InstanceID, tally: WebhookTally)] {
        tallies.withLock { $0.map { ($0.key, $0.value) } }.sorted { $0.0 < $1.0 }
    }

    private func take(_ events: [AuthoriserEvent], at instance: InstanceID) async {
        guard events.count <= Self.eventsMax else {
            return await gathering.take(AuthoriserEvent(.all, at: nil, dedupeID: ""), at: instance)
        }
        for event in events { await gathering.take(event, at: instance) }
    }

    private func busy(at instance: InstanceID, _ milliseconds: Int64) -> Outcome {
        note(at: instance) { $0.limited += 1 }
        return .busy(retryMilliseconds: milliseconds)
    }

    private func begin(at instance: InstanceID) -> Bool {
        turns.withLock { turns in
            guard turns.all < Self.allAtOnceMax, turns.running[instance, default: 0] < Self.atOnceMax else { return false }
            turns.all += 1
            turns.running[instance, default: 0] += 1
            return true
        }
    }

    private func end(at instance: InstanceID) {
        turns.withLock { turns in
            turns.all -= 1
            turns.running[instance, default: 0] -= 1
        }
    }

    private func note(at instance: InstanceID, _ change: (inout WebhookTally) -> Void) {
        tallies.withLock { change(&$0[instance, default: WebhookTally()]) }
    }
}
