import Foundation
import UsherDomain
import UsherPlugins
import UsherStore
import UsherTesting

/// A plugin host with hostile plugins in its directory, and one bystander that is not.
final class Den: Sendable {
    /// Deadlines that a busy machine keeps, and that a test can wait for.
    private static let deadlines: CallDeadlines = {
        var deadlines = CallDeadlines()
        deadlines.load = 3_000
        deadlines.create = 3_000
        deadlines.evaluate = 2_000
        deadlines.evaluateMany = 2_000
        deadlines.claim = 2_000
        deadlines.link = 2_000
        deadlines.action = 2_000
        deadlines.grace = 500
        deadlines.shutdown = 1_000
        return deadlines
    }()

    static let bystander = InstanceID("bystander")!

    let host: PluginAuthorisers
    let log = LogLines()
    let surroundings: Surroundings
    let forge: Forge
    private let directory: TemporaryDirectory

    /// Puts the cases' files into the directory and starts the host.
    init(_ cases: [HostileCase], forge: Forge, surroundings: Surroundings) async throws {
        directory = try TemporaryDirectory()
        self.forge = forge
        self.surroundings = surroundings
        let good = try forge.compile("good")
        try FileManager.default.copyItem(atPath: good.path, toPath: directory.path + "/good.so")
        let instances =
            [ConfiguredInstance(id: Self.bystander, pluginID: "good", configJSON: #"{"greeting":"hi"}"#)]
            + cases.map { ConfiguredInstance(id: $0.instance, pluginID: $0.id, configJSON: "{}") }
        host = PluginAuthorisers(
            settings: PluginHostSettings(
                pluginDirectory: directory.path, workerExecutable: Places.worker, contentHash: CryptoContentHash(),
                deadlines: Self.deadlines),
            instances: instances,
            backends: PluginBackends(
                keyValues: surroundings.store.keyValues, secrets: surroundings.store.secrets, hashes: surroundings.store.hashes,
                records: surroundings.store.plugins, client: surroundings.client),
            claimURLPrefix: { "https://usher.example/i/\($0)#" },
            clock: ManualClock(), logger: log.logger)
        for hostile in cases {
            switch hostile.material {
            case .source: try bench(for: hostile).put(try forge.library(of: hostile))
            case .file(let trick): try trick.place(try bench(for: hostile))
            }
        }
        await host.start()
    }

    func close() async {
        await host.shutdown()
    }

    func bench(for hostile: HostileCase) throws -> FileTrick.Bench {
        FileTrick.Bench(
            directory: directory.path, id: hostile.id, plain: try forge.library(of: hostile), forge: forge)
    }

    /// Whether the bystander answers as it should.
    func bystanderAnswers() async -> Bool {
        let alice = Subject(accountID: "alice", pseudonym: "p")
        let bob = Subject(accountID: "bob", pseudonym: "q")
        let evidence = await host.evaluate([alice, bob], requirementJSON: #"{"is":"alice"}"#, at: Self.bystander)
        return evidence.map(\.finding) == [.holds, .doesNotHold]
    }

    /// A requirement that tells a plugin where everything is that it must not get at.
    func requirement() -> String {
        let neighbour = host.workers().first { $0.pluginID == "good" }?.pid ?? 1
        return surroundings.requirement(neighbour: neighbour, plugins: directory.path)
    }

    /// Why the file of a case is no plugin: what the admin is told.
    func problems(of hostile: HostileCase) async -> String {
        let ofFiles = host.problems().filter { $0.file.contains(hostile.id) }.map(\.problem.text)
        let ofInstances = await host.instances().filter { $0.id == hostile.instance }.map { status in
            if case .down(let reason) = status.health { reason } else { "" }
        }
        return (ofFiles + ofInstances).joined(separator: "; ")
    }

    /// How often the worker of a plugin has ended; `nil` when it never had one.
    func crashes(ofPlugin id: String) -> Int? {
        host.workers().first { $0.pluginID == id }?.crashes
    }
}

extension HostileCase {
    var instance: InstanceID {
        guard let instance = InstanceID(id) else { preconditionFailure("\(id) is no name for an instance") }
        return instance
    }
}
