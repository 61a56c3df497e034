import Foundation
import Synchronization

/// Compiles the C sources of Tests/Hostile, each once, into a folder that is gone when the tests are.
final class PluginCompiler: Sendable {
    static let shared: PluginCompiler = {
        // Nothing static is ever let go of: its folder goes with the process.
        atexit { PluginCompiler.shared.folder.remove() }
        return PluginCompiler()
    }()

    private let compiled = Mutex<[String: String]>([:])
    private let folder = TemporaryFolder()

    /// The path of the shared library made of Tests/Hostile/`name`.c with these preprocessor definitions.
    func library(_ name: String, defining definitions: [String] = []) throws -> String {
        try compiled.withLock { compiled in
            let key = ([name] + definitions).joined(separator: " ")
            if let path = compiled[key] { return path }
            let path = folder.path + "/\(compiled.count)-\(name).so"
            let compiler = Process()
            compiler.executableURL = URL(fileURLWithPath: "/usr/bin/cc")
            compiler.arguments =
                [
                    "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers", "-Wno-unused-function",
                    "-shared", "-fPIC", "-fvisibility=hidden", "-pthread", "-I", Places.header, "-o", path,
                    Places.hostile + "/\(name).c",
                ] + definitions.map { "-D\($0)" }
            try compiler.run()
            compiler.waitUntilExit()
            guard compiler.terminationStatus == 0 else { throw RigFault("cc failed for \(name).c") }
            compiled[key] = path
            return path
        }
    }
}

/// Where things lie, seen from this file and from the running test bundle.
enum Places {
    private static let tests = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let hostile = tests.appending(path: "Hostile").path
    static let header = tests.deletingLastPathComponent().appending(path: "PluginABI/include").path

    /// The worker that was built beside the tests.
    static let worker: String = {
        if let path = ProcessInfo.processInfo.environment["USHER_WORKER"] { return path }
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appending(path: "usher-worker").path
    }()
}

/// A folder of our own, gone when nobody needs it any more.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        var template = Array((NSTemporaryDirectory() + "/usher-plugins-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { preconditionFailure("no temporary folder") }
        path = String(cString: made)
    }

    deinit {
        remove()
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}

struct RigFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
