import Foundation
import Testing
import UsherTesting

@testable import usher_simulate

/// Runs the simulator as `make simulate` does: in a process of its own, in which the same seed is the same history.
@Suite("Simulated histories", .serialized)
struct SimulationTests {
    @Test("no history breaks a law, and all come to rest where the rules want them")
    func histories() throws {
        let run = try Simulator.run(["--seeds", Self.seeds])
        print("simulated histories from 1: \(run.output)")
        #expect(run.code == 0, "\(run.output)")
    }

    @Test("nor does one that nobody has seen before")
    func newHistories() throws {
        let start = ProcessInfo.processInfo.environment["USHER_FROM"] ?? "\(Int.random(in: 10_000_000...1_000_000_000))"
        // Fewer: what these find may be older than the change that is being tested.
        let count = "\(max((Int(Self.seeds) ?? 0) / 16, 1))"
        let run = try Simulator.run(["--seeds", count, "--from", start])
        print("simulated histories again: make simulate SEEDS=\(count) FROM=\(start): \(run.output)")
        #expect(run.code == 0, "make simulate SEEDS=\(count) FROM=\(start): \(run.output)")
    }

    /// How many histories of the first kind: what a debug build does in two minutes, unless somebody says more.
    private static var seeds: String { ProcessInfo.processInfo.environment["USHER_SEEDS"] ?? "150" }

    @Test("the same seed is the same history")
    func repeats() throws {
        let first = try Simulator.run(["--seed", "7"])
        #expect(first.output.split(separator: "\n").count > 50)
        #expect(try Simulator.run(["--seed", "7"]).output == first.output)
    }

    @Test("a daemon with a defect is found out", arguments: Sabotage.allCases)
    func sabotage(_ sabotage: Sabotage) throws {
        // What nobody answers taken for a "no" lets people in under a `not`, too, which is found first: so all of them are run.
        let amount = sabotage == .believesOutages ? ["--seeds", "60", "--all"] : ["--seeds", "600"]
        let run = try Simulator.run(amount + ["--sabotage", sabotage.rawValue])
        #expect(run.code != 0, "\(run.output)")
        #expect(sabotage.verdicts.contains { run.output.contains($0) }, "\(run.output)")
    }
}

extension Sabotage: CustomTestStringConvertible {
    public var testDescription: String { rawValue }

    /// What the judge says of it: one of these.
    fileprivate var verdicts: [String] {
        switch self {
        case .believesOutages: ["law 1"]
        case .fillsEmptyRules: ["law 2"]
        case .ignoresBrakes: ["law 4"]
        case .dropsAudit: ["law 5"]
        case .repeatsActs: ["law 6"]
        case .invitesLeavers: ["about somebody who was left"]
        case .overlooksStrangers: ["is still in"]
        case .ignoresPhases: ["the room only"]
        case .ignoresGrace: ["grace period", "removed untold", "removed before"]
        case .forgetsPause: ["the loop is paused"]
        case .forgetsReprieves: ["reprieved"]
        case .forgetsExemptions: ["exempt"]
        case .losesInvitations: ["was not invited", "it does not converge"]
        case .forgetsTries: ["law 5"]
        case .doubtsEverything: ["entries"]
        case .ignoresRedefinitions: ["law 1", "law 2", "is still in", "was not invited"]
        case .overlooksStillness: ["the sync has failed for long"]
        }
    }
}

/// The program that was built beside the tests, or the faster one that `USHER_SIMULATOR` names.
private enum Simulator {
    static func run(_ arguments: [String]) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL =
            ProcessInfo.processInfo.environment["USHER_SIMULATOR"].map { URL(filePath: $0) }
            ?? Places.built.appending(path: "usher-simulate")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
