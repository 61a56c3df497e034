public import Logging
public import UsherDomain
internal import UsherWire

/// All configured instances, each in the worker of its plugin: the implementation of ``UsherDomain/Authorisers``.
///
/// From ``start()`` to ``shutdown()`` it keeps one worker process for each plugin that an instance uses, and starts it again when
/// it ends. While ``run()`` runs, it also follows what happens in the plugin directory. Outside, every question is answered with
/// unknown. Any thread.
public final class PluginAuthorisers: Authorisers {
    /// A question that met so many retiring workers has met a fault of ours.
    private static let attemptsMax = 64

    let deadlines: CallDeadlines
    let parts: ConductorParts
    let conductor: Conductor
    private let settings: PluginHostSettings
    private let configured: [ConfiguredInstance]
    private let clock: any WallClock
    private let logger: Logger
    private let stop: Doorbell
    private let pool: BlockingPool
    private let services: HostServices
    let eventDesk = EventDesk()

    /// Starts no plugin yet. `claimURLPrefix` gives what stands before the code in the address of an instance's claim page.
    /// Throws when the system has no threads or descriptors left.
    public init(
        settings: PluginHostSettings, instances: [ConfiguredInstance], backends: PluginBackends,
        claimURLPrefix: @escaping @Sendable (InstanceID) -> String, clock: any WallClock, logger: Logger
    ) throws(PluginProblem) {
        stop = try Doorbell()
        pool = try BlockingPool()
        configured = instances.sorted { $0.id < $1.id }
        deadlines = settings.deadlines
        self.settings = settings
        self.clock = clock
        self.logger = logger
        let looker = Looker(
            settings: settings, introductions: Introductions(), logger: logger, stop: stop.descriptor)
        parts = ConductorParts(watch: try DirectoryWatch(), looker: looker)
        services = try HostServices(
            client: backends.client, keyValueStore: backends.keyValues, secretStore: backends.secrets,
            hashes: backends.hashes, clock: clock, pool: pool, logger: logger)
        conductor = Conductor(
            settings: settings, instances: configured, records: backends.records, clock: clock, logger: logger, parts: parts
        ) { [pool, eventDesk, services] (candidate, instances, groups) in
            let (plugin, redactor) = (candidate.introduction.description.id, Redactor())
            let instances = instances.map { FittedInstance($0, to: candidate.introduction.schemas) }
            let callers = instances.map { instance in
                for secret in instance.secrets.values { redactor.note(Array(secret.reveal().utf8), isLasting: true) }
                return ServiceCaller(
                    plugin: plugin, instance: instance.id, permissions: candidate.introduction.permissions,
                    configJSON: instance.configJSON, configSecrets: instance.secrets)
            }
            let services = PluginServices(
                callers: callers, host: services, pool: pool, redactor: redactor)
            var plan = WorkerPlan(candidate, instances, settings, groups, services, claimURLPrefix, logger)
            plan.redactor = redactor
            for caller in callers where !caller.egress.problems.isEmpty {
                plan.warnings[caller.instance] = caller.egress.problems
                logger.warning(
                    "a place in the configuration leads nowhere",
                    metadata: [
                        "plugin": "\(plugin)", "instance": "\(caller.instance)",
                        "places": .array(caller.egress.problems.map { "\($0)" }),
                    ])
            }
            plan.events = { events, instance in
                eventDesk.post(eventDesk.unseen(events, of: instance, now: MonotonicClock.now()), of: instance)
            }
            return plan
        }
        let places = configured.map { ($0.id, Routes.Place.nowhere("the plugin host has not looked for it yet")) }
        parts.routes.set(Dictionary(places) { $1 })
    }

    /// Looks at the plugin directory, starts the workers, and returns when each serves calls or is known not to. What does not
    /// work is logged, and shows in ``instances()`` and ``pluginStates()``; the rest goes on. Throws when the system has no
    /// threads left for the host itself: then nothing runs, and ``shutdown()`` is still to be called. Once.
    public func start() async throws(PluginProblem) {
        let inbox = parts.inbox
        try parts.watch.start(path: settings.pluginDirectory, times: settings.times) { news in
            inbox.post { mail in
                switch news {
                case .files(let names): mail.names.formUnion(names)
                case .directory: mail.directory = true
                case .alarm: mail.alarm = true
                }
            }
        }
        try pool.start()
        await conductor.use(controlGroups())
        inbox.post { $0.everything = true }
        await conductor.conduct(.start)
    }

    /// Only looks at the plugin directory and at the records: for ``pluginStates()``, ``approve(_:by:)`` and ``lift(_:by:)`` in a
    /// process that runs no plugins. Instead of ``start()``.
    public func survey() async {
        parts.inbox.post { $0.everything = true }
        await conductor.conduct(.survey)
    }

    /// After ``start()``: follows what happens in the plugin directory and what people decide, replaces, starts and stops plugins
    /// accordingly. Returns after ``shutdown()``.
    public func run() async {
        await conductor.conduct(.serve)
    }

    /// Ends all workers: asks them to end their instances, waits a moment, kills what is left. Returns when no process and no
    /// thread remains. Calls that still run are answered with unknown.
    public func shutdown() async {
        parts.routes.close()
        stop.ring()
        parts.inbox.post { $0.isClosed = true }
        await parts.crew.close()
        await parts.conducting.end()
        parts.watch.stop()
        pool.close()
        services.stop()
        eventDesk.close()
    }

    /// Every worker, sorted by plugin id; of one plugin, the older first. While a plugin is replaced it has two, and more while
    /// replaced ones finish what they have begun.
    public func workers() -> [WorkerStatus] {
        parts.crew.statuses
    }

    /// Every plugin that has run since ``start()``, sorted by id.
    public func plugins() -> [PluginHealth] {
        parts.crew.plugins
    }

    /// The files of the plugin directory that cannot be used, and why. Empty before ``start()``.
    public func problems() -> [(file: String, problem: PluginProblem)] {
        parts.board.states.plugins.compactMap { state in
            guard case .refused(let reason) = state.standing else { return nil }
            return (state.file, PluginProblem(reason))
        }
    }

    public func instances() async -> [InstanceStatus] {
        configured.map { instance in
            switch parts.routes.place(of: instance.id) {
            case .nowhere(let reason):
                return InstanceStatus(id: instance.id, pluginID: instance.pluginID, plugin: nil, health: .down(reason))
            case .worker(let driver, _):
                let status = driver.status
                let health: InstanceStatus.Health
                if let failed = status.failedInstances[instance.id] {
                    health = .down(failed.message)
                } else {
                    health = status.isServing ? .running : .down(status.problem.isEmpty ? "starting" : status.problem)
                }
                var warnings = driver.plan.warnings[instance.id] ?? []
                if status.unwatchedInstances.contains(instance.id) {
                    warnings.append(
                        "its plugin watches \(Limit.watchThreads) instances already: changes here are found by asking, and later")
                }
                return InstanceStatus(
                    id: instance.id, pluginID: instance.pluginID, plugin: driver.plan.description, health: health,
                    warnings: warnings)
            }
        }
    }

    /// Sends a request to an instance whose plugin offers `extensionID`, and about which `check` has nothing to object.
    func ask(
        _ request: Request, at instance: InstanceID, offering extensionID: String?, within milliseconds: Int64,
        check: (WorkerPlan) -> Unknown? = { _ in nil }
    ) async -> Heard {
        let until = MonotonicClock.now() + milliseconds
        let (ends, plan) = await askInOnePlace(at: instance) { driver, number in
            let plugin = driver.plan.description
            if let extensionID, !plugin.extensions.contains(extensionID) {
                return [.unknown(Unknown(.unsupported, "the plugin does not offer \(extensionID)"))]
            }
            if let objection = check(driver.plan) { return [.unknown(objection)] }
            return await driver.call(request, of: number, until: until).map { [$0] }
        }
        return Heard(end: ends[0], plan: plan)
    }

    /// Asks the worker of an instance as `ask` says. When that returns `nil`, because the worker is being replaced and takes no
    /// more, all of it is asked again at the worker that has taken over: what belongs together is answered by one version, whose
    /// plan is returned; `nil` = by nobody.
    func askInOnePlace(
        at instance: InstanceID, _ ask: (WorkerDriver, UInt32) async -> [CallEnd]?
    ) async -> ([CallEnd], WorkerPlan?) {
        for _ in 0..<Self.attemptsMax {
            switch parts.routes.place(of: instance) {
            case .nowhere(let reason): return ([.unknown(Unknown(.notRunning, reason))], nil)
            case .worker(let driver, let number):
                if let ends = await ask(driver, number) { return (ends, driver.plan) }
            }
        }
        return ([.unknown(Unknown(.notRunning, "the plugin is being replaced again and again"))], nil)
    }

    /// Writes down why a call came to nothing. Returns what it was given, without the secrets of the plugin that said it:
    /// `redact` takes them out of an answer. What `isUsual` is not worth a warning.
    func noted<Value>(
        _ answer: Answer<Value>, _ function: StaticString, at instance: InstanceID, by plan: WorkerPlan?,
        isUsual: Bool = false, redact: (Value, Redactor) -> Value
    ) -> Answer<Value> {
        let redactor = plan?.redactor
        guard case .unknown(let unknown) = answer else {
            guard case .answered(let value) = answer, let redactor, !redactor.isIdle else { return answer }
            return .answered(redact(value, redactor))
        }
        let reason = redactor?.redacted(unknown.message) ?? unknown.message
        // That a plugin is down was said when it went down.
        logger.log(
            level: isUsual || unknown.kind == .notRunning || unknown.kind == .overloaded ? .debug : .warning,
            "authoriser does not know",
            metadata: [
                "instance": "\(instance)", "function": "\(function)", "kind": "\(unknown.kind.rawValue)", "reason": "\(reason)",
            ])
        return .unknown(Unknown(unknown.kind, reason, retryAfterMilliseconds: unknown.retryAfterMilliseconds))
    }

    /// The time that evidence is stamped with.
    func now() -> Instant { clock.now() }

    /// Where workers get control groups of their own. Without them the other limits hold.
    private func controlGroups() -> ControlGroups? {
        guard settings.usesControlGroups else { return nil }
        do throws(PluginProblem) {
            return try ControlGroups(at: try ControlGroupPlace.own())
        } catch {
            logger.info("plugins have no control groups", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}

/// How a call ended, and who answered it: `nil` = nobody.
struct Heard {
    let end: CallEnd
    let plan: WorkerPlan?
}

extension PluginAuthorisers: PluginAdministration {
    public func pluginStates() async -> PluginStates { parts.board.states }

    public func pluginStates(after revision: UInt64) async -> PluginStates {
        await parts.board.wait(for: revision)
        return parts.board.states
    }

    public func approve(_ digest: PluginDigest, by actor: String) async throws(PluginAdministrationFailure) {
        try await conductor.approve(digest, by: actor)
    }

    public func lift(_ digest: PluginDigest, by actor: String) async throws(PluginAdministrationFailure) {
        try await conductor.lift(digest, by: actor)
    }
}
