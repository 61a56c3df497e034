import PluginKit

extension Roster: WebhookAuthoriser {
    /// Anybody can send a request, so the signature comes first. The id of the delivery is in the body, because only what is
    /// signed can be believed.
    func handle(_ request: WebhookRequest, call: Call) throws -> WebhookAnswer {
        try verify(request, call: call)
        let body = request.json(call: call)
        guard let event = try body.string("/event"), let delivery = try body.string("/delivery") else {
            throw PluginError(.upstream, "a webhook has no event, or no delivery")
        }
        func id(_ name: String) throws -> String {
            guard let id = try body.string("/" + name), !id.isEmpty else {
                throw PluginError(.upstream, "a webhook about the \(name) does not name it")
            }
            return id
        }
        switch event {
        case "group": return WebhookAnswer([Event(.group(id: try id("group")), deliveryID: delivery)])
        case "account": return WebhookAnswer([Event(.account(id: try id("account")), deliveryID: delivery)])
        default:
            // A newer roster tells of more. What was missed is found by looking, only later.
            call.log(.info, "the roster tells of an event that this version does not know")
            return WebhookAnswer([])
        }
    }

    private func verify(_ request: WebhookRequest, call: Call) throws {
        let signature = request.header("x-roster-signature") ?? ""
        do {
            let isGood = try call.secrets.hmacMatches("config/webhook_secret", .sha256, data: request.body, hex: signature)
            guard isGood else { throw PluginError(.policy, "the signature of a webhook is wrong") }
        } catch let error as PluginError where error.kind == .notFound {
            throw PluginError(.policy, "webhook_secret: is not configured, so no webhook is believed")
        }
    }
}
