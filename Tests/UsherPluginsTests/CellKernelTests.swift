import Foundation
import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("What the cell needs of a kernel", .enabled(if: CellRig.isWhole, "this kernel lacks Landlock or seccomp filters"))
struct CellKernelTests {
    /// Runs a program and returns its status and what it printed.
    private func run(_ path: String, _ arguments: [String]) throws -> (Int32, String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test("Every version of Landlock closes the files", arguments: 1...7, [0, 1])
    func landlock(version: Int, threaded: Int) throws {
        let program = try CellRig.program("cell_alone", withCell: true)
        let (status, text) = try run(program, ["landlock", "\(version)", "\(threaded)"])
        if status == 77 { try Test.cancel("\(text)") }
        #expect(status == 0, "\(text)")
    }

    @Test("A connection that the host hands over can be used, and cannot be led elsewhere")
    func descriptors() throws {
        let (status, text) = try run(try CellRig.program("cell_alone", withCell: true), ["descriptors"])
        #expect(status == 0, "\(text)")
    }

    @Test(
        "Where the kernel lacks something essential no plugin is loaded, and the reason says what and what to do",
        arguments: [("LACKS_LANDLOCK=1", "Landlock"), ("LACKS_FILTERS=1", "seccomp filters")])
    func refusal(definition: String, name: String) async throws {
        let rig = PluginRig()
        try rig.add("good")
        var settings = rig.settings
        settings.workerExecutable = try CellRig.worker(definition)
        let catalogue = try await Catalogue.scan(settings, logger: rig.log.logger)
        guard case .failure(let problem)? = catalogue.entries.first?.plugin else {
            Issue.record("it was loaded")
            return
        }
        #expect(problem.text.contains("this kernel lacks \(name)") && problem.text.contains("sandbox: best-effort"), "\(problem)")
        #expect(!problem.text.contains(" and "), "\(problem)")

        settings.sandbox = .bestEffort
        let accepted = try await Catalogue.scan(settings, logger: rig.log.logger)
        #expect(throws: Never.self) { try accepted.entries.first?.plugin.get() }
    }

    @Test("Without Landlock the other lock holds, and without filters too: nothing is opened once the plugin is loaded")
    func halves() async throws {
        let worker = try CellRig.worker("LACKS_LANDLOCK=1")
        try await Breaker.run(worker: worker, policy: .bestEffort) { (breaker, _) async throws in
            #expect(try await breaker.attempt("read", on: breaker.secret) == "EACCES")
            #expect(try await breaker.attempt("tcp") == "EPERM")
            // That is the door which stands open.
            #expect(try await breaker.attempt("read", when: "early") == "done")
        }
        try await Breaker.run(worker: try CellRig.worker("LACKS_FILTERS=1"), policy: .bestEffort, triesEarly: false) {
            (breaker, _) async throws in
            #expect(try await breaker.attempt("read", on: breaker.secret) == "EACCES")
            #expect(try await breaker.attempt("exec") == "EACCES")
        }
    }

    @Test("On a kernel from before MDWE memory that is written is not run either, and the gap is no obstacle")
    func olderKernel() async throws {
        try await Breaker.run(worker: try CellRig.worker("LACKS_MDWE=1")) { (breaker, _) async throws in
            for attempt in ["map_all", "map_code", "protect_code", "protect_key", "unprotect_code"] {
                for when in ["early", "now"] {
                    #expect(try await breaker.attempt(attempt, when: when) == "EPERM", "\(attempt) \(when)")
                }
            }
            let gaps = try #require(breaker.host.workers().first { $0.pluginID == "hostile" }).cellGaps
            #expect(gaps.names.contains { $0.hasPrefix("PR_SET_MDWE") } && gaps.isDisjoint(with: .essential))
        }
    }

    @Test("This machine can be asked what it has")
    func report() {
        let report = SandboxReport.ofThisMachine()
        #expect(report.gaps.isDisjoint(with: .essential))
        #expect(report.allows(.required) && report.landlockVersion >= 1)
        #expect((report.noGroupsBecause == nil) != report.groupLimits.isEmpty)
        #expect(CellGaps(rawValue: 31).names.count == 5)
        #expect(CellGaps(rawValue: 1 << 31).names == ["feature 31"])
        #expect(CellGaps([]).names.isEmpty)
    }

    @Test("A manifest asks for its cell")
    func manifests() throws {
        let plain = CellPlan(try Permissions(manifestJSON: #"{"usher":1}"#), policy: .required)
        #expect(plain.profile == .strict && plain.memoryBytes == 256 << 20)
        let asking = CellPlan(
            try Permissions(manifestJSON: #"{"permissions":{"profile":"threaded","memory_bytes":67108864}}"#), policy: .bestEffort
        )
        #expect(asking.profile == .threaded && asking.memoryBytes == 64 << 20 && asking.policy == .bestEffort)
        for bad in [
            #""profile":"none""#, #""profile":1"#, #""memory_bytes":0"#, #""memory_bytes":"1""#,
            #""memory_bytes":99999999999999999999"#,
        ] {
            #expect(throws: PluginProblem.self) { try Permissions(manifestJSON: "{\"permissions\":{\(bad)}}") }
        }
    }

    @Test("A worker that is started without a plan does nothing")
    func arguments() throws {
        for arguments in [
            [], ["--profile", "strict"], ["--memory", "1000"], ["--profile", "loose", "--memory", "1000"],
            ["--profile", "strict", "--memory", "-1"], ["--profile", "strict", "--memory", "1000", "--more"],
        ] {
            #expect(try run(Places.worker, arguments).0 == 64)
        }
    }
}
