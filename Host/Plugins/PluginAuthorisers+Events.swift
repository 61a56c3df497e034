public import UsherDomain
internal import UsherWire

// The questions of the port, each turned into one request and its answer.
extension PluginAuthorisers: Events {
    public func webhook(_ request: WebhookRequest, at instance: InstanceID) async -> Answer<WebhookAnswer> {
        let webhook = WireWebhook(
            query: request.query, headers: request.headers.flatMap { [$0.name, $0.value] }, body: request.body,
            atUnixMilliseconds: request.receivedAt.unixMilliseconds)
        let heard = await ask(
            .webhook(webhook), at: instance, offering: ExtensionID.webhook, within: deadlines.webhook
        ) { plan in
            // Nobody was asked whether third parties may call it.
            plan.takesWebhooks
                ? nil : Unknown(.unsupported, "the plugin was not allowed to be called by third parties (permissions.webhook)")
        }
        let answer = noted(Answers.webhook(heard.end), "webhook", at: instance, by: heard.plan) { $0.redacted(by: $1) }
        guard case .answered(let said) = answer else { return answer }
        let events = eventDesk.unseen(said.events, of: instance, now: MonotonicClock.now())
        return .answered(WebhookAnswer(events: events, status: said.status, contentType: said.contentType, body: said.body))
    }

    public func watched() -> AsyncStream<(instance: InstanceID, event: AuthoriserEvent)> {
        AsyncStream { [eventDesk] in await eventDesk.next() }
    }

    public func health(of instance: InstanceID) async -> Answer<Void> {
        let heard = await ask(.health, at: instance, offering: ExtensionID.health, within: deadlines.health)
        return noted(Answers.done(heard.end), "health", at: instance, by: heard.plan) { _, _ in }
    }
}
