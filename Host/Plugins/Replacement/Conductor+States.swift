internal import UsherDomain
internal import UsherWire

// What admins see, and what they decide.
extension Conductor {
    /// Hangs up how every file fares.
    func post() {
        let running = Set(successions.values.compactMap { $0.current?.digest })
        var states = specimens.values.map { state(of: $0) }
        let shown = Set(states.compactMap(\.digest))
        // What runs although its file is gone, or holds something else by now.
        for digest in running.subtracting(shown) {
            guard let candidate = candidates[digest] else { continue }
            states.append(
                state(candidate.name, digest, candidate.introduction, standing(candidate.introduction, digest, .admitted)))
        }
        let order = states.sorted { ($0.file, $0.digest?.text ?? "") < ($1.file, $1.digest?.text ?? "") }
        parts.board.post(order, problem: directoryProblem)
    }

    private func state(of specimen: Specimen) -> PluginState {
        let standing = standings[specimen.name] ?? .admitted
        guard case .plugin(let introduction, let digest) = specimen.finding else {
            return PluginState(
                file: specimen.name.text, digest: specimen.digest, pluginID: nil, name: "", version: "", permissions: [],
                standing: standing, lastChange: nil)
        }
        return state(specimen.name, digest, introduction, self.standing(introduction, digest, standing))
    }

    private func state(
        _ name: FileName, _ digest: PluginDigest, _ introduction: Introduction, _ standing: PluginState.Standing
    ) -> PluginState {
        PluginState(
            file: name.text, digest: digest, pluginID: introduction.description.id, name: introduction.description.name,
            version: introduction.description.version, permissions: introduction.permissions.lines, standing: standing,
            lastChange: changes[introduction.description.id])
    }

    /// What a file does, where it does something; else what was decided about it.
    private func standing(
        _ introduction: Introduction, _ digest: PluginDigest, _ decided: PluginState.Standing
    ) -> PluginState.Standing {
        let pluginID = introduction.description.id
        // Of two files with the same content, the one that was not chosen is refused.
        guard let succession = successions[pluginID], decided == .admitted else { return decided }
        if succession.successor?.digest == digest { return .starting }
        guard let current = succession.current, current.digest == digest else { return rejected(pluginID, digest) ?? decided }
        let status = parts.crew.driver(of: RunKey(pluginID: pluginID, number: current.number))?.status
        guard let status else { return .down("its worker could not be started") }
        if status.isServing { return .running }
        return status.problem.isEmpty ? .starting : .down(status.problem)
    }

    private func rejected(_ pluginID: String, _ digest: PluginDigest) -> PluginState.Standing? {
        guard let change = changes[pluginID], change.kind == .refused, change.digest == digest else { return nil }
        return .refused("it could not take over: \(change.reason)")
    }

    /// A person's consent to what a file waits for.
    func approve(_ digest: PluginDigest, by actor: String) async throws(PluginAdministrationFailure) {
        guard let specimen = specimens.values.first(where: { $0.digest == digest }) else {
            throw PluginAdministrationFailure(.unknownDigest, "no file in the plugin directory has the SHA-256 \(digest)")
        }
        guard let introduction = specimen.introduction, case .waitingForConsent(let asked) = standings[specimen.name] else {
            throw PluginAdministrationFailure(.nothingToApprove, "\(specimen.name.text) waits for nobody's consent")
        }
        let description = introduction.description
        let facts = JSONFacts([
            ("plugin", description.id), ("version", description.version), ("file", specimen.name.text),
            ("sha256", digest.text), ("asked", asked.joined(separator: "; ")),
        ])
        let consent = PluginConsent(
            digest: digest, permissionsJSON: introduction.permissions.json, approvedBy: actor, approvedAt: clock.now())
        let entry = AuditEntry(
            at: clock.now(), act: .pluginApproved, actor: actor, reason: "a person allowed a plugin file what it asked for",
            evidenceJSON: facts.text)
        do {
            try await records.approve(consent, audit: entry)
        } catch {
            throw PluginAdministrationFailure(.recordsUnusable, "the consent could not be stored: \(error)")
        }
        parts.inbox.post { $0.records = true }
    }

    /// A person gives a file another chance.
    func lift(_ digest: PluginDigest, by actor: String) async throws(PluginAdministrationFailure) {
        let entry = AuditEntry(
            at: clock.now(), act: .quarantineLifted, actor: actor, reason: "a person let a plugin file be started again",
            evidenceJSON: JSONFacts([("sha256", digest.text)]).text)
        do {
            let wasStored = try await records.lift(digest, audit: entry)
            let wasKept = isolated.removeValue(forKey: digest) != nil
            if !wasStored, !wasKept {
                throw PluginAdministrationFailure(.notQuarantined, "no file with the SHA-256 \(digest) is in quarantine")
            }
        } catch let failure as PluginAdministrationFailure {
            throw failure
        } catch {
            throw PluginAdministrationFailure(.recordsUnusable, "the quarantine could not be ended: \(error)")
        }
        for pluginID in successions.keys { successions[pluginID]?.forgive(digest) }
        parts.inbox.post { $0.records = true }
    }
}

/// A JSON object of texts.
private struct JSONFacts {
    let text: String

    init(_ members: [(String, String)]) {
        var output: [UInt8] = []
        for (key, value) in members {
            output.append(output.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
            Self.quote(key, into: &output)
            output.append(UInt8(ascii: ":"))
            Self.quote(value, into: &output)
        }
        output.append(UInt8(ascii: "}"))
        text = String(decoding: output, as: UTF8.self)
    }

    private static func quote(_ text: String, into output: inout [UInt8]) {
        var text = text
        text.withUTF8 { JSONText.quote(UnsafeRawBufferPointer($0), into: &output) }
    }
}
