import Foundation
import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("What a plugin writes")
struct PluginOutputTests {
    /// Whatever it says reaches the log in these words.
    private static let (says, prints, dropped) = ("plugin says", "plugin prints", "plugin writes too much")

    private func lines(_ log: LogCapture, _ message: String) -> [String] { log.lines.filter { $0.contains(message) } }

    @Test("A hundred lines a second reach the log, the rest is counted, and the next second begins anew")
    func rate() {
        let log = LogCapture()
        var output = PluginOutput(logger: log.logger, redactor: Redactor())
        defer { output.deallocate() }
        let first = (0..<250).map { output.log(level: 2, text: "line \($0)", now: 1_000 + Int64($0)) }
        #expect(first.allSatisfy { $0 })
        #expect(lines(log, Self.says).count == 100)
        #expect(lines(log, Self.dropped).isEmpty && output.owesReport)
        let mayRead = output.mayRead(now: 2_000)
        #expect(mayRead && !output.owesReport)
        #expect(lines(log, Self.dropped).map { $0.contains("dropped_lines=150") } == [true])
        _ = output.log(level: 2, text: "afterwards", now: 2_001)
        #expect(log.says(Self.says, "afterwards"))
    }

    @Test("Who logs 5,000 times in a second is not honest")
    func dishonest() {
        let log = LogCapture()
        var output = PluginOutput(logger: log.logger, redactor: Redactor())
        defer { output.deallocate() }
        let taken = (1...5_001).map { _ in output.log(level: 1, text: "again", now: 1_000) }
        #expect(taken.firstIndex(of: false) == 5_000)
        let later = output.log(level: 1, text: "later", now: 2_000)
        #expect(later)
    }

    @Test(
        "Levels are kept, control characters are not",
        arguments: [(1, "debug"), (2, "info"), (3, "warning"), (4, "error"), (99, "error"), (-1, "debug")])
    func levels(level: Int32, name: String) {
        let log = LogCapture()
        var output = PluginOutput(logger: log.logger, redactor: Redactor())
        defer { output.deallocate() }
        _ = output.log(level: level, text: "one\n2026-01-01 forged \u{1b}[31mred", now: 1_000)
        #expect(log.count == 1 && log.text.hasPrefix("\(name) \(Self.says)"))
        #expect(!log.text.contains("\u{1b}") && !log.text.contains("\n"))
    }

    @Test("What was dropped in the last second of a worker is told when it ends")
    func end() {
        let log = LogCapture()
        var output = PluginOutput(logger: log.logger, redactor: Redactor())
        defer { output.deallocate() }
        for _ in 0..<101 { _ = output.log(level: 2, text: "x", now: 1_000) }
        output.close()
        #expect(log.says(Self.dropped, "dropped_lines=1"))
    }

    @Test("A plugin that logs and prints without end is heard and told apart, and what was left out is told when it falls silent")
    func flood() async throws {
        try await PluginRig.run("flood") { (host, rig) async throws in
            let start = ContinuousClock.now
            #expect(try await host.evaluateOnce().finding == .holds)
            try await eventually("what was dropped is told", within: .seconds(20)) {
                rig.log.says(Self.dropped, "plugin=hostile", "dropped_lines=")
            }
            let seconds = (ContinuousClock.now - start).milliseconds / 1_000 + 2
            let heard = lines(rig.log, Self.says) + lines(rig.log, Self.prints)
            #expect(heard.count >= 100 && heard.count <= 100 * seconds, "\(heard.count) in \(seconds) s")
            #expect(heard.allSatisfy { $0.contains("plugin=hostile") && $0.utf8.count < 6_000 })
            #expect(try host.worker().crashes == 0)
        }
    }

    @Test("What a plugin prints, complains and logs reaches the log under its name")
    func ways() async throws {
        try await PluginRig.run("supervised") { (host, rig) async throws in
            #expect(try await host.evaluateOnce(#"{"write":1}"#).finding == .holds)
            try await eventually("it is heard") {
                rig.log.says(Self.prints, "plugin=hostile", "text=printed by the plugin")
                    && rig.log.says(Self.prints, "plugin=hostile", "text=complained by the plugin")
                    && rig.log.says("warning \(Self.says)", "plugin=hostile", "text=logged by the plugin")
            }
        }
    }
}
