import Foundation
import Synchronization

/// Compiles sources in C and C++, those of Tests/Hostile above all, each with its definitions once, into a folder that is gone
/// when the tests are. Any thread; blocks for a tenth of a second, the first time.
public final class PluginCompiler: Sendable {
    /// The one that all tests of a process share.
    public static let shared: PluginCompiler = {
        // Nothing static is ever let go of: its folder goes with the process.
        atexit { PluginCompiler.shared.folder.remove() }
        return PluginCompiler()
    }()

    private let folder: TemporaryDirectory
    private let made = Mutex<[String: String]>([:])
    private let count = Atomic<Int>(0)

    private init() {
        do {
            folder = try TemporaryDirectory()
        } catch {
            preconditionFailure("no temporary folder: \(error)")
        }
    }

    /// The path of the shared library made of Tests/Hostile/`source`, a name without ".c" or one with its ending, with these
    /// preprocessor definitions and linker options. `header` is the folder of the header that it includes.
    public func library(
        _ source: String, defining definitions: [String] = [], link: [String] = [], header: String = Places.header
    ) throws -> String {
        try made(
            of: source, definitions,
            ["-shared", "-fPIC", "-fvisibility=hidden", "-I", header, "-Wno-unused-function"] + link, ending: ".so")
    }

    /// The path of the program made of Tests/Hostile/`source` with these preprocessor definitions, and of the C files of `folder`
    /// too, where that is given.
    public func program(
        _ source: String, defining definitions: [String] = [], withFolder folder: String? = nil
    ) throws -> String {
        var more: [String] = []
        if let folder {
            more = ["-I\(folder)", "-I\(folder)/include"]
            more += try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".c") }
                .map { folder + "/" + $0 }
        }
        return try made(of: source, definitions, more, ending: "")
    }

    private func made(of source: String, _ definitions: [String], _ options: [String], ending: String) throws -> String {
        let key = ([source, ending] + definitions + options).joined(separator: "\u{0}")
        if let found = made.withLock({ $0[key] }) { return found }
        let isPlusPlus = source.hasSuffix(".cc")
        let file = source.hasPrefix("/") ? source : Places.hostile + "/" + source
        let number = count.add(1, ordering: .relaxed).newValue
        let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
        let output = "\(folder.path)/\(number)-\(name)\(ending)"
        try Self.run(
            isPlusPlus ? "/usr/bin/c++" : "/usr/bin/cc",
            [
                isPlusPlus ? "-std=c++17" : "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers",
                "-pthread", "-o", output, URL(fileURLWithPath: file).pathExtension.isEmpty ? file + ".c" : file,
            ] + definitions.map { "-D\($0)" } + options)
        made.withLock { $0[key] = output }
        return output
    }

    /// Not with Foundation's Process: the run loop that it starts leaves descriptors behind in every thread.
    private static func run(_ program: String, _ arguments: [String]) throws {
        var pid: pid_t = 0
        let copies: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        let settings = ["PATH=/usr/local/bin:/usr/bin:/bin", "TMPDIR=" + NSTemporaryDirectory()]
        let environment: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) }
        defer { for copy in copies + environment { free(copy) } }
        let result = posix_spawn(&pid, program, nil, nil, copies + [nil], environment + [nil])
        guard result == 0 else { throw RigFault("\(program): \(String(cString: strerror(result)))") }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { throw RigFault("waitpid: \(String(cString: strerror(errno)))") }
        }
        guard status == 0 else { throw RigFault("failed: \(program) \(arguments.joined(separator: " "))") }
    }
}
