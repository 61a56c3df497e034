import Foundation

/// Runs the checker as an author would, on plugins compiled as an author would.
enum Checker {
    /// What the checker says with --json. Decoding it here is what keeps its shape.
    struct Report: Decodable {
        struct Test: Decodable {
            let id: String
            let title: String
            let rules: [String]
            let state: String
            let reason: String
            let findings: [Finding]
            let notes: [String]
            let output: String
        }

        struct Finding: Decodable {
            let severity: String
            let rule: String
            let function: String
            let what: String
            let change: String
            let seed: String
            let reproduce: String
        }

        let checker: Int
        let file: String
        let seed: String
        let ok: Bool
        let gaps: [String]
        let tests: [Test]

        var findings: [Finding] { tests.flatMap(\.findings) }
        var errors: [Finding] { findings.filter { $0.severity == "error" } }

        func test(_ id: String) -> Test? { tests.first { $0.id == id } }
    }

    struct Run {
        let code: Int32
        let output: String
        let errors: String
    }

    /// Runs `usher-checker`, or what starts it, with these arguments.
    static func run(_ arguments: [String], by program: String = Places.checker) throws -> Run {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // What goes to standard error is a few lines, which fit into its pipe.
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        let complaint = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Run(
            code: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: complaint, as: UTF8.self))
    }

    /// Checks a plugin and reads the report.
    static func check(_ file: String, _ arguments: [String] = []) throws -> (code: Int32, report: Report) {
        let run = try run([file, "--json"] + arguments)
        return (run.code, try JSONDecoder().decode(Report.self, from: Data(run.output.utf8)))
    }
}
