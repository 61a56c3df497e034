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

    @Test("--in-process prints JSON when it is asked for")
    func inProcessJSON() throws {
        let (code, report) = try Checker.check(bad, ["--only", "calls.strange-texts", "--in-process"])
        #expect(code == 1 && report.tests.map(\.id) == ["calls.strange-texts"])
        #expect(report.errors.contains { $0.what.contains("reason is not UTF-8") })
    }

    @Test("a plugin whose configuration is refused is told that nothing is known about it")
    func refused() throws {
        let run = try Checker.run([try Compiler.shared.library("\(Places.mistakes)/refuses_silently.c"), "--config", "{}"])
        #expect(run.code == 0)
        #expect(run.output.contains("tests were skipped because create() refused the configuration"))
        #expect(!(try Checker.run([good]).output.contains("refused the configuration")))
    }

    @Test("a round with random bytes of the host comes again with its seed", arguments: ["fuzz.calls", "actions.called"])
    func randomness(_ test: String) throws {
        let file = try Compiler.shared.library("\(Places.mistakes)/fails_by_chance.c")
        let finding = try #require(
            try Checker.check(file, ["--only", test, "--seed", "5", "--rounds", "400"]).report.errors.first)
        let again = try Checker.check(file, ["--only", test, "--reproduce", finding.seed, "--rounds", "400"]).report
        #expect(again.errors.map(\.what) == [finding.what])
    }

    @Test(
        "where the kernel cannot lock a plugin in, it is not run, unless that is accepted, and then everybody is told",
        .enabled(if: Kernel.isWhole, "this kernel lacks what is taken away here"),
        arguments: [("LACKS_LANDLOCK=1", "Landlock"), ("LACKS_FILTERS=1", "seccomp filters")])
    func gaps(definition: String, name: String) throws {
        let launcher = try Compiler.shared.program(Places.launcher, defining: [definition])
        let refused = try Checker.run([Places.checker, good, "--only", "evaluate.answer"], by: launcher)
        #expect(refused.code == 2 && refused.output.isEmpty)
        #expect(refused.errors.contains("this kernel lacks \(name)") && refused.errors.contains("--best-effort"))
        let accepted = try Checker.run([Places.checker, good, "--only", "evaluate.answer", "--best-effort"], by: launcher)
        #expect(accepted.code == 0 && accepted.output.contains("not locked in, because this kernel lacks \(name)"))
        let json = try Checker.run([Places.checker, good, "--only", "evaluate.answer", "--best-effort", "--json"], by: launcher)
        let report = try JSONDecoder().decode(Checker.Report.self, from: Data(json.output.utf8))
        #expect(report.gaps.count == 1 && report.gaps[0].hasPrefix(name))
    }

    @Test("a file whose offsets lead beyond all numbers is none of the plugin's crashes")
    func wildOffsets() throws {
        var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: good)))
        // e_shoff, where the sections lie: the loader does not look there.
        bytes.replaceSubrange(40..<48, with: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])
        let file = FileManager.default.temporaryDirectory.appending(path: "usher-wild-\(getpid()).so")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(bytes).write(to: file)
        let (code, report) = try Checker.check(file.path, ["--only", "load."])
        #expect(code == 0 && report.findings.isEmpty, "\(report.findings)")
    }

    @Test("a file that is no plugin is one finding, and nothing else is tried with it")
    func noPlugin() throws {
        let text = FileManager.default.temporaryDirectory.appending(path: "usher-no-plugin-\(getpid()).so")
        defer { try? FileManager.default.removeItem(at: text) }
        try Data("<html>404 not found</html>".utf8).write(to: text)
        let (code, report) = try Checker.check(text.path)
        #expect(code == 1 && report.errors.count == 1)
        #expect(report.errors.first?.what.contains("no shared library") == true)
        #expect(report.tests.dropFirst().allSatisfy { $0.state == "skipped" })
        let told = try Checker.run([text.path]).output
        #expect(told.contains("tests were skipped because load.open failed: put that right first"))
        #expect(!told.contains("evaluate.answer"), "what was not tried is only counted")
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
