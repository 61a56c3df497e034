/// What third parties tell by themselves. Implemented by UsherPlugins; the contract is that of ``Authorisers``.
public protocol Events: Sendable {
    /// Hands a webhook to the instance. An answer holds the events to act on; a request whose signature is wrong is answered
    /// with status 403 and no events.
    func webhook(_ request: WebhookRequest, at instance: InstanceID) async -> Answer<WebhookAnswer>

    /// Events of all watching instances, from now on. One reader; when it is too slow, what it missed is told as
    /// ``AuthoriserEvent/Kind/all``.
    func watched() -> AsyncStream<(instance: InstanceID, event: AuthoriserEvent)>

    /// Whether the third party can be reached with this configuration; unsupported when the plugin cannot tell.
    func health(of instance: InstanceID) async -> Answer<Void>
}
