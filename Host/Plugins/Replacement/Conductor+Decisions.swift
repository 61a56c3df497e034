internal import Logging
internal import UsherDomain

// Which file of each plugin may run, by what was found and what the records say.
extension Conductor {
    /// A file that says that it is a plugin.
    private struct Claimant {
        let name: FileName
        let digest: PluginDigest
        let introduction: Introduction
    }

    /// Judges every file, and tells the successions. Lets go of the copies that nobody needs.
    func decide(_ purpose: Purpose, _ group: inout DiscardingTaskGroup) async {
        mustRecheck = false
        for (name, specimen) in specimens {
            if case .refused(let problem, _) = specimen.finding { note(.refused(problem.text), of: name) }
        }
        let claimants = claimants()
        for pluginID in Set(claimants.keys).union(instances.keys).sorted() {
            let files = claimants[pluginID] ?? []
            guard instances[pluginID] != nil else {
                for file in files { note(.notConfigured, of: file.name) }
                continue
            }
            do {
                try await decide(pluginID, files, purpose, &group)
            } catch {
                // What the records say is not known: nothing changes until it is.
                mustRecheck = true
                logger.error("plugin records cannot be read", metadata: ["plugin": "\(pluginID)", "error": "\(error)"])
                nowhere(pluginID, "the records of plugin files cannot be read", unlessServing: true)
            }
        }
        for name in specimens.keys { specimens[name]?.library = nil }
    }

    private func claimants() -> [String: [Claimant]] {
        var claimants: [String: [Claimant]] = [:]
        for (name, specimen) in specimens {
            guard case .plugin(let introduction, let digest) = specimen.finding else { continue }
            claimants[introduction.description.id, default: []].append(
                Claimant(name: name, digest: digest, introduction: introduction))
        }
        return claimants.mapValues { $0.sorted { $0.name < $1.name } }
    }

    private func decide(
        _ pluginID: String, _ files: [Claimant], _ purpose: Purpose, _ group: inout DiscardingTaskGroup
    ) async throws {
        guard let first = files.first else { return await decideWithoutFile(pluginID, &group) }
        if purpose != .survey, let problem = try await dispossess(pluginID) {
            for file in files { note(.refused(problem), of: file.name) }
            return
        }
        removed.remove(pluginID)
        let pin = try await records.pin(of: pluginID)
        var chosen = first
        if files.count > 1 {
            let text =
                "several files say that they are the plugin \(pluginID): "
                + "\(files.map(\.name.text).joined(separator: ", ")); keep one of them"
            let inUse = successions[pluginID]?.current?.digest ?? pin?.digest
            let known = files.first { $0.digest == inUse }
            for file in files where file.name != known?.name { note(.refused(text), of: file.name) }
            guard let known else {
                await act(pluginID, &group) { $0.hold() }
                return nowhere(pluginID, text, unlessServing: true)
            }
            // The one that is in use goes on, also after a restart: a copy of a file must not switch a plugin off.
            chosen = known
        }
        try await decide(pluginID, chosen, pin, purpose, &group)
    }

    private func decide(
        _ pluginID: String, _ file: Claimant, _ pin: PluginPin?, _ purpose: Purpose, _ group: inout DiscardingTaskGroup
    ) async throws {
        let (digest, introduction) = (file.digest, file.introduction)
        var quarantine = try await records.quarantine(of: digest)
        // Where it could not be written down, or not yet.
        if quarantine == nil { quarantine = isolated[digest] }
        let isPinned = pin?.digest == digest && pin?.permissionsJSON == introduction.permissions.json
        let isAllowed =
            isPinned
            ? true : try await records.consent(to: digest, permissionsJSON: introduction.permissions.json) != nil
        switch Admission(introduction, digest, pin: pin, isAllowed: isAllowed, quarantine: quarantine) {
        case .quarantined(let reason):
            mustRecheck = true
            note(.quarantined(reason), of: file.name)
            await act(pluginID, &group) { $0.hold() }
            nowhere(
                pluginID, "\(file.name.text) is in quarantine: \(reason); let it run again with: usher plugins lift \(digest)",
                unlessServing: true)
        case .asks(let asked):
            mustRecheck = true
            note(.waitingForConsent(asked), of: file.name)
            await act(pluginID, &group) { $0.hold() }
            let text = asked.joined(separator: "; ")
            nowhere(
                pluginID, "\(file.name.text) asks to: \(text); approve with: usher plugins approve \(digest)",
                unlessServing: true)
        case .granted:
            note(.admitted, of: file.name)
            guard purpose != .survey else { return }
            await offer(file, of: pluginID, &group)
        }
    }

    /// Takes the instances that belong to another plugin away from this one. Returns what is wrong when none is left.
    private func dispossess(_ pluginID: String) async throws -> String? {
        if let known = owners[pluginID] { return known }
        var (own, problems): ([ConfiguredInstance], [String]) = ([], [])
        for instance in instances[pluginID] ?? [] {
            let owner = try await records.claim(instance.id, for: pluginID)
            guard owner != pluginID else {
                own.append(instance)
                continue
            }
            let problem =
                "the instance \(instance.id) belongs to the plugin \(owner), and \(pluginID) must not find what that one keeps "
                + "there: give the instance of \(pluginID) another id, or name \(owner) again"
            problems.append(problem)
            parts.routes.set([instance.id: .nowhere(problem)])
            logger.error(
                "instance belongs to another plugin",
                metadata: ["instance": "\(instance.id)", "plugin": "\(pluginID)", "owner": "\(owner)"])
        }
        instances[pluginID] = own
        let problem = own.isEmpty ? problems.joined(separator: "; ") : nil
        owners[pluginID] = .some(problem)
        return problem
    }

    private func offer(_ file: Claimant, of pluginID: String, _ group: inout DiscardingTaskGroup) async {
        let now = MonotonicClock.now()
        let succession = successions[pluginID] ?? Succession(times: settings.times)
        guard succession.wants(file.digest, now: now) else {
            return await act(pluginID, &group) { $0.offer(file.digest, now: now) }
        }
        if candidates[file.digest] == nil {
            // Its copy was let go while it had to wait.
            guard let library = specimens[file.name]?.library else { return want(file.name) }
            candidates[file.digest] = Candidate(
                name: file.name, digest: file.digest, introduction: file.introduction, library: library)
        }
        await act(pluginID, &group) { $0.offer(file.digest, now: now) }
    }

    private func decideWithoutFile(_ pluginID: String, _ group: inout DiscardingTaskGroup) async {
        if let current = successions[pluginID]?.current {
            // A file that is there, and is not this plugin any more, is a mistake rather than a wish.
            guard directoryProblem.isEmpty || !specimens.isEmpty else { return }
            if let name = candidates[current.digest]?.name, specimens[name] != nil {
                return await act(pluginID, &group) { $0.hold() }
            }
            removed.insert(pluginID)
            return await act(pluginID, &group) { $0.withdraw("its file was removed from the plugin directory") }
        }
        if removed.contains(pluginID) { return }
        nowhere(
            pluginID,
            !directoryProblem.isEmpty && specimens.isEmpty
                ? directoryProblem : "no file in the plugin directory is the plugin \(pluginID)",
            unlessServing: true)
    }

    private func note(_ standing: PluginState.Standing, of name: FileName) {
        guard standings.updateValue(standing, forKey: name) != standing else { return }
        switch standing {
        case .refused(let reason):
            logger.error("plugin refused", metadata: ["file": "\(name.text)", "reason": "\(reason)"])
        case .waitingForConsent(let asked):
            logger.warning(
                "plugin file waits for a person",
                metadata: ["file": "\(name.text)", "asks_to": .array(asked.map { "\($0)" })])
        case .running, .starting, .down, .admitted, .quarantined, .notConfigured: break
        }
    }

    /// Tells whoever asks an instance of this plugin why it does not run.
    func nowhere(_ pluginID: String, _ reason: String, unlessServing: Bool) {
        if unlessServing, successions[pluginID]?.current != nil { return }
        let places = (instances[pluginID] ?? []).map { ($0.id, Routes.Place.nowhere(reason)) }
        parts.routes.set(Dictionary(places) { $1 })
    }
}
