import Foundation
import Synchronization
import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("Replacing a plugin under load")
struct ReplacementStormTests {
    /// What the callers saw.
    private final class Ledger: Sendable {
        private let state = Mutex((calls: 0, failed: [String](), wrong: [String]()))

        func note(_ evidence: Evidence, after: String, before: String) {
            state.withLock { state in
                state.calls += 1
                if evidence.finding != .doesNotHold {
                    state.failed.append("\(evidence.finding)")
                } else if evidence.reason < after || evidence.reason > before {
                    state.wrong.append("\(evidence.reason) between \(after) and \(before)")
                }
            }
        }

        var calls: Int { state.withLock { $0.calls } }
        var failed: [String] { state.withLock { $0.failed } }
        var wrong: [String] { state.withLock { $0.wrong } }
    }

    /// What this process holds while one version of the plugin serves and the others are gone.
    private struct Footprint: CustomStringConvertible {
        /// Memory files that hold a version.
        let libraries: Int
        /// Threads by name; what the libraries around us have started too.
        let threads: [String: Int]
        let descriptors: Int
        let residentKilobytes: Int
        let children: Int

        init(file: String) throws {
            if let trim = dlsym(nil, "malloc_trim") {
                _ = unsafeBitCast(trim, to: (@convention(c) (Int) -> Int32).self)(0)
            }
            let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
            self.descriptors = descriptors.count
            libraries = descriptors.count { number in
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)"))?.contains(file) ?? false
            }
            var (threads, children): ([String: Int], Int) = ([:], 0)
            for task in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task") {
                // One that is gone by now is none.
                guard let name = Self.text("/proc/self/task/\(task)/comm") else { continue }
                threads[name.trimmingCharacters(in: .whitespacesAndNewlines), default: 0] += 1
                children += Self.text("/proc/self/task/\(task)/children")?.split(separator: " ").count ?? 0
            }
            (self.threads, self.children) = (threads, children)
            let line = try #require(Self.text("/proc/self/status")?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
            residentKilobytes = try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        }

        private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

        /// Those that belong to plugins.
        var pluginThreads: [String: Int] { threads.filter { $0.key.hasPrefix("plugin") } }
        var allThreads: Int { threads.values.reduce(0, +) }

        var description: String {
            "\(libraries) libraries, \(pluginThreads.values.reduce(0, +)) of \(allThreads) threads for plugins, \(children) "
                + "processes, \(descriptors) descriptors, \(residentKilobytes) KiB"
        }
    }

    /// How much more memory may stay after 180 more replacements, in KiB: the allocator keeps some pages. A worker that was not
    /// let go of would keep the stack of its thread and its buffers, ten times as much.
    private static let driftKilobytesMax = 8 << 10
    /// How many more threads the libraries around us may have at work: their pools grow and shrink.
    private static let driftThreadsMax = 8
    /// How many calls a second there have to be; the callers ask 1,000 times.
    private static let callsPerSecondMin = 900

    /// Whether no other suite runs in this process, whose descriptors and memory would be counted too.
    private static let isAlone = CommandLine.arguments.contains { $0.contains("ReplacementStormTests") }

    @Test("200 versions one after the other under 1,000 calls a second: no call fails, none is answered by a wrong version")
    func storm() async throws {
        var folder = PluginFolder()
        folder.times.settle = 20
        folder.times.probation = 300
        let (file, versions) = ("storm-of-versions.so", (100...300).map { "1.0.\($0)" })
        try folder.put(versions[0], as: file, defining: ["PLUGIN_ID=\"storm\""])
        try await folder.run("storm") { (host) async throws in
            let ledger = Ledger()
            let callers = callers(of: host, ledger)
            let start = ContinuousClock.now
            var swaps = try await replace(versions[1...20], of: host, folder, file)
            let early = try await rest(host, file)
            swaps += try await replace(versions[21...200], of: host, folder, file)
            let late = try await rest(host, file)
            callers.stop()
            await callers.ended()
            let milliseconds = (ContinuousClock.now - start).milliseconds
            let rate = ledger.calls * 1_000 / milliseconds
            print(
                "storm of versions: 200 replacements and \(ledger.calls) calls in \(milliseconds) ms (\(rate) a second); "
                    + "from file to swap: median \(swaps.sorted()[100]) ms, worst \(swaps.max() ?? 0) ms, "
                    + "of which \(folder.times.settle) ms to settle\nafter 20: \(early)\nafter 200: \(late)")
            #expect(ledger.failed.isEmpty, "\(ledger.failed.count) failed: \(ledger.failed.prefix(3))")
            #expect(ledger.wrong.isEmpty, "\(ledger.wrong.count) wrong: \(ledger.wrong.prefix(3))")
            guard Self.isAlone else {
                return print("storm of versions: its rate and its footprint are not judged, because other suites run beside it")
            }
            #expect(rate >= Self.callsPerSecondMin, "what is asked of this machine is not what the test is about")
            #expect(late.descriptors == early.descriptors)
            #expect(late.children == early.children)
            #expect(late.pluginThreads == early.pluginThreads)
            #expect(late.allThreads <= early.allThreads + Self.driftThreadsMax, "\(early.threads) -> \(late.threads)")
            #expect(late.residentKilobytes - early.residentKilobytes <= Self.driftKilobytesMax)
        }
    }

    /// Puts one version after the other, and waits until each has taken over. Returns how long each took, in milliseconds.
    private func replace(
        _ versions: ArraySlice<String>, of host: PluginAuthorisers, _ folder: PluginFolder, _ file: String
    ) async throws -> [Int] {
        var swaps: [Int] = []
        for version in versions {
            try folder.put(version, as: file, defining: ["PLUGIN_ID=\"storm\""])
            let put = ContinuousClock.now
            try await host.states("\(version) takes over") { $0.version(version)?.standing == .running }
            swaps.append((ContinuousClock.now - put).milliseconds)
        }
        return swaps
    }

    /// What is left when the replaced ones are gone.
    private func rest(_ host: PluginAuthorisers, _ file: String) async throws -> Footprint {
        try await eventually("the replaced ones are gone, and the kept file too") {
            guard host.workers().count == 1 else { return false }
            let now = try Footprint(file: file)
            // The newest version alone is kept: in the plan of its worker.
            return now.libraries == 1 && (!Self.isAlone || now.children == 1)
        }
        return try Footprint(file: file)
    }

    /// Four tasks that ask 250 times a second each.
    private func callers(of host: PluginAuthorisers, _ ledger: Ledger) -> Callers {
        Callers(tasks: 4, everyMilliseconds: 4) {
            let after = await Self.version(of: host)
            let evidence = await host.evaluate([PluginRig.subject], requirementJSON: "{}", at: PluginRig.instance)
            ledger.note(evidence[0], after: after, before: await Self.version(of: host))
        }
    }

    /// The version that calls go to at this moment.
    private static func version(of host: PluginAuthorisers) async -> String {
        await host.instances().first?.plugin?.version ?? ""
    }
}

/// Tasks that do something again and again, at a steady rate.
private final class Callers {
    private let rhythms: [Ticks]
    private let work: Task<Void, Never>

    init(tasks: Int, everyMilliseconds: Int, _ body: @escaping @Sendable () async -> Void) {
        let rhythms = (0..<tasks).map { _ in Ticks(everyMilliseconds: everyMilliseconds, makingUp: true) }
        self.rhythms = rhythms
        let streams = rhythms.map(\.stream)
        work = Task {
            await withTaskGroup(of: Void.self) { group in
                for stream in streams {
                    group.addTask { for await _ in stream { await body() } }
                }
            }
        }
    }

    func stop() {
        for rhythm in rhythms { rhythm.stop() }
    }

    func ended() async { await work.value }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int { Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}
