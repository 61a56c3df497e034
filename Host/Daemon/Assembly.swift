import CSys
import Logging
import ServiceLifecycle
import UnixSignals
import UsherDomain
import UsherEngine
import UsherHTTP
import UsherMatrix
import UsherPlugins
import UsherServer
import UsherStore

/// The composition root: the only place that knows every adapter, and the order in which things start and end.
struct Assembly: Sendable {
    /// How long requests in flight may hold up the end of the daemon: longer than one waits, shorter than systemd's patience.
    private static let shutdownMax = Duration.seconds(20)

    let configuration: Configuration
    /// The configuration file, for messages.
    let path: String
    let clock = SystemWallClock()
    let steadyClock = SystemSteadyClock()
    let random = SystemRandom()

    init(_ configuration: Configuration, path: String) {
        self.configuration = configuration
        self.path = path
    }

    /// Runs the daemon until it is told to end.
    func serve() async throws {
        usher_sys_return_large_blocks()
        let logger = logger("usher", .info)
        let files = try pages()
        let store = try openStore()
        let lock = try servingLock()
        let http = try httpClient()
        let homeserver = HomeserverClient(
            http: http, address: configuration.bot.homeserverURL, token: try accessToken(logger), clock: clock)
        let plugins = try await startPlugins(
            configuration.instances, store: store, http: http, logger: self.logger("plugins", .info), isDaemon: true)

        let people = People()
        let known = KnownRooms(bot: configuration.bot.userID, people: people)
        let limits = limitMemory(store, homeserver)
        let rooms = MatrixRooms(
            homeserver: homeserver, known: known, clock: clock, log: self.logger("matrix", .info), limits: limits.learned())
        let loop = loop(store: store, plugins: plugins, known: known, rooms: rooms, people: people)
        let sync = sync(homeserver, known: known, store: store.sync) { await loop.governor.roomsChanged($0) }
        let codes = CodesInHand()
        let settle = SettleRedemption(
            ledger: store.ledger, authorisers: plugins, rooms: rooms, admissions: configuration.admissions, codes: codes,
            pseudonyms: store.pseudonyms, clock: clock, logger: self.logger("engine", .info))
        let reconciler = Reconciler(
            settle: settle, ledger: store.ledger, clock: steadyClock, logger: self.logger("engine", .info))
        let cases = App.Cases(
            proveIdentity: ProveIdentity(
                verifier: verifier(http), sessions: store.sessions, clock: clock, steadyClock: steadyClock,
                proven: { await loop.prove($0) }),
            describeClaim: DescribeClaim(authorisers: plugins, rooms: rooms, admissions: configuration.admissions),
            redeemClaim: RedeemClaim(
                ledger: store.ledger, reconciler: reconciler, codes: codes, clock: clock, steadyClock: steadyClock, random: random
            ),
            authorisers: plugins, rooms: rooms, receiveWebhook: loop.receiveWebhook, isSynced: { sync.isReady })
        let server = App.service(
            host: configuration.listen.host, port: configuration.listen.port, site: configuration.site, files: files,
            cases: cases, clock: steadyClock, logger: self.logger("server", .info))

        let desk = try await deskServices(plugins, store, loop)

        // Ends in the reverse order: first no new requests, then the loop, then what they used.
        var services = ServiceGroupConfiguration(
            services: [
                AtShutdown { await close(store, logger, releasing: lock) }, AtShutdown { await http.shutdown() },
                UntilClosed(work: { await plugins.run() }, close: { await plugins.shutdown() }),
                UntilShutdown { await limits.keep(rooms, steadyClock: steadyClock) },
                UntilShutdown { try await run(homeserver, sync, reconciler, loop.governor, logger) }, server,
            ] + desk, gracefulShutdownSignals: [.sigterm, .sigint], logger: self.logger("services", .error))
        services.maximumGracefulShutdownDuration = Self.shutdownMax
        let group = ServiceGroup(configuration: services)
        logger.notice("usher starts", metadata: ["version": "\(BuildInformation.version)", "listen": "\(configuration.listen)"])
        do {
            try await group.run()
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(describe(error))
        }
        logger.notice("usher has ended")
    }

    private func run(
        _ homeserver: HomeserverClient, _ sync: Sync, _ reconciler: Reconciler, _ governor: Governor, _ logger: Logger
    ) async throws {
        // Nothing is done in the bot's name before it is known to be the bot; pages and health are served meanwhile.
        try await checkAccount(homeserver, logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await sync.run() }
            group.addTask { try await reconciler.run() }
            group.addTask { try await governor.run() }
            try await group.waitForAll()
        }
    }

    /// Runs `body` with the plugin files as the serving daemon sees them or, when none serves, as directory and records say.
    func withPluginDesk(_ body: (any PluginAdministration, _ isServing: Bool) async throws -> Void) async throws {
        if let daemon = try ServingDaemon(AdminSocket(path: adminSocket)) {
            try await body(daemon, true)
        } else {
            try await withPluginFiles { try await body($0, false) }
        }
    }

    /// Runs `body` with the plugin directory and the records read, and no plugin running. Which files may run does not depend on
    /// secrets, so that none is read.
    private func withPluginFiles(_ body: (PluginAuthorisers) async throws -> Void) async throws {
        let logger = logger("usher", .error)
        let store = try openStore()
        let http = try httpClient()
        let plugins = try plugins(
            configuration.instances, store: store, http: http, logger: logger, isDaemon: false, withSecrets: false)
        await plugins.survey()
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(plugins))
        } catch {
            result = .failure(error)
        }
        await plugins.shutdown()
        await http.shutdown()
        await close(store, logger)
        try result.get()
    }

    /// Runs `body` with the store open, and nothing else; for commands.
    func withStore<Value: Sendable>(_ body: (Store) async throws -> Value) async throws -> Value {
        let store = try openStore()
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(store))
        } catch {
            result = .failure(error)
        }
        await close(store, logger("usher", .error))
        return try result.get()
    }

    /// Runs `body` with one instance's plugin started and the store open; for commands.
    func withPlugins(
        only id: InstanceID, _ body: (SQLiteLedger, PluginAuthorisers) async throws -> Void
    ) async throws {
        let logger = logger("usher", .error)
        let store = try openStore()
        let http = try httpClient()
        let plugins = try await startPlugins(
            configuration.instances.filter { $0.id == id }, store: store, http: http, logger: logger)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(store.ledger, plugins))
        } catch {
            result = .failure(error)
        }
        await plugins.shutdown()
        await http.shutdown()
        await close(store, logger)
        try result.get()
    }

    func logger(_ label: String, _ level: Logger.Level) -> Logger {
        Self.logger(label, level, clock: clock)
    }

    static func logger(_ label: String, _ level: Logger.Level, clock: any WallClock) -> Logger {
        Logger(label: label) { JSONLogHandler(label: $0, clock: clock, logLevel: level) }
    }
}
