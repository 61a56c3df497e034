import Foundation
import Synchronization
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

    /// How many events of one watch the host passes on in a second, beside one that says: look at everything.
    static let eventsPerSecondMax = 100

    /// What every case is trusted with, and must not be able to tell anybody.
    static let secret = "what-an-admin-entrusted-it-with"

    static let bystander = InstanceID("bystander")!

    let host: PluginAuthorisers
    let log = LogCapture()
    let surroundings: Surroundings
    private let directory: TemporaryDirectory
    /// How many events the watch of each instance has told.
    private let told = Mutex<[InstanceID: Int]>([:])

    /// Starts the host with the bystander alone in its directory, and an instance for each case that may come.
    init(_ cases: [HostileCase], surroundings: Surroundings) async throws {
        directory = try TemporaryDirectory()
        self.surroundings = surroundings
        let good = try PluginCompiler.shared.library("good")
        try FileManager.default.copyItem(atPath: good, toPath: directory.path + "/good.so")
        let instances =
            [ConfiguredInstance(id: Self.bystander, pluginID: "good", configJSON: #"{"greeting":"hi"}"#)]
            + cases.map {
                ConfiguredInstance(id: $0.instance, pluginID: $0.id, configJSON: "{}", secrets: ["token": Secret(Self.secret)])
            }
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
        async let listening: Void = listen()
        do {
            let result = try await body()
            await host.shutdown()
            _ = await (serving, listening)
            return result
        } catch {
            await host.shutdown()
            _ = await (serving, listening)
            throw error
        }
    }

    private func listen() async {
        for await (instance, _) in host.watched() { told.withLock { $0[instance, default: 0] += 1 } }
    }

    /// How many events the watch of a case has told.
    func events(of hostile: HostileCase) -> Int { told.withLock { $0[hostile.instance] ?? 0 } }

    /// Drops the file of a case into the directory, and waits until the host has made up its mind.
    func admit(_ hostile: HostileCase) async throws {
        let bench = try bench(for: hostile)
        switch hostile.material {
        case .source: try bench.put(bench.plain)
        case .file(let trick): try trick.place(bench)
        }
        if case .ignored = hostile.expected {
            try await overtake(hostile, bench)
        } else {
            try await settle(hostile, "look at it") { await isDecided(hostile) }
        }
        guard case .file(let trick) = hostile.material, let change = trick.change else { return }
        try change(bench)
        let digest = try digest(of: bench.path)
        try await settle(hostile, "see it change: \(trick.aftermath)") { await has(hostile, digest, come: trick.aftermath) }
    }

    /// Puts a plugin that nobody asks for behind a file: when that one was seen, so was everything before it.
    private func overtake(_ hostile: HostileCase, _ bench: FileTrick.Bench) async throws {
        let marker = "\(hostile.id)-marker.so"
        let library = try PluginCompiler.shared.library("plain", defining: ["PLUGIN_ID=\"marker\""])
        try bench.put(try Data(contentsOf: URL(fileURLWithPath: library)), as: marker)
        try await settle(hostile, "see what came after it") {
            await host.pluginStates().plugins.contains { $0.file == marker && $0.standing == .notConfigured }
        }
        try FileManager.default.removeItem(atPath: bench.path(marker))
    }

    private func settle(_ hostile: HostileCase, _ what: String, _ condition: () async throws -> Bool) async throws {
        guard try await !comesTrue(within: .seconds(20), condition) else { return }
        throw RigFault("the host does not \(what): \(hostile.id), \(await states(of: hostile).map(\.standing))")
    }

    /// `nil` when there is no such file.
    private func digest(of path: String) throws -> PluginDigest? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try Data(contentsOf: URL(fileURLWithPath: path)).withUnsafeBytes { CryptoContentHash().digest(of: $0) }
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

    private func states(of hostile: HostileCase) async -> [PluginState] {
        await host.pluginStates().plugins.filter { $0.file.contains("\(hostile.id).") }
    }

    private func isDecided(_ hostile: HostileCase) async -> Bool {
        let files = await states(of: hostile)
        guard !files.isEmpty, files.allSatisfy({ $0.standing != .starting && $0.standing != .admitted }) else { return false }
        // One that is to be refused is down for a moment before it is in quarantine.
        guard case .refused(let text) = hostile.expected, !files.contains(where: { $0.standing == .running }) else { return true }
        return await problems(of: hostile).contains(text)
    }

    private func has(_ hostile: HostileCase, _ digest: PluginDigest?, come aftermath: FileTrick.Aftermath) async -> Bool {
        let files = await states(of: hostile)
        if aftermath == .isGone {
            let problems = await problems(of: hostile)
            return files.isEmpty && problems.contains("was removed")
        }
        guard let standing = files.first(where: { $0.digest == digest })?.standing else { return false }
        return switch (aftermath, standing) {
        case (.runs, .running), (.isRefused, .refused), (.waits, .waitingForConsent): true
        default: false
        }
    }

    private func bench(for hostile: HostileCase) throws -> FileTrick.Bench {
        FileTrick.Bench(directory: directory.path, id: hostile.id, plain: try hostile.library())
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
    var instance: InstanceID {
        guard let instance = InstanceID(id) else { preconditionFailure("\(id) is no name for an instance") }
        return instance
    }
}
