internal import PluginABI

/// Requests that anybody can send.
enum WebhookSignature {
    private static let bodies = ["", "{}", "null", "{\"action\": \"removed\", \"member\": {\"id\": 4711}}", "not json", "\u{0}"]

    static let test = CheckerTest(
        "webhook.signature", "a request without a good signature moves nothing", [.events]
    ) { room in
        let plugin = try room.loadedPlugin()
        guard let handle = Probes.all(of: plugin).first(where: { $0.name == "webhook handle" }) else {
            throw Skip("it has no webhook")
        }
        let instance = try room.instance(of: plugin)
        let scripted = room.settings.webhook.map { [$0] } ?? []
        let forged = bodies.map { body in
            var request = ScriptedWebhook()
            request.headers = [
                ("content-type", "application/json"), ("x-signature", "sha256=00"), ("x-hub-signature-256", "sha256=00"),
            ]
            request.body = Array(body.utf8)
            return request
        }
        for request in forged + scripted + [ScriptedWebhook()] {
            var sample = Sample(room.settings)
            sample.webhook = request
            let outcome = handle.run(instance, sample)
            if outcome.items.contains(where: { $0.kind == .event }) {
                room.reporter.error(
                    .events, "it emitted an EVENT for a request whose signature nobody verified",
                    change:
                        "call usher.secrets hmac_verify first, with request->body exactly as it came, and return USHER_E_POLICY "
                        + "when it says no: anybody can send a request", in: handle.name)
                break
            }
            if outcome.status == USHER_OK {
                room.reporter.warning(
                    .events, "it accepted a request whose signature is wrong",
                    change: "return USHER_E_POLICY, which is answered 403", in: handle.name)
            }
        }
        if !scripted.isEmpty { accepted(room, handle, instance) }
        instance.destroy()
    }

    /// The author's own request, with the host saying that its signature is good.
    private static func accepted(_ room: Room, _ handle: Probe, _ instance: Instance) {
        var behaviour = Behaviour()
        behaviour.acceptsSignatures = true
        let outcome = handle.run(instance, Sample(room.settings), behaviour)
        if outcome.status != USHER_OK {
            room.reporter.warning(
                .contract, "it answered \(StatusName.of(outcome.status)) to check.webhook with a good signature",
                change: "look at the request in check.webhook, and at what the function expects", in: handle.name)
        }
    }
}
