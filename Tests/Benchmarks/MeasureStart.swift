import ArgumentParser
import FoundationEssentials
import Logging
import UsherDomain
import UsherPlugins

/// How long a plugin takes from being a file to serving calls, and what its worker then holds of the machine's memory.
struct MeasureStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "start")

    @OptionGroup var measured: MeasuredPlugin
    @Option(help: "How often to start it.") var rounds = 20

    func run() async throws {
        var starts: [Int64] = []
        var memory = WorkerMemory()
        for _ in 0..<rounds {
            let plugins = try measured.host(MeasuredPlugin.silent)
            starts.append(try await nanoseconds { try await plugins.start() })
            guard let worker = plugins.workers().first, worker.isServing, let pid = worker.pid else {
                throw ValidationError("the plugin does not serve: \(plugins.problems())")
            }
            memory = try WorkerMemory(of: pid)
            await plugins.shutdown()
        }
        report([
            "p50_ms": Samples(starts).microseconds(0.5) / 1_000, "resident_mb": memory.megabytes("Rss"),
            "private_dirty_mb": memory.megabytes("Private_Dirty"), "written_mb": memory.megabytes("Anonymous"),
        ])
    }
}

/// What Linux says that a process holds.
private struct WorkerMemory {
    private var kilobytes: [Substring: Double] = [:]

    init() {}

    init(of pid: Int32) throws {
        for line in try String(contentsOfFile: "/proc/\(pid)/smaps_rollup", encoding: .utf8).split(separator: "\n").dropFirst() {
            let words = line.split(separator: " ")
            kilobytes[words[0].dropLast()] = Double(words[1])
        }
    }

    func megabytes(_ key: Substring) -> Double { (kilobytes[key] ?? .nan) / 1_024 }
}
