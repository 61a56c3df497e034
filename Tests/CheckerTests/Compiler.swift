import Foundation
import Synchronization

/// Compiles sources, each once, into a folder that is gone when the tests are.
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

    /// The library made of a source in C.
    func library(_ source: String, options: [String] = ["-fvisibility=hidden"]) throws -> String {
        try made(
            of: source, "/usr/bin/cc",
            ["-std=gnu11", "-O1", "-Wall", "-Wextra", "-shared", "-fPIC", "-pthread", "-I", Places.header, source] + options)
    }

    /// The library made of a source in Rust, as its own README builds it.
    func rustLibrary(_ source: String) throws -> String {
        try made(
            of: source, "/usr/bin/rustc",
            ["--edition", "2021", "-O", "--crate-type", "cdylib", "-C", "panic=abort", "-C", "strip=symbols", source])
    }

    /// The library made of a source in C and the header of the next minor version, which does not exist.
    func nextMinorLibrary(_ source: String) throws -> String {
        let header = try made(
            of: "\(Places.header)/usher_plugin.h", "/bin/sh",
            [
                "-c", "mkdir \"$2\" && python3 \"$0\" \"$1\" > \"$2\"/usher_plugin.h", Places.nextMinor,
                "\(Places.header)/usher_plugin.h",
            ],
            output: [])
        return try made(
            of: source, "/usr/bin/cc",
            ["-std=gnu11", "-O1", "-Wall", "-shared", "-fPIC", "-pthread", "-fvisibility=hidden", "-I", header, source])
    }

    /// A program made of a source in C.
    func program(_ source: String, defining definitions: [String]) throws -> String {
        try made(of: source, "/usr/bin/cc", ["-std=gnu11", "-O1", source] + definitions.map { "-D\($0)" })
    }

    private func made(of source: String, _ program: String, _ arguments: [String], output: [String] = ["-o"]) throws -> String {
        try compiled.withLock { compiled in
            let key = arguments.joined(separator: " ")
            if let path = compiled[key] { return path }
            let path = "\(folder)/\(compiled.count)-\(URL(fileURLWithPath: source).deletingPathExtension().lastPathComponent).so"
            let compiler = Process()
            compiler.executableURL = URL(fileURLWithPath: program)
            compiler.arguments = arguments + output + [path]
            let complaints = Pipe()
            compiler.standardError = complaints
            try compiler.run()
            let complaint = try complaints.fileHandleForReading.readToEnd() ?? Data()
            compiler.waitUntilExit()
            guard compiler.terminationStatus == 0 else { throw Failed(output: String(decoding: complaint, as: UTF8.self)) }
            compiled[key] = path
            return path
        }
    }
}
