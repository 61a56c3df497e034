import Foundation
import Testing

@Suite("The driver of the checker")
struct DriverTests {
    private let good: String
    private let bad: String

    init() throws {
        good = try Compiler.shared.library("\(Places.good)/none.c")
        bad = try Compiler.shared.library("\(Places.mistakes)/cuts_a_character.c")
    }

    @Test("the exit code is 0 without findings, 1 with findings and 2 when nothing could be checked")
    func exitCodes() throws {
        #expect(try Checker.run([good, "--only", "load."]).code == 0)
        #expect(try Checker.run([bad, "--only", "calls.strange-texts"]).code == 1)
        #expect(try Checker.run(["--help"]).code == 0)
        for arguments in [
            [], ["--no-such-option"], ["/no/such/file.so"], [good, "--only", "no.such-test"], [good, "--config", "not JSON"],
            [good, "--config", "@/no/such/file"], [good, "--seed", "minus"], [good, "--in-process"], [good, "other.so"],
        ] {
            let run = try Checker.run(arguments)
            #expect(run.code == 2 && run.errors.contains("usher plugins check: "), "\(arguments)")
        }
    }

    @Test("--list names every test once, also as JSON, with the rules that it checks")
    func list() throws {
        struct List: Decodable {
            struct Test: Decodable {
                let id: String
                let title: String
                let rules: [String]
            }

            let checker: Int
            let tests: [Test]
        }
        let list = try JSONDecoder().decode(List.self, from: Data(try Checker.run(["--list", "--json"]).output.utf8))
        #expect(list.checker == 1 && list.tests.count > 30)
        #expect(Set(list.tests.map(\.id)).count == list.tests.count)
        #expect(list.tests.allSatisfy { !$0.rules.isEmpty && !$0.title.isEmpty && $0.id.contains(".") })
        let text = try Checker.run(["--list"]).output
        #expect(list.tests.allSatisfy { text.contains($0.id) })
    }

    @Test("what a finding names reproduces it, and the same seed finds the same")
    func reproduction() throws {
        let first = try Checker.check(bad, ["--only", "fuzz.calls", "--seed", "12", "--rounds", "200"]).report
        let second = try Checker.check(bad, ["--only", "fuzz.calls", "--seed", "12", "--rounds", "200"]).report
        let finding = try #require(first.errors.first)
        #expect(second.errors.map(\.seed) == first.errors.map(\.seed))
        #expect(finding.seed != "12" && finding.reproduce.hasSuffix("--only fuzz.calls --reproduce \(finding.seed)"))
        let again = try Checker.check(bad, ["--only", "fuzz.calls", "--reproduce", finding.seed]).report
        #expect(again.errors.map(\.what) == [finding.what])
    }

    @Test("--in-process runs one test without a process of its own")
    func inProcess() throws {
        let run = try Checker.run([bad, "--only", "calls.strange-texts", "--in-process"])
        #expect(run.code == 1 && run.output.contains("reason is not UTF-8"))
        let needsZero = try Compiler.shared.library("\(Places.mistakes)/needs_a_zero.c")
        let crash = try Checker.run([needsZero, "--only", "evaluate.answer", "--in-process"])
        #expect(crash.code == SIGSEGV, "a debugger sees the crash")
    }

    @Test("people read the rule, the function, what to change and the command to see it again, and each thing once")
    func humanText() throws {
        let run = try Checker.run([bad, "--seed", "12"])
        #expect(run.code == 1)
        for part in [
            "seed 12", "FAILED   calls.strange-texts", "R3 (strings) in evaluate: ", "change: ",
            "again: usher plugins check ", "the same as in calls.strange-texts", "skipped  watch.stops",
            "because it has no watch",
        ] {
            #expect(run.output.contains(part), "\(part)")
        }
        #expect(run.output.components(separatedBy: "reason is not UTF-8").count == 2)
    }

    @Test("a file that is no plugin is one finding, and nothing else is tried with it")
    func noPlugin() throws {
        let text = FileManager.default.temporaryDirectory.appending(path: "usher-no-plugin-\(getpid()).so")
        defer { try? FileManager.default.removeItem(at: text) }
        try Data("<html>404 not found</html>".utf8).write(to: text)
        let (code, report) = try Checker.check(text.path)
        #expect(code == 1 && report.errors.count == 1)
        #expect(report.errors.first?.what.contains("cannot be loaded") == true)
        #expect(report.tests.dropFirst().allSatisfy { $0.state == "skipped" })
    }

    @Test("`usher plugins check` passes options and exit codes through")
    func command() throws {
        let usher = Process()
        usher.executableURL = Places.built.appending(path: "usher")
        usher.arguments = ["plugins", "check", bad, "--only", "calls.strange-texts", "--json"]
        let output = Pipe()
        usher.standardOutput = output
        try usher.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        usher.waitUntilExit()
        #expect(usher.terminationStatus == 1)
        #expect(try JSONDecoder().decode(Checker.Report.self, from: text).tests.map(\.id) == ["calls.strange-texts"])
    }
}
