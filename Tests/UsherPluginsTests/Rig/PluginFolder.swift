import Foundation
import Testing
import UsherDomain
import UsherPlugins
import UsherStore
import UsherTesting

/// A plugin directory in which versions of one plugin come and go while a plugin host watches it.
struct PluginFolder {
    let rig = PluginRig()
    /// Short, so that tests do not wait; long enough that a busy machine keeps them.
    var times: ReplacementTimes = {
        var times = ReplacementTimes()
        times.settle = 40
        times.breath = 5
        times.directoryAgain = 100
        times.recheck = 50
        times.again = 60_000
        return times
    }()

    var path: String { rig.folder.path }

    /// The library of a version `1.0.100` to `9.9.999`, made of one that was compiled once.
    static func library(_ version: String, _ source: String = "versioned", defining definitions: [String] = []) throws -> Data {
        let compiled = try PluginCompiler.shared.library(source, defining: definitions)
        var data = try Data(contentsOf: URL(fileURLWithPath: compiled))
        precondition(version.utf8.count == 7, "a version of another length would move the bytes behind it")
        var start = data.startIndex
        while let place = data.range(of: Data("1.0.100".utf8), in: start..<data.endIndex) {
            data.replaceSubrange(place, with: Data(version.utf8))
            start = place.upperBound
        }
        return data
    }

    /// Puts a file there in one step, as an installer should.
    func put(_ data: Data, as file: String = "plugin.so") throws {
        let new = path + "/.new"
        #expect(FileManager.default.createFile(atPath: new, contents: data, attributes: [.posixPermissions: 0o644]))
        #expect(rename(new, path + "/" + file) == 0)
    }

    func put(_ version: String, as file: String = "plugin.so", defining definitions: [String] = []) throws {
        try put(Self.library(version, defining: definitions), as: file)
    }

    func remove(_ file: String = "plugin.so") throws {
        try FileManager.default.removeItem(atPath: path + "/" + file)
    }

    func digest(_ data: Data) -> PluginDigest { data.withUnsafeBytes { CryptoContentHash().digest(of: $0) } }

    /// Runs the plugin `versioned` for one instance, `gate`, while `body` runs.
    func run(
        _ pluginID: String = "versioned", config: String = "{}", deadlines: CallDeadlines = CallDeadlines(),
        _ body: (PluginAuthorisers) async throws -> Void
    ) async throws {
        var settings = rig.settings(deadlines)
        settings.times = times
        let configured = ConfiguredInstance(id: PluginRig.instance, pluginID: pluginID, configJSON: config)
        try await rig.run([configured], settings: settings, body)
    }
}

extension PluginAuthorisers {
    /// The version that answers; `nil` when nobody does.
    func version() async throws -> String? {
        let evidence = try await evaluateOnce()
        return evidence.finding == .doesNotHold ? evidence.reason : nil
    }

    /// Why the instance `gate` does not run; `nil` when it does.
    func trouble() async throws -> String? {
        guard case .down(let reason) = try #require(await instances().first).health else { return nil }
        return reason
    }

    /// Waits until the states are as they should be, and returns them.
    @discardableResult
    func states(
        _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation,
        _ condition: @escaping @Sendable ([PluginState]) -> Bool
    ) async throws -> [PluginState] {
        let limit = ContinuousClock.now + .seconds(20)
        var states = await pluginStates()
        while !condition(states.plugins), ContinuousClock.now < limit {
            let revision = states.revision
            states = await withTaskGroup(of: PluginStates?.self) { group in
                group.addTask { await self.pluginStates(after: revision) }
                group.addTask {
                    _ = try? await comesTrue(within: .seconds(5)) { Task.isCancelled }
                    return nil
                }
                let first = await group.next() ?? nil
                group.cancelAll()
                guard let first else { return await self.pluginStates() }
                return first
            }
        }
        if !condition(states.plugins) {
            Issue.record(
                "\(what): \(states.plugins.map { "\($0.file) \($0.version) \($0.standing) \($0.lastChange as Any)" })",
                sourceLocation: sourceLocation)
        }
        return states.plugins
    }
}

extension [PluginState] {
    /// The one file of this version.
    func version(_ version: String) -> PluginState? { first { $0.version == version } }
}
