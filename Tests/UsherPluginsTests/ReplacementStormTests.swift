import Dispatch
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

    /// What one plugin holds of this process, told apart from what other tests hold by the names that it has given.
    private struct Footprint: CustomStringConvertible {
        let libraries: Int
        let threads: Int
        let workers: Int
        let descriptors: Int
        let residentKilobytes: Int

        init(_ host: PluginAuthorisers, file: String) throws {
            let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
            self.descriptors = descriptors.count
            libraries = descriptors.count { number in
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)"))?.contains(file) ?? false
            }
            threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count { number in
                let name = try? String(contentsOfFile: "/proc/self/task/\(number)/comm", encoding: .utf8)
                return name?.hasPrefix("plugin storm") ?? false
            }
            workers = host.workers().count
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
            residentKilobytes = try #require(Int(line.split(separator: " ")[1]))
        }

        var description: String {
            "\(libraries) libraries, \(threads) threads, \(workers) workers; whole process: \(descriptors) descriptors, "
                + "\(residentKilobytes) kB"
        }
    }

    @Test("200 versions one after the other under 1,000 calls a second: no call fails, none is answered by a wrong version")
    func storm() async throws {
        var folder = PluginFolder()
        folder.times.settle = 20
        folder.times.probation = 300
        let (file, versions) = ("storm-of-versions.so", (100...300).map { "1.0.\($0)" })
        try folder.put(versions[0], as: file, defining: ["PLUGIN_ID=\"storm\""])
        try await folder.run("storm") { (host) async throws in
            let ledger = Ledger()
            let callers = await callers(of: host, ledger)
            var swaps: [Int] = []
            var early: Footprint?
            let start = ContinuousClock.now
            for version in versions.dropFirst() {
                try folder.put(version, as: file, defining: ["PLUGIN_ID=\"storm\""])
                let put = ContinuousClock.now
                try await host.states("\(version) takes over") { $0.version(version)?.standing == .running }
                swaps.append((ContinuousClock.now - put).milliseconds)
                if version == versions[20] { early = try Footprint(host, file: file) }
            }
            let seconds = (ContinuousClock.now - start).milliseconds / 1_000
            callers.stop()
            await callers.ended()
            try await eventually("the replaced ones are gone") {
                let now = try Footprint(host, file: file)
                return now.workers == 1 && now.threads == 1 && now.libraries == 1
            }
            let late = try Footprint(host, file: file)
            print(
                "200 replacements in \(seconds) s, \(ledger.calls) calls (\(ledger.calls / max(1, seconds)) a second); "
                    + "from file to swap: median \(swaps.sorted()[100]) ms, worst \(swaps.max() ?? 0) ms, "
                    + "of which \(folder.times.settle) ms to settle; after 20: \(early.map(\.description) ?? ""); "
                    + "at the end: \(late)")
            #expect(ledger.calls > 5_000)
            #expect(ledger.failed.isEmpty, "\(ledger.failed.prefix(3))")
            #expect(ledger.wrong.isEmpty, "\(ledger.wrong.prefix(3))")
        }
    }

    /// Four tasks that ask 250 times a second each.
    private func callers(of host: PluginAuthorisers, _ ledger: Ledger) async -> Callers {
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
    private let timers: [any DispatchSourceTimer]
    private let streams: [AsyncStream<Void>.Continuation]
    private let work: Task<Void, Never>

    init(tasks: Int, everyMilliseconds: Int, _ body: @escaping @Sendable () async -> Void) {
        let pairs = (0..<tasks).map { _ in AsyncStream.makeStream(of: Void.self) }
        streams = pairs.map(\.continuation)
        timers = pairs.map { pair in
            let timer = DispatchSource.makeTimerSource()
            timer.schedule(deadline: .now(), repeating: .milliseconds(everyMilliseconds))
            timer.setEventHandler { pair.continuation.yield() }
            timer.activate()
            return timer
        }
        work = Task {
            await withTaskGroup(of: Void.self) { group in
                for pair in pairs {
                    group.addTask { for await _ in pair.stream { await body() } }
                }
            }
        }
    }

    func stop() {
        for timer in timers { timer.cancel() }
        for stream in streams { stream.finish() }
    }

    func ended() async { await work.value }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int { Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}
