public import Logging
internal import Synchronization
public import UsherDomain
internal import UsherWire

/// All configured instances, each in the worker of its plugin: the implementation of ``UsherDomain/Authorisers``.
///
/// Between ``start()`` and ``shutdown()`` it keeps one worker process for each plugin that an instance uses, and starts it again
/// when it ends. Outside, every question is answered with unknown. Any thread.
public final class PluginAuthorisers: Authorisers {
    /// How one instance is reached.
    private enum Place {
        case worker(WorkerDriver, number: UInt32)
        /// With the reason, for admins.
        case nowhere(String)
    }

    private struct State {
        var catalogue: Catalogue?
        var drivers: [WorkerDriver] = []
        var places: [InstanceID: Place] = [:]
    }

    private let settings: PluginHostSettings
    private let configured: [ConfiguredInstance]
    private let claimURLPrefix: @Sendable (InstanceID) -> String
    private let store: any KeyValueStore
    private let clock: any WallClock
    private let logger: Logger
    private let state = Mutex(State())
    private let pool = BlockingPool()
    let eventDesk = EventDesk()

    /// Starts nothing yet. `claimURLPrefix` gives what stands before the code in the address of an instance's claim page.
    public init(
        settings: PluginHostSettings, instances: [ConfiguredInstance], keyValueStore: any KeyValueStore,
        claimURLPrefix: @escaping @Sendable (InstanceID) -> String, clock: any WallClock, logger: Logger
    ) {
        self.settings = settings
        configured = instances.sorted { $0.id < $1.id }
        self.claimURLPrefix = claimURLPrefix
        store = keyValueStore
        self.clock = clock
        self.logger = logger
    }

    /// Looks at the plugin directory, starts the workers, and returns when each serves calls or is known not to. What does not
    /// work is logged, and shows in ``instances()`` and ``problems()``; the rest goes on. Once.
    public func start() async {
        let catalogue: Catalogue
        do {
            catalogue = try await Catalogue.scan(settings, logger: logger)
        } catch {
            logger.error("plugin directory refused", metadata: ["reason": "\(error)"])
            state.withLock { state in
                for instance in configured { state.places[instance.id] = .nowhere(error.text) }
            }
            return
        }
        for entry in catalogue.entries {
            guard case .failure(let problem) = entry.plugin else { continue }
            logger.error("plugin refused", metadata: ["file": "\(entry.file)", "reason": "\(problem)"])
        }
        pool.start()
        let drivers = place(catalogue, controlGroups())
        for driver in drivers { driver.start() }
        for driver in drivers { await driver.firstResult() }
    }

    /// Ends all workers: asks them to end their instances, waits a moment, kills what is left. Returns when no process and no
    /// thread remains. Calls that still run are answered with unknown.
    public func shutdown() async {
        let drivers = state.withLock { $0.drivers }
        await withTaskGroup(of: Void.self) { group in
            for driver in drivers { group.addTask { await driver.stop() } }
        }
        pool.close()
        eventDesk.close()
    }

    /// Every plugin's worker, sorted by plugin id.
    public func workers() -> [WorkerStatus] {
        state.withLock { $0.drivers }.map(\.status).sorted { $0.pluginID < $1.pluginID }
    }

    /// The files of the plugin directory that cannot be used, and why. Empty before ``start()``.
    public func problems() -> [(file: String, problem: PluginProblem)] {
        let entries = state.withLock { $0.catalogue }?.entries ?? []
        return entries.compactMap { entry in
            guard case .failure(let problem) = entry.plugin else { return nil }
            return (entry.file, problem)
        }
    }

    public func instances() async -> [InstanceStatus] {
        configured.map { instance in
            switch place(of: instance.id) {
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
                return InstanceStatus(
                    id: instance.id, pluginID: instance.pluginID, plugin: driver.plan.description, health: health)
            }
        }
    }

    /// Sends a request to an instance whose plugin offers `extensionID`.
    func ask(_ request: Request, at instance: InstanceID, offering extensionID: String?, within milliseconds: Int64) async
        -> CallEnd
    {
        await ask(request, at: instance, offering: extensionID, until: MonotonicClock.now() + milliseconds)
    }

    /// The same with a deadline in milliseconds of the monotonic clock.
    func ask(_ request: Request, at instance: InstanceID, offering extensionID: String?, until deadline: Int64) async -> CallEnd {
        switch place(of: instance) {
        case .nowhere(let reason):
            return .unknown(Unknown(.notRunning, reason))
        case .worker(let driver, let number):
            if let extensionID, !driver.plan.description.extensions.contains(extensionID) {
                return .unknown(Unknown(.unsupported, "the plugin does not offer \(extensionID)"))
            }
            let end = await driver.call(request, of: number, until: deadline)
            return end ?? .unknown(Unknown(.notRunning, "the plugin host is shutting down"))
        }
    }

    /// Writes down why a call came to nothing. Returns what it was given, with the plugin's secrets taken out of the reason.
    func noted<Value>(_ answer: Answer<Value>, _ function: StaticString, at instance: InstanceID) -> Answer<Value> {
        guard case .unknown(let unknown) = answer else { return answer }
        let reason = redactor(of: instance)?.redacted(unknown.message) ?? unknown.message
        // That a plugin is down was said when it went down.
        logger.log(
            level: unknown.kind == .notRunning || unknown.kind == .overloaded ? .debug : .warning,
            "authoriser does not know",
            metadata: [
                "instance": "\(instance)", "function": "\(function)", "kind": "\(unknown.kind.rawValue)", "reason": "\(reason)",
            ])
        return .unknown(Unknown(unknown.kind, reason, retryAfterMilliseconds: unknown.retryAfterMilliseconds))
    }

    var deadlines: CallDeadlines { settings.deadlines }

    /// The time that evidence is stamped with.
    func now() -> Instant { clock.now() }

    func plugin(of instance: InstanceID) -> PluginDescription? { driver(of: instance)?.plan.description }

    func redactor(of instance: InstanceID) -> Redactor? { driver(of: instance)?.plan.redactor }

    /// How the instance's worker is run.
    func plan(of instance: InstanceID) -> WorkerPlan? { driver(of: instance)?.plan }

    /// How many calls of the instance overlap, as its plugin wrote it.
    func maxConcurrency(of instance: InstanceID) -> UInt32 { driver(of: instance)?.status.maxConcurrency ?? 1 }

    private func driver(of instance: InstanceID) -> WorkerDriver? {
        guard case .worker(let driver, _) = place(of: instance) else { return nil }
        return driver
    }

    private func place(of instance: InstanceID) -> Place {
        state.withLock { $0.places[instance] } ?? .nowhere("there is no running instance \(instance)")
    }

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

    /// Decides which instance goes into which worker.
    private func place(_ catalogue: Catalogue, _ groups: ControlGroups?) -> [WorkerDriver] {
        var drivers: [WorkerDriver] = []
        var places: [InstanceID: Place] = [:]
        for (pluginID, instances) in Dictionary(grouping: configured, by: \.pluginID).sorted(by: { $0.key < $1.key }) {
            do throws(PluginProblem) {
                let (entry, library, description) = try catalogue.entry(pluginID: pluginID)
                let driver = WorkerDriver(plan: try plan(description, entry.file, library, instances, groups))
                drivers.append(driver)
                for (number, instance) in instances.enumerated() {
                    places[instance.id] = .worker(driver, number: UInt32(number))
                }
            } catch {
                logger.error("plugin missing", metadata: ["plugin": "\(pluginID)", "reason": "\(error)"])
                for instance in instances { places[instance.id] = .nowhere(error.text) }
            }
        }
        state.withLock { $0 = State(catalogue: catalogue.withoutLibraries, drivers: drivers, places: places) }
        return drivers
    }

    private func plan(
        _ description: PluginDescription, _ file: String, _ library: SealedLibrary, _ instances: [ConfiguredInstance],
        _ groups: ControlGroups?
    ) throws(PluginProblem) -> WorkerPlan {
        var logger = logger
        logger[metadataKey: "plugin"] = "\(description.id)"
        let services = PluginServices(
            pluginID: description.id, instances: instances.map(\.id), keyValue: KeyValueService(store: store, logger: logger),
            pool: pool)
        return WorkerPlan(
            executable: settings.workerExecutable, file: file, library: library,
            cell: try CellPlan(manifestJSON: description.manifestJSON, policy: settings.sandbox, groups: groups),
            description: description,
            instances: instances.map { instance in
                WorkerPlan.Instance(
                    id: instance.id, configJSON: instance.configJSON, claimURLPrefix: claimURLPrefix(instance.id))
            },
            services: services, deadlines: settings.deadlines, logger: logger,
            events: { [eventDesk] events, instance in
                eventDesk.post(eventDesk.unseen(events, of: instance, now: MonotonicClock.now()), of: instance)
            })
    }
}
