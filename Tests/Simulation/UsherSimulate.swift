import ArgumentParser
import Foundation
import Synchronization
import UsherTesting

/// Runs the real engine over a simulated world, one history for each seed, and tells of the first that breaks a law. Used by
/// `make simulate` and the tests; docs/contributing/simulation.md says how.
///
/// - In here: the world around a daemon (World), what happens in it (History), and who decides whether it was right (Judge).
/// - Not in here: anything of the engine; the homeserver and the third parties, which are in Tests/Support.
@main
struct UsherSimulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usher-simulate", abstract: "Runs simulated histories of the loop over rooms.")

    @Option(help: "How many histories.")
    var seeds = 1_000
    @Option(help: "The first seed; the others follow it.")
    var from: UInt64 = 1
    @Option(help: "One history alone, told as it goes on.")
    var seed: UInt64?
    @Option(help: "How many at once.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount
    @Option(
        help:
            "A defect to put into the daemon: it must be found. One of \(Sabotage.allCases.map(\.rawValue).joined(separator: ", "))."
    )
    var sabotage: Sabotage?
    @Flag(help: "Go on after a failure, and count.")
    var all = false

    func run() throws {
        try Repeatable.ensure()
        let template = try StoreTemplate()
        if let seed {
            let outcome = History(seed: seed, template: template, sabotage: sabotage) { say($0) }()
            print(outcome.broken.map { "seed \(seed) is broken: \($0)" } ?? "seed \(seed) is sound")
            throw outcome.broken == nil ? ExitCode.success : ExitCode.failure
        }
        let crowd = Crowd(first: from, count: seeds, jobs: jobs, sabotage: sabotage, goesOn: all)
        guard try crowd.run(template) else { throw ExitCode.failure }
    }
}

extension Sabotage: ExpressibleByArgument {}
