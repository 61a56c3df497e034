import Foundation
import Logging
import ServiceLifecycle
import Testing
import UsherDomain
import UsherEngine
import UsherServer
import UsherStore
import UsherTesting

@testable import usher

/// The real commands as processes, against the real API on a real socket, with real stores; only the loop is a fake.
struct CommandRig: Sendable {
    let directory: TemporaryDirectory
    let store: Store
    let governing = FakeGoverning()
    private let service: any Service

    /// What a command did.
    struct Outcome: Sendable {
        let code: Int32
        let output: String
        let errors: String
    }

    /// Runs `body` while the API is served.
    static func serve(_ name: String = #function, _ body: @Sendable (CommandRig) async throws -> Void) async throws {
        let rig = try CommandRig(name)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [rig.service], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await eventually("the socket is there") {
                FileManager.default.fileExists(atPath: rig.directory.path + "/data/usher.sock")
            }
            try await body(rig)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    init(_ name: String = #function) throws {
        let clock = SystemWallClock()
        let steady = SystemSteadyClock()
        let random = SeededRandom(name)
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: directory.path + "/data", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try Data(Self.configuration.utf8).write(to: URL(fileURLWithPath: directory.path + "/usher.yaml"))
        store = try Store.open(directory: directory.path + "/data", clock: clock, random: random)
        let authorisers = FakeAuthorisers(instance: try #require(InstanceID("staff")))
        let book = PolicyBook(store: store.policies)
        let evidence = EvidenceBook(people: People())
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let gather = GatherEvidence(
            GatherEvidence.Parts(
                book: evidence, evidence: store.evidence, links: store.links, authorisers: authorisers,
                listings: SilentServices(),
                pseudonyms: store.pseudonyms, clock: clock, steadyClock: steady, random: random, logger: logger))
        let check = CheckRule(authorisers: authorisers, book: book)
        let rules = AdminApp.RuleCases(
            governing: governing, book: book, check: check,
            policies: EditPolicy(store: store.policies, book: book, check: check, clock: clock) {},
            requirements: EditRequirements(store: store.policies, book: book, check: check, clock: clock) {},
            links: EditLinks(
                store: store.links, book: evidence, gathering: Gathering(gather: gather, events: SilentServices()),
                authorisers: authorisers, clock: clock),
            journal: store.journal, bot: try #require(UserID("@usher:example.org")))
        service = AdminApp.service(
            path: directory.path + "/data/usher.sock",
            cases: AdminApp.Cases(
                authorisers: authorisers, administration: NoPlugins(), sandbox: SandboxSummary(missing: [], isBestEffort: false),
                runAction: RunPluginAction(ledger: store.ledger, authorisers: authorisers, clock: clock), rules: rules,
                metrics: { [] }), clock: steady, logger: logger)
    }

    private static let configuration = """
        public_url: https://usher.example.org
        data_directory: data
        plugin_directory: plugins
        web_directory: web
        bot: {homeserver_url: "https://matrix.example.org", user_id: "@usher:example.org", access_token_file: token}
        """

    /// Runs `usher` with these words, without a terminal.
    func run(_ words: String...) async throws -> Outcome {
        let process = Process()
        process.executableURL = Places.built.appending(path: "usher")
        process.arguments = words + ["--config", directory.path + "/usher.yaml"]
        let name = "\(directory.path)/out-\(words.hashValue.magnitude)"
        for path in [name, name + ".err"] { try Data().write(to: URL(fileURLWithPath: path)) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: name))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: name + ".err"))
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Outcome(
            code: process.terminationStatus, output: try String(contentsOfFile: name, encoding: .utf8),
            errors: try String(contentsOfFile: name + ".err", encoding: .utf8))
    }

    func write(_ text: String, to name: String) throws -> String {
        let path = "\(directory.path)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}

/// A plugin directory without anything in it.
private struct NoPlugins: PluginAdministration {
    func pluginStates() async -> PluginStates { PluginStates(revision: 0, plugins: [], problem: "") }
    func pluginStates(after revision: UInt64) async -> PluginStates { await pluginStates() }
    func approve(_ digest: PluginDigest, by actor: String) async throws(PluginAdministrationFailure) {}
    func lift(_ digest: PluginDigest, by actor: String) async throws(PluginAdministrationFailure) {}
}
