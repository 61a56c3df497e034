import ArgumentParser
import Dispatch
import Foundation
import UsherDomain
import UsherPlugins

/// How long it takes from a new version's file until calls go to it, while a thousand calls a second are asked.
struct MeasureReplacement: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "replace")

    @OptionGroup var measured: MeasuredPlugin
    @Option(help: "The requirement to ask about.") var requirement: String
    @Option(help: "How many versions to put there.") var rounds = 40

    private static let callsPerSecond = 1_000
    /// How long a file must be left alone before it is looked at: not part of the work, and taken off the figure.
    private static let settleMilliseconds: Int64 = 20

    func run() async throws {
        var settings = measured.settings
        settings.times.settle = Self.settleMilliseconds
        let first = try Data(contentsOf: URL(fileURLWithPath: measured.path))
        let plugins = try measured.host(MeasuredPlugin.silent, settings)
        try await plugins.start()
        async let serving: Void = plugins.run()
        let (ticks, ticking) = AsyncStream.makeStream(of: Void.self)
        let timer = DispatchSource.makeTimerSource()
        timer.schedule(deadline: .now(), repeating: .nanoseconds(1_000_000_000 / Self.callsPerSecond))
        timer.setEventHandler { ticking.yield() }
        timer.activate()
        let calls = Task { try await ask(plugins, at: ticks) }
        var swaps: [Int64] = []
        for round in 1...rounds {
            let version = "1.\(round / 10).\(round % 10)"
            try put(first, version)
            let taken = await nanoseconds {
                var states = await plugins.pluginStates()
                while !states.plugins.contains(where: { $0.version == version && $0.standing == .running }) {
                    states = await plugins.pluginStates(after: states.revision)
                }
            }
            swaps.append(taken - Self.settleMilliseconds * 1_000_000)
        }
        timer.cancel()
        ticking.finish()
        let count = try await calls.value
        await plugins.shutdown()
        await serving
        let samples = Samples(swaps)
        report(["p50_ms": samples.microseconds(0.5) / 1_000, "worst_ms": samples.microseconds(1) / 1_000, "calls": Double(count)])
    }

    /// The same library with another version in its manifest, put there in one step.
    private func put(_ library: Data, _ version: String) throws {
        var library = library
        guard let place = library.range(of: Data("\"version\":\"1.0.0\"".utf8)) else {
            throw ValidationError("the plugin does not say \"version\":\"1.0.0\"")
        }
        library.replaceSubrange(place, with: Data("\"version\":\"\(version)\"".utf8))
        let new = measured.directory + "/.new"
        guard FileManager.default.createFile(atPath: new, contents: library, attributes: [.posixPermissions: 0o644]),
            rename(new, measured.path) == 0
        else { throw ValidationError("the new version cannot be written to \(measured.directory)") }
    }

    /// Asks once a tick, to the last. A call without an answer ends the measurement.
    private func ask(_ plugins: PluginAuthorisers, at ticks: AsyncStream<Void>) async throws -> Int {
        let subject = Subject(accountID: "4711", pseudonym: String(repeating: "a", count: 64))
        var count = 0
        for await _ in ticks {
            let evidence = await plugins.evaluate([subject], requirementJSON: requirement, at: measured.instance)
            guard evidence.first?.finding == .holds else {
                throw ValidationError("a call failed while versions changed: \(evidence)")
            }
            count += 1
        }
        return count
    }
}
