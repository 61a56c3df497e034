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

    /// Starts the host with the bystander alone in its directory, and an instance for each case that may come.
    init(_ cases: [HostileCase], forge: Forge, surroundings: Surroundings) async throws {
        directory = try TemporaryDirectory()
        self.forge = forge
        self.surroundings = surroundings
        let good = try forge.compile("good")
        try FileManager.default.copyItem(atPath: good.path, toPath: directory.path + "/good.so")
        let instances =
            [ConfiguredInstance(id: Self.bystander, pluginID: "good", configJSON: #"{"greeting":"hi"}"#)]
            + cases.map { ConfiguredInstance(id: $0.instance, pluginID: $0.id, configJSON: "{}") }
        var settings = PluginHostSettings(
            pluginDirectory: directory.path, workerExecutable: Places.worker, contentHash: CryptoContentHash(),
            deadlines: Self.deadlines)
        settings.times.settle = 50
        // New files come all the time: the host is to decide about some before it has looked at all.
        settings.times.patience = 100
        settings.times.drain = 1_000
        host = try PluginAuthorisers(
            settings: settings, instances: instances,
            backends: PluginBackends(
                keyValues: surroundings.store.keyValues, secrets: surroundings.store.secrets, hashes: surroundings.store.hashes,
                records: surroundings.store.plugins, client: surroundings.client),
            claimURLPrefix: { "https://usher.example/i/\($0)#" },
            clock: ManualClock(), logger: log.logger)
        try await host.start()
    }

    /// Follows the directory while `body` runs, and ends the host after it.
    func whileServing<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        async let serving: Void = host.run()
        do {
            let result = try await body()
            await host.shutdown()
            await serving
            return result
        } catch {
            await host.shutdown()
            await serving
            throw error
        }
    }

    /// Drops the file of a case into the directory, and waits until the host has made up its mind.
    func admit(_ hostile: HostileCase) async throws {
        let bench = try bench(for: hostile)
        switch hostile.material {
        case .source: try bench.put(try forge.library(of: hostile))
        case .file(let trick): try trick.place(bench)
        }
        if case .ignored = hostile.expected {
            // Long enough for a file that is looked at.
            _ = try await comesTrue(within: .milliseconds(500)) { false }
        } else {
            guard try await comesTrue(within: .seconds(15), { await isDecided(hostile) }) else {
                throw RigFault("the host has not looked at \(hostile.id)")
            }
        }
        guard case .file(let trick) = hostile.material, let change = trick.change else { return }
        try change(bench)
        _ = try await comesTrue(within: .milliseconds(700)) { false }
        _ = try await comesTrue(within: .seconds(15)) { await isDecided(hostile) }
    }

    /// Takes every file of a case out of the directory.
    func dismiss(_ hostile: HostileCase) throws {
        guard let stream = opendir(directory.path) else { throw RigFault("the directory cannot be listed") }
        defer { closedir(stream) }
        let mark = Array("\(hostile.id).".utf8)
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard name.firstRange(of: mark) != nil else { continue }
            let path = (name + [0]).map(CChar.init(bitPattern:))
            if unlinkat(dirfd(stream), path, 0) != 0 { unlinkat(dirfd(stream), path, AT_REMOVEDIR) }
        }
    }

    private func isDecided(_ hostile: HostileCase) async -> Bool {
        let files = await host.pluginStates().plugins.filter { $0.file.contains("\(hostile.id).") }
        guard !files.isEmpty else {
            // A file that is gone is decided about when its instance is down.
            return await !problems(of: hostile).isEmpty && hostile.isDeleted
        }
        return files.allSatisfy { $0.standing != .starting && $0.standing != .admitted }
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
        let ofFiles = host.problems().filter { $0.file.contains("\(hostile.id).") }.map(\.problem.text)
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
    /// Whether its file is removed while it runs.
    fileprivate var isDeleted: Bool { id == "g12-deleted" }

    var instance: InstanceID {
        guard let instance = InstanceID(id) else { preconditionFailure("\(id) is no name for an instance") }
        return instance
    }
}
