internal import PluginABI

/// Every function that the plugin offers, except watch, which has no end of its own.
enum Probes {
    static func all(of plugin: Plugin) -> [Probe] {
        [evaluate(plugin)] + batch(plugin) + listings(plugin) + webhook(plugin) + health(plugin) + link(plugin) + claims(plugin)
            + ActionCall.all(of: plugin).map(\.probe)
    }

    static func evaluate(_ plugin: Plugin) -> Probe {
        Probe("evaluate", .evidence) { instance, handle, inputs, sample in
            plugin.table.evaluate(
                instance.pointer, handle, inputs.text(sample.requirement, "requirement_json"), sample.subject.lend(inputs))
        }
    }

    private static func batch(_ plugin: Plugin) -> [Probe] {
        guard let table = plugin.table(USHER_EXT_BATCH, usher_ext_batch()), let ask = table.evaluate else { return [] }
        return [
            Probe(Subjects.batchFunction, .manyEvidence) { instance, handle, inputs, sample in
                var other = sample.subject
                other.accountID += "0"
                let subjects = [sample.subject.lend(inputs), other.lend(inputs)].prefix(
                    table.max_subjects == 1 ? 1 : 2)
                let list = inputs.array(subjects.map { Optional($0) }, "subjects")
                return ask(
                    instance.pointer, handle, inputs.text(sample.requirement, "requirement_json"), list, UInt32(subjects.count))
            }
        ]
    }

    private static func listings(_ plugin: Plugin) -> [Probe] {
        var probes: [Probe] = []
        if let list = plugin.table(USHER_EXT_MEMBERS, usher_ext_members())?.list {
            probes.append(
                Probe("members list", .members) { instance, handle, inputs, sample in
                    list(
                        instance.pointer, handle, inputs.text(sample.requirement, "requirement_json"),
                        inputs.bytes(sample.cursor, "cursor"), inputs.bytes(sample.etag, "etag"))
                })
        }
        if let list = plugin.table(USHER_EXT_GROUPS, usher_ext_groups())?.list {
            probes.append(
                Probe("groups list", .groups) { instance, handle, inputs, sample in
                    list(
                        instance.pointer, handle, inputs.text("", "parent_id"), inputs.text(sample.text, "query"),
                        inputs.bytes(sample.cursor, "cursor"))
                })
        }
        return probes
    }

    private static func webhook(_ plugin: Plugin) -> [Probe] {
        guard let handle = plugin.table(USHER_EXT_WEBHOOK, usher_ext_webhook())?.handle else { return [] }
        return [
            Probe("webhook handle", .events) { instance, call, inputs, sample in
                let texts = sample.webhook.headers.flatMap { [$0.0, $0.1] }
                let headers = inputs.array(texts.map { inputs.text($0, "request->headers") }, "request->headers")
                let request = usher_webhook(
                    size: 0, header_count: UInt32(sample.webhook.headers.count),
                    query: inputs.text(sample.webhook.query, "request->query"), headers: headers,
                    body: inputs.bytes(sample.webhook.body, "request->body"), at_unix_ms: 1_790_000_000_000)
                return handle(instance.pointer, call, inputs.object(request, "*request"))
            }
        ]
    }

    private static func health(_ plugin: Plugin) -> [Probe] {
        guard let check = plugin.table(USHER_EXT_HEALTH, usher_ext_health())?.check else { return [] }
        return [Probe("health check", .none) { instance, handle, _, _ in check(instance.pointer, handle) }]
    }

    private static func link(_ plugin: Plugin) -> [Probe] {
        guard let table = plugin.table(USHER_EXT_LINK, usher_ext_link()), let begin = table.begin, let resume = table.resume
        else {
            return []
        }
        var probes = [
            Probe("link begin", .linkStep) { instance, handle, inputs, sample in
                let start = usher_link_start(
                    size: 0, flags: 0, flow_id: inputs.text("flow-1", "start->flow_id"),
                    return_url: inputs.text("https://usher.example/return", "start->return_url"),
                    oauth_state: inputs.text("c3RhdGU", "start->oauth_state"),
                    pkce_challenge: inputs.text("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "start->pkce_challenge"),
                    locale: inputs.text(sample.locale, "start->locale"))
                return begin(instance.pointer, handle, inputs.object(start, "*start"))
            },
            Probe("link resume", .linkStep) { instance, handle, inputs, sample in
                let input = usher_link_input(
                    size: 0, input: UInt32(sample.linkInput), flow_id: inputs.text("flow-1", "input->flow_id"),
                    return_url: inputs.text("https://usher.example/return", "input->return_url"),
                    state: inputs.bytes(sample.linkState, "input->state"),
                    query: inputs.text(sample.text.isEmpty ? "code=abc&state=c3RhdGU" : sample.text, "input->query"),
                    form_json: inputs.text(sample.linkInput == USHER_INPUT_FORM ? "{}" : "", "input->form_json"),
                    pkce_verifier: inputs.text("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "input->pkce_verifier"),
                    locale: inputs.text(sample.locale, "input->locale"))
                return resume(instance.pointer, handle, inputs.object(input, "*input"))
            },
        ]
        if let unlink = table.unlink {
            probes.append(
                Probe("unlink", .none, changesState: true) { instance, handle, inputs, sample in
                    unlink(instance.pointer, handle, sample.subject.lend(inputs))
                })
        }
        return probes
    }

    private static func claims(_ plugin: Plugin) -> [Probe] {
        guard let table = plugin.table(USHER_EXT_CLAIM, usher_ext_claim()), let describe = table.describe,
            let reserve = table.reserve, let commit = table.commit, let release = table.release
        else { return [] }
        return [
            Probe("describe", .claim) { instance, handle, inputs, sample in
                describe(instance.pointer, handle, inputs.text(sample.code, "code"))
            },
            Probe("reserve", .claim, changesState: true) { instance, handle, inputs, sample in
                reserve(
                    instance.pointer, handle, inputs.text(sample.claimID, "claim_id"), inputs.text(sample.code, "code"),
                    sample.subject.lend(inputs))
            },
            Probe("commit", .none, changesState: true) { instance, handle, inputs, sample in
                commit(instance.pointer, handle, inputs.text(sample.claimID, "claim_id"))
            },
            Probe("release", .none, changesState: true) { instance, handle, inputs, sample in
                release(instance.pointer, handle, inputs.text(sample.claimID, "claim_id"))
            },
        ]
    }
}
