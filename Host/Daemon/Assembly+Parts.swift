import FoundationEssentials
import Glibc
import Logging
import ServiceLifecycle
import UsherDomain
import UsherEngine
import UsherHTTP
import UsherMatrix
import UsherPlugins
import UsherServer
import UsherStore

/// The single parts, each with an error that says what to do when it cannot be had.
extension Assembly {
    /// How long a start waits between two tries to reach the bot's homeserver, in milliseconds.
    private static let accountRetryMilliseconds: Int64 = 2_000

    func pages() throws -> StaticFiles {
        do {
            return try StaticFiles(directory: configuration.webDirectory)
        } catch {
            throw CommandFailure("\(error)\n\(path): web_directory must name the folder that holds index.html and assets/")
        }
    }

    func openStore() throws -> Store {
        // A first start makes its own folder. When that fails, opening it says why.
        mkdir(configuration.dataDirectory, 0o700)
        do {
            return try Store.open(directory: configuration.dataDirectory, clock: clock, random: random)
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    func servingLock() throws -> ServingLock {
        do {
            return try ServingLock(directory: configuration.dataDirectory)
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    /// Closes the store; a lock is held until then.
    func close(_ store: Store, _ logger: Logger, releasing lock: ServingLock? = nil) async {
        defer { withExtendedLifetime(lock) {} }
        do {
            try store.close()
        } catch {
            logger.warning("the database was not closed in order", metadata: ["error": "\(error)"])
        }
    }

    func httpClient() throws -> HTTPClient {
        let trust: TrustStore
        do {
            trust = try TrustStore(extraFile: configuration.identity.extraCAFile)
        } catch {
            throw CommandFailure(.configuration, "certificate authorities: \(error); check identity.extra_ca_file in \(path)")
        }
        return try HTTPClient(trust: trust)
    }

    func verifier(_ http: HTTPClient) -> OpenIDVerifier {
        OpenIDVerifier(
            http: http, clock: clock, privateServers: configuration.identity.privateServers, log: logger("identity", .info))
    }

    /// The bot's token, from a file of its own so that it stands in no configuration, environment or command line.
    func accessToken(_ logger: Logger) throws -> Secret<String> {
        let file = configuration.bot.accessTokenFile
        let text: String
        do {
            text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
        } catch {
            throw CommandFailure(
                .configuration, "\(file) cannot be read; put the bot's access token into it (bot.access_token_file)")
        }
        let token = text.trimmingPrefix(while: \.isWhitespace).prefix { !$0.isWhitespace }
        let rest = text.trimmingPrefix(while: \.isWhitespace).dropFirst(token.count)
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), rest.allSatisfy(\.isWhitespace) else {
            throw CommandFailure(.configuration, "\(file) must hold the bot's access token and nothing else")
        }
        var status = stat()
        if stat(file, &status) == 0, status.st_mode & 0o077 != 0 {
            logger.warning("others can read the bot's access token; run: chmod 600", metadata: ["file": "\(file)"])
        }
        return Secret(String(token))
    }

    /// Makes sure that the token is the bot's own. A homeserver that does not answer is waited for, a wrong account is not.
    func checkAccount(_ homeserver: HomeserverClient, _ logger: Logger) async throws {
        let bot = configuration.bot.userID
        while true {
            switch await homeserver.checkAccount(expecting: bot) {
            case .confirmed: return
            case .otherUser(let other):
                throw CommandFailure(.configuration, "the access token belongs to \(other), but bot.user_id in \(path) is \(bot)")
            case .tokenRejected:
                throw CommandFailure(
                    .configuration,
                    "the homeserver rejects the token in \(configuration.bot.accessTokenFile); log in as \(bot) anew")
            case .guest: throw CommandFailure(.configuration, "\(bot) is a guest account, which cannot invite")
            case .unknown(let failure):
                logger.warning("the homeserver does not answer; trying again", metadata: ["why": "\(failure)"])
                try await steadyClock.sleep(milliseconds: Self.accountRetryMilliseconds)
            }
        }
    }

    var pluginSettings: PluginHostSettings {
        get throws {
            var settings = PluginHostSettings(
                pluginDirectory: configuration.pluginDirectory,
                workerExecutable: try configuration.worker ?? Self.workerBesideUsher(), contentHash: CryptoContentHash())
            settings.sandbox = configuration.sandbox
            return settings
        }
    }

    /// An instance with its secrets, which are read now: a change of the file needs a restart, like one of the configuration.
    func configured(_ section: InstanceSection, withSecrets: Bool = true) throws -> ConfiguredInstance {
        let files = withSecrets ? section.secretFiles : [:]
        let secrets = try files.mapValues { file in try secret(in: file, of: "secrets of \(section.id)") }
        return ConfiguredInstance(id: section.id, pluginID: section.pluginID, configJSON: section.configJSON, secrets: secrets)
    }

    /// The text in a file, without the line end that editors add.
    private func secret(in file: String, of what: String) throws -> Secret<String> {
        do {
            let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
            let secret = text.hasSuffix("\n") ? String(text.dropLast()) : text
            guard !secret.isEmpty else { throw CommandFailure(.configuration, "\(file) (\(what) in \(path)) is empty") }
            return Secret(secret)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.configuration, "\(file) (\(what) in \(path)) cannot be read")
        }
    }

    func startPlugins(
        _ instances: [InstanceSection], store: Store, http: HTTPClient, logger: Logger, isDaemon: Bool = false
    ) async throws -> PluginAuthorisers {
        let plugins = try plugins(instances, store: store, http: http, logger: logger, isDaemon: isDaemon)
        do {
            try await plugins.start()
        } catch {
            await plugins.shutdown()
            throw error
        }
        return plugins
    }

    /// The plugin host, not started. Where nothing is to be started either, `withSecrets` is `false`: then the instances' secrets
    /// are not read.
    func plugins(
        _ instances: [InstanceSection], store: Store, http: HTTPClient, logger: Logger, isDaemon: Bool, withSecrets: Bool = true
    ) throws -> PluginAuthorisers {
        let origin = configuration.publicURL.origin
        var settings = try pluginSettings
        // A command must not move itself out of the group that its caller counts on.
        settings.usesControlGroups = isDaemon
        return try PluginAuthorisers(
            settings: settings,
            instances: try instances.map { try configured($0, withSecrets: withSecrets) },
            backends: PluginBackends(
                keyValues: store.keyValues, secrets: store.secrets, hashes: store.hashes, records: store.plugins, client: http),
            claimURLPrefix: { "\(origin)/i/\($0)#" }, clock: clock, logger: logger)
    }

    /// Where commands reach a running daemon. The folder belongs to this user alone.
    var adminSocket: String { configuration.dataDirectory + "/usher.sock" }

    /// What admins and their tools ask: the API on the socket, and the metrics.
    func deskServices(_ plugins: PluginAuthorisers, _ store: Store, _ loop: AssembledLoop) async throws -> [any Service] {
        let metrics = DaemonMetrics(
            plugins: plugins, sandbox: .ofThisMachine(), policy: configuration.sandbox, loop: loop, clock: clock,
            steadyClock: steadyClock)
        let rules = try await loop.ruleCases(store: store, bot: configuration.bot.userID)
        return [adminService(plugins, store.ledger, metrics, rules: rules)] + metricsService(metrics)
    }

    private func adminService(
        _ plugins: PluginAuthorisers, _ ledger: any Ledger, _ metrics: DaemonMetrics, rules: AdminApp.RuleCases
    ) -> any Service {
        let sandbox = SandboxSummary(
            missing: metrics.sandbox.gaps.names, isBestEffort: configuration.sandbox == .bestEffort)
        let cases = AdminApp.Cases(
            authorisers: plugins, administration: plugins, sandbox: sandbox,
            runAction: RunPluginAction(ledger: ledger, authorisers: plugins, clock: clock), rules: rules,
            metrics: { await metrics.all() })
        return AdminApp.service(path: adminSocket, cases: cases, clock: steadyClock, logger: logger("admin", .error))
    }

    /// The metrics on an address of their own, when the configuration names one.
    func metricsService(_ metrics: DaemonMetrics) -> [any Service] {
        guard let listen = configuration.metricsListen else { return [] }
        return [
            MetricsApp.service(
                host: listen.host, port: listen.port, metrics: { await metrics.all() }, clock: steadyClock,
                logger: logger("metrics", .error))
        ]
    }

    /// The worker that was installed together with this program.
    static func workerBesideUsher() throws -> String {
        try programBesideUsher("usher-worker", otherwise: "name it with `worker` or --worker")
    }

    /// A program that was installed together with this one; `otherwise` is what to do when it is not there.
    static func programBesideUsher(_ name: String, otherwise: String) throws -> String {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink("/proc/self/exe", &bytes, bytes.count - 1)
        guard count > 0 else { throw CommandFailure("/proc is not mounted, so \(name) is not found beside usher: \(otherwise)") }
        let usher = String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let program = URL(filePath: usher).deletingLastPathComponent().appending(path: name).path()
        guard access(program, X_OK) == 0 else {
            throw CommandFailure("\(program) is missing; it belongs beside usher, or \(otherwise)")
        }
        return program
    }

    func limitMemory(_ store: Store, _ homeserver: HomeserverClient) -> LimitMemory {
        LimitMemory(store: store.sync, homeserver: homeserver, bot: configuration.bot.userID, log: logger("matrix", .info))
    }

    func sync(
        _ homeserver: HomeserverClient, known: KnownRooms, store: any SyncStore,
        changed: @escaping @Sendable (RoomChanges) async -> Void
    ) -> Sync {
        let log = logger("sync", .info)
        return Sync(
            homeserver: homeserver, known: known, store: store, random: random, clock: clock, log: log,
            pause: { [steadyClock] in try await steadyClock.sleep(milliseconds: $0) },
            observer: { [configuration] update in
                await changed(update)
                guard update.isComplete else { return }
                for room in configuration.admissions.rooms.sorted(by: { $0.text < $1.text }) where known.room(room) == nil {
                    log.error("the bot is not in a configured room; invite it there", metadata: ["room": "\(room)"])
                }
            })
    }

    /// What ended the services, for a person.
    func describe(_ error: any Error) -> String {
        let text = "\(error)"
        guard text.contains("Address already in use") || text.contains("EADDRINUSE") else { return text }
        return "\(configuration.listen) is taken by another program; end it or change `listen` in \(path)"
    }
}
