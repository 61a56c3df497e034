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
        for request in bodies.map(Self.forged) + [ScriptedWebhook()] {
            let outcome = ask(room, handle, instance, request)
            if emitsEvent(outcome) {
                blame(room, handle)
                break
            }
            warnIfAccepted(room, handle, outcome)
        }
        if let scripted = room.settings.webhook {
            changed(room, handle, instance, scripted)
            accepted(room, handle, instance)
        }
        instance.destroy()
    }

    private static func forged(_ body: String) -> ScriptedWebhook {
        var request = ScriptedWebhook()
        request.headers = [
            ("content-type", "application/json"), ("x-signature", "sha256=00"), ("x-hub-signature-256", "sha256=00"),
        ]
        request.body = Array(body.utf8)
        return request
    }

    /// The author's own request, with another body. Whoever emits an EVENT for it may know the sender by a token that comes in a
    /// header or in the query: then some change of those is refused.
    private static func changed(_ room: Room, _ handle: Probe, _ instance: Instance, _ good: ScriptedWebhook) {
        var request = good
        request.body = change(good.body)
        let outcome = ask(room, handle, instance, request)
        guard emitsEvent(outcome) else { return warnIfAccepted(room, handle, outcome) }
        var others = [request]
        others[0].query = String(decoding: change(Array(good.query.utf8)), as: UTF8.self)
        for index in good.headers.indices {
            var other = request
            other.headers[index].1 = String(decoding: change(Array(good.headers[index].1.utf8)), as: UTF8.self)
            others.append(other)
        }
        let isRefused = others.contains { ask(room, handle, instance, $0).status != USHER_OK }
        if !isRefused { blame(room, handle) }
    }

    /// Other bytes, printable where they were.
    private static func change(_ bytes: [UInt8]) -> [UInt8] {
        guard let last = bytes.indices.last else { return Array("x".utf8) }
        var changed = bytes
        changed[last] = bytes[last] == UInt8(ascii: "x") ? UInt8(ascii: "y") : UInt8(ascii: "x")
        return changed
    }

    private static func ask(_ room: Room, _ handle: Probe, _ instance: Instance, _ request: ScriptedWebhook) -> Outcome {
        var sample = Sample(room.settings)
        sample.webhook = request
        return handle.run(instance, sample)
    }

    private static func emitsEvent(_ outcome: Outcome) -> Bool { outcome.items.contains { $0.kind == .event } }

    private static func blame(_ room: Room, _ handle: Probe) {
        room.reporter.error(
            .events, "it emitted an EVENT for a request whose signature nobody verified",
            change:
                "call usher.secrets hmac_verify first, with request->body exactly as it came, and return USHER_E_POLICY when it "
                + "says no: anybody can send a request", in: handle.name)
    }

    private static func warnIfAccepted(_ room: Room, _ handle: Probe, _ outcome: Outcome) {
        guard outcome.status == USHER_OK else { return }
        room.reporter.warning(
            .events, "it accepted a request whose signature is wrong",
            change: "verify first, and return USHER_E_POLICY, which is answered 403", in: handle.name)
    }

    /// The author's own request, with the host saying that its signature is good.
    private static func accepted(_ room: Room, _ handle: Probe, _ instance: Instance) {
        var behaviour = Behaviour.authored
        behaviour.acceptsSignatures = true
        let outcome = handle.run(instance, Sample(room.settings), behaviour)
        if outcome.status != USHER_OK {
            room.reporter.warning(
                .contract, "it answered \(StatusName.of(outcome.status)) to check.webhook with a good signature",
                change: "look at the request in check.webhook, and at what the function expects", in: handle.name)
        }
    }
}
