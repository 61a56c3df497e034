internal import PluginABI

/// Everything at random: what is asked, what the third party answers, what fails, when the time is over.
enum FuzzCalls {
    private static let statuses = [USHER_E_CANCELLED, USHER_E_LIMIT, USHER_E_TIMEOUT, USHER_E_UPSTREAM].map { usher_status($0) }

    static let test = CheckerTest(
        "fuzz.calls", "every function survives random input, answers and failures, in random order",
        [.memory, .strings, .unknown]
    ) { room in
        let plugin = try room.loadedPlugin()
        try room.instance(of: plugin).destroy()
        let probes = Probes.all(of: plugin)
        Rounds.run(room) { random in
            guard case .success(let instance) = room.make(plugin, config: room.settings.config) else { return }
            var memory = Memory()
            for _ in 0..<8 {
                let probe = random.pick(probes)
                var sample = sample(room, memory, &random)
                if probe.name == "groups list" { sample.cursor = [] }
                memory.take(probe.run(instance, sample, behaviour(&random)))
            }
            instance.destroy()
        }
    }

    /// What the plugin has given the host to hand back: that comes from the plugin, and from nobody else.
    private struct Memory {
        var cursor: [UInt8] = []
        var etag: [UInt8] = []
        var state: [UInt8] = []

        mutating func take(_ outcome: Outcome) {
            guard outcome.status == USHER_OK, let item = outcome.items.last else { return }
            switch item {
            // Groups have cursors of their own.
            case .page(let page) where outcome.state.function == "members list":
                cursor = page.cursor
                if page.cursor.isEmpty { etag = page.etag }
            case .linkStep(let step): state = step.state
            default: break
            }
        }
    }

    private static func sample(_ room: Room, _ memory: Memory, _ random: inout Random) -> Sample {
        var sample = Sample(room.settings)
        if random.below(2) == 0 { sample.requirement = StrangeJSON.object(like: sample.requirement, &random) }
        if random.below(2) == 0 { sample.subject.accountID = StrangeText.pick(&random) }
        if random.below(2) == 0 { sample.subject.accountName = StrangeText.pick(&random) }
        if random.below(3) == 0 { sample.subject.linkJSON = "" }
        if random.below(3) == 0 { sample.code = StrangeText.pick(&random) }
        if random.below(3) == 0 { sample.claimID = StrangeText.pick(&random) }
        if random.below(2) == 0 { sample.text = StrangeText.pick(&random) }
        if random.below(2) == 0 { sample.cursor = memory.cursor }
        if random.below(2) == 0, sample.cursor.isEmpty { sample.etag = memory.etag }
        if random.below(2) == 0 { sample.webhook.body = junk(&random) }
        sample.linkInput = random.pick([USHER_INPUT_RETURN, USHER_INPUT_FORM, USHER_INPUT_POLL])
        sample.linkState = memory.state
        sample.seed = random.next()
        return sample
    }

    private static func behaviour(_ random: inout Random) -> Behaviour {
        var behaviour = Behaviour()
        if random.below(3) == 0 { behaviour.failure = .init(ordinal: random.below(6), status: random.pick(statuses)) }
        if random.below(6) == 0 { behaviour.allocationsEndAt = random.below(4) }
        if random.below(6) == 0 { behaviour.remaining = .endsAfter(random.below(4)) }
        if random.below(4) == 0 { behaviour.clockOffset = Int64(random.below(1 << 30)) - 1 << 29 }
        if random.below(4) == 0 { behaviour.tailBytes = 8 * random.below(8) }
        if random.below(2) == 0 {
            behaviour.http = .always(
                HTTPAnswer(
                    status: random.pick([200, 200, 200, 201, 204, 301, 304, 400, 401, 403, 404, 410, 429, 500, 503, 599]),
                    headers: [("content-type", "application/json"), ("link", StrangeText.pick(&random))], body: junk(&random),
                    retryAfterMilliseconds: random.pick([-1, 0, 1_000, 86_400_000])))
        }
        return behaviour
    }

    private static func junk(_ random: inout Random) -> [UInt8] {
        switch random.below(4) {
        case 0: (0..<random.below(200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        case 1: Array(StrangeJSON.value(&random).utf8)
        case 2: Array(StrangeJSON.object(like: "{}", &random).utf8.dropLast(1))
        default: Array("[\(StrangeJSON.object(like: "{\"id\": 1, \"name\": 2, \"login\": 3}", &random))]".utf8)
        }
    }
}
