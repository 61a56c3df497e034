import Foundation
import Synchronization

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

    /// Runs `usher-checker` with these arguments.
    static func run(_ arguments: [String]) throws -> Run {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Places.checker)
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

/// Where things lie, seen from this file and from the running test bundle.
enum Places {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let mistakes = tests.appending(path: "Mistakes").path
    static let repository = tests.deletingLastPathComponent().deletingLastPathComponent()
    static let header = repository.appending(path: "PluginABI/include").path
    static let built = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    static let checker = built.appending(path: "usher-checker").path
}

/// Compiles C sources, each once, into a folder that is gone when the tests are.
final class Compiler: Sendable {
    static let shared: Compiler = {
        atexit { try? FileManager.default.removeItem(atPath: Compiler.shared.folder) }
        return Compiler()
    }()

    struct Failed: Error {
        let output: String
    }

    private let folder: String
    private let compiled = Mutex<[String: String]>([:])

    private init() {
        var template = Array((NSTemporaryDirectory() + "/usher-checked-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { preconditionFailure("no temporary folder") }
        folder = String(cString: made)
    }

    /// The library made of a source below the repository.
    func library(_ source: String, options: [String] = ["-fvisibility=hidden"]) throws -> String {
        try compiled.withLock { compiled in
            let key = ([source] + options).joined(separator: " ")
            if let path = compiled[key] { return path }
            let path = "\(folder)/\(compiled.count)-\(URL(fileURLWithPath: source).deletingPathExtension().lastPathComponent).so"
            let compiler = Process()
            compiler.executableURL = URL(fileURLWithPath: "/usr/bin/cc")
            compiler.arguments =
                [
                    "-std=gnu11", "-O1", "-Wall", "-Wextra", "-shared", "-fPIC", "-pthread", "-I", Places.header, "-o", path,
                    source,
                ]
                + options
            let complaints = Pipe()
            compiler.standardError = complaints
            try compiler.run()
            let output = try complaints.fileHandleForReading.readToEnd() ?? Data()
            compiler.waitUntilExit()
            guard compiler.terminationStatus == 0 else { throw Failed(output: String(decoding: output, as: UTF8.self)) }
            compiled[key] = path
            return path
        }
    }
}
