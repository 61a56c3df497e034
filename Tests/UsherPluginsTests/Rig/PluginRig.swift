import Foundation
import Logging
import Synchronization
import Testing
import UsherDomain
import UsherHTTP
import UsherPlugins
import UsherStore
import UsherTesting

/// A plugin directory, a configuration, and the plugin host that runs them.
final class PluginRig: Sendable {
    static let instance = InstanceID("gate")!
    static let subject = Subject(accountID: "alice", pseudonym: String(repeating: "a", count: 64))

    let folder: TemporaryDirectory = {
        do {
            return try TemporaryDirectory()
        } catch {
            preconditionFailure("no temporary folder: \(error)")
        }
    }()
    let store: MemoryStore
    let records = MemoryRecords()
    let log = LogCapture()

    private let clock = StoppedClock()

    init(store: MemoryStore = MemoryStore()) {
        self.store = store
    }

    /// Deadlines for tests that wait until they have passed. All others have the real ones, which a busy machine keeps.
    static let hasty: CallDeadlines = {
        var deadlines = CallDeadlines()
        deadlines.load = 2_000
        deadlines.create = 2_000
        deadlines.evaluate = 600
        deadlines.evaluateMany = 600
        deadlines.grace = 300
        deadlines.shutdown = 1_000
        return deadlines
    }()

    var settings: PluginHostSettings { settings(CallDeadlines()) }

    func settings(_ deadlines: CallDeadlines) -> PluginHostSettings {
        PluginHostSettings(
            pluginDirectory: folder.path, workerExecutable: Places.worker, contentHash: CryptoContentHash(),
            deadlines: deadlines)
    }

    /// Puts a compiled plugin into the directory.
    func add(_ source: String, defining definitions: [String] = [], as file: String? = nil) throws {
        let library = try PluginCompiler.shared.library(source, defining: definitions)
        try FileManager.default.copyItem(atPath: library, toPath: folder.path + "/" + (file ?? source + ".so"))
    }

    /// Runs `body` while the plugin host runs.
    func run(
        _ instances: [ConfiguredInstance], settings: PluginHostSettings? = nil, _ body: (PluginAuthorisers) async throws -> Void
    ) async throws {
        let host = try host(instances, settings)
        try await host.start()
        async let running: Void = host.run()
        do {
            try await body(host)
        } catch {
            await host.shutdown()
            throw error
        }
        await host.shutdown()
        await running
    }

    /// One for all rigs: each has a thread.
    static let client: HTTPClient = {
        do {
            return try HTTPClient(trust: try TrustStore(extraFile: nil))
        } catch {
            preconditionFailure("no HTTP client: \(error)")
        }
    }()

    /// A plugin host that has not been started.
    func host(_ instances: [ConfiguredInstance], _ settings: PluginHostSettings? = nil) throws -> PluginAuthorisers {
        try PluginAuthorisers(
            settings: settings ?? self.settings, instances: instances,
            backends: PluginBackends(
                keyValues: store, secrets: NoSecrets(), hashes: NoHashes(), records: records, client: Self.client),
            claimURLPrefix: { "https://usher.example/i/\($0)#" }, clock: clock, logger: log.logger)
    }

    /// Runs one instance, `gate`, of a plugin made of one source.
    static func run(
        _ source: String, defining definitions: [String] = [], id: String = "hostile", config: String = "{}",
        store: MemoryStore = MemoryStore(), deadlines: CallDeadlines = CallDeadlines(),
        _ body: (PluginAuthorisers, PluginRig) async throws -> Void
    ) async throws {
        let rig = PluginRig(store: store)
        try rig.add(source, defining: definitions)
        let configured = ConfiguredInstance(id: instance, pluginID: id, configJSON: config)
        try await rig.run([configured], settings: rig.settings(deadlines)) { try await body($0, rig) }
    }
}

extension PluginAuthorisers {
    /// Asks about one person.
    func evaluateOnce(_ requirement: String = "{}") async throws -> Evidence {
        let evidence = await evaluate([PluginRig.subject], requirementJSON: requirement, at: PluginRig.instance)
        #expect(evidence.count == 1)
        return try #require(evidence.first)
    }

    /// The first worker.
    func worker() throws -> WorkerStatus { try #require(workers().first) }
}

/// Whether there is such a process, a zombie included.
func processExists(_ pid: Int32) -> Bool { kill(pid, 0) == 0 }

struct StoppedClock: WallClock {
    func now() -> Instant { Instant(unixMilliseconds: 1_000_000) }
}
