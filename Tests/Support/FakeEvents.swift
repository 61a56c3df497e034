import Synchronization
public import UsherDomain

/// Third parties that send webhooks: says what an instance makes of each request, and keeps them.
public final class FakeEvents: Events, Sendable {
    private struct State {
        var requests: [WebhookRequest] = []
        var answer: @Sendable (WebhookRequest) async -> Answer<WebhookAnswer> = { _ in .unknown(Unknown(.unsupported)) }
    }

    private let state = Mutex(State())

    /// Takes no webhooks.
    public init() {}

    /// From now on, this answers.
    public func answer(_ answer: @escaping @Sendable (WebhookRequest) async -> Answer<WebhookAnswer>) {
        state.withLock { $0.answer = answer }
    }

    /// What was handed over.
    public var requests: [WebhookRequest] { state.withLock { $0.requests } }

    public func webhook(_ request: WebhookRequest, at instance: InstanceID) async -> Answer<WebhookAnswer> {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.answer
        }
        return await answer(request)
    }

    public func watched() -> AsyncStream<(instance: InstanceID, event: AuthoriserEvent)> { AsyncStream { $0.finish() } }

    public func health(of instance: InstanceID) async -> Answer<Void> { .unknown(Unknown(.unsupported)) }
}
