internal import Logging
internal import UsherDomain

// Doing what the successions say.
extension Conductor {
    /// Tells a plugin's succession something, and does what it says.
    func act(
        _ pluginID: String, _ group: inout DiscardingTaskGroup, _ tell: (inout Succession) -> [Succession.Action]
    ) async {
        var succession = successions[pluginID] ?? Succession(times: settings.times)
        let actions = tell(&succession)
        successions[pluginID] = succession
        for action in actions { await perform(action, of: pluginID, &group) }
        let needed = Set(successions.values.flatMap(\.needed))
        candidates = candidates.filter { needed.contains($0.key) }
    }

    /// A worker or a judge says something.
    func hear(_ word: RunWord, of run: RunKey, _ group: inout DiscardingTaskGroup) async {
        let now = MonotonicClock.now()
        switch word {
        case .known:
            await hearKnown(run, &group)
        case .news(.serving):
            await act(run.pluginID, &group) { $0.serves(run.number) }
        case .news(.crashed(let report)) where report.isOfTheHost:
            // The file in use is started again and again; another one must not take its place for that.
            guard successions[run.pluginID]?.successor?.number == run.number else { return }
            await act(run.pluginID, &group) { $0.crashed(run.number, report.reason.message, now: now) }
        case .news(.crashed(let report)) where !report.isDeceit:
            await act(run.pluginID, &group) { $0.crashed(run.number, report.reason.message, now: now) }
        case .news(.crashed(let report)), .news(.gaveUp(let report)):
            let status = parts.crew.driver(of: run)?.status
            let reason = status?.hasGivenUp == true ? status?.problem : nil
            await act(run.pluginID, &group) { $0.gaveUp(run.number, reason ?? report.reason.message, now: now) }
        case .judged(let problem):
            await act(run.pluginID, &group) { $0.judged(run.number, problem: problem, now: now) }
        case .ended:
            unknownRuns.remove(run)
            parts.crew.remove(run)
        }
    }

    /// The first worker of a run serves, or is known not to.
    private func hearKnown(_ run: RunKey, _ group: inout DiscardingTaskGroup) async {
        unknownRuns.remove(run)
        guard let status = parts.crew.driver(of: run)?.status, let succession = successions[run.pluginID] else { return }
        if status.isServing {
            // Whoever conducts no longer than this hears nothing more of it. A successor is judged when it says so itself.
            guard succession.current?.number == run.number else { return }
            await act(run.pluginID, &group) { $0.serves(run.number) }
        } else if succession.successor?.number == run.number, status.crashes == 0 {
            // A worker that could not even be started is no crash, and makes no news.
            await act(run.pluginID, &group) { $0.crashed(run.number, status.problem, now: MonotonicClock.now()) }
        }
    }

    private func perform(
        _ action: Succession.Action, of pluginID: String, _ group: inout DiscardingTaskGroup
    ) async {
        switch action {
        case .begin(let run): begin(run, of: pluginID, &group)
        case .route(let run): route(to: run, of: pluginID)
        case .unroute(let reason): nowhere(pluginID, reason, unlessServing: false)
        case .retire(let run): retire(RunKey(pluginID: pluginID, number: run.number), &group)
        case .judge(let new, let old): judge(new, old, of: pluginID, &group)
        case .pin(let digest): await pin(digest, of: pluginID)
        case .isolate(let digest, let reason): await isolate(digest, of: pluginID, reason)
        case .tell(let kind, let digest, let reason): tell(kind, digest, reason, of: pluginID)
        case .reconsider: reconsider(pluginID)
        }
    }

    private func begin(_ run: Succession.Run, of pluginID: String, _ group: inout DiscardingTaskGroup) {
        begin(RunKey(pluginID: pluginID, number: run.number), &group)
    }

    /// Starts the worker of a run that is still wanted; later, where the system has nothing left to start it with.
    func begin(_ key: RunKey, _ group: inout DiscardingTaskGroup) {
        let succession = successions[key.pluginID]
        let runs = [succession?.successor, succession?.current].compactMap { $0 }
        guard let run = runs.first(where: { $0.number == key.number }) else { return }
        guard let candidate = candidates[run.digest] else {
            preconditionFailure("a run is begun with its file, and the files that may be gone back to are kept")
        }
        let inbox = parts.inbox
        do throws(PluginProblem) {
            var plan = makePlan(candidate, instances[key.pluginID] ?? [], groups)
            plan.observer = { news in inbox.post { $0.word.append((key, .news(news))) } }
            let driver = try WorkerDriver(plan: plan)
            guard try parts.crew.add(driver, as: key) else { return }
            unknownRuns.insert(key)
            group.addTask {
                await driver.firstResult()
                inbox.post { $0.word.append((key, .known)) }
            }
            if succession?.current == run { route(to: run, of: key.pluginID) }
        } catch {
            noteShortage(error)
            unbegun.append(key)
            if succession?.current == run {
                nowhere(key.pluginID, "the plugin cannot be started: \(error)", unlessServing: false)
            }
        }
    }

    private func route(to run: Succession.Run, of pluginID: String) {
        guard let driver = parts.crew.driver(of: RunKey(pluginID: pluginID, number: run.number)) else { return }
        var places: [InstanceID: Routes.Place] = [:]
        for (number, instance) in (instances[pluginID] ?? []).enumerated() {
            places[instance.id] = .worker(driver, number: UInt32(number))
        }
        parts.routes.set(places)
    }

    private func retire(_ run: RunKey, _ group: inout DiscardingTaskGroup) {
        guard let driver = parts.crew.driver(of: run) else { return }
        let (inbox, patience) = (parts.inbox, settings.times.drain)
        group.addTask {
            await driver.drain(within: patience)
            inbox.post { $0.word.append((run, .ended)) }
        }
    }

    private func judge(
        _ new: Succession.Run, _ old: Succession.Run, of pluginID: String, _ group: inout DiscardingTaskGroup
    ) {
        let key = RunKey(pluginID: pluginID, number: new.number)
        guard let newDriver = parts.crew.driver(of: key),
            let oldDriver = parts.crew.driver(of: RunKey(pluginID: pluginID, number: old.number))
        else { return }
        let inbox = parts.inbox
        group.addTask {
            let problem = await Judge(new: newDriver, old: oldDriver).verdict()
            inbox.post { $0.word.append((key, .judged(problem))) }
        }
    }

    // MARK: The records

    private func pin(_ digest: PluginDigest, of pluginID: String) async {
        guard let candidate = candidates[digest] else { return }
        let (plugin, permissions) = (candidate.introduction.description, candidate.introduction.permissions)
        do {
            let before = try await records.pin(of: pluginID)
            guard before?.digest != digest || before?.permissionsJSON != permissions.json else { return }
            try await records.set(
                PluginPin(
                    pluginID: pluginID, digest: digest, version: plugin.version, permissionsJSON: permissions.json,
                    since: clock.now()))
            logger.notice(
                "plugin file in use",
                metadata: [
                    "plugin": "\(pluginID)", "file": "\(candidate.name.text)", "version": "\(plugin.version)",
                    "before": "\(before?.version ?? "none")", "sha256": "\(digest)",
                    "permissions": .array(permissions.lines.map { "\($0)" }),
                ])
        } catch {
            // It runs, and is asked about again after the next start.
            logger.error("plugin file could not be pinned", metadata: ["plugin": "\(pluginID)", "error": "\(error)"])
        }
    }

    private func isolate(_ digest: PluginDigest, of pluginID: String, _ reason: String) async {
        let file = candidates[digest]?.name.text ?? ""
        let quarantine = PluginQuarantine(
            digest: digest, pluginID: pluginID, file: file, reason: reason, since: clock.now())
        isolated[digest] = quarantine
        logger.error(
            "plugin file in quarantine",
            metadata: ["plugin": "\(pluginID)", "file": "\(file)", "sha256": "\(digest)", "reason": "\(reason)"])
        do {
            try await records.isolate(quarantine)
            isolated[digest] = nil
        } catch {
            logger.error("quarantine could not be written down", metadata: ["plugin": "\(pluginID)", "error": "\(error)"])
        }
    }

    private func tell(_ kind: PluginChange.Kind, _ digest: PluginDigest, _ reason: String, of pluginID: String) {
        changes[pluginID] = PluginChange(kind, digest, at: clock.now(), reason: reason)
        logger.log(
            level: kind == .replaced ? .notice : .error, "plugin file changed places",
            metadata: ["plugin": "\(pluginID)", "what": "\(kind.rawValue)", "sha256": "\(digest)", "reason": "\(reason)"])
    }

    private func reconsider(_ pluginID: String) {
        for (name, specimen) in specimens where specimen.introduction?.description.id == pluginID { want(name) }
    }
}
