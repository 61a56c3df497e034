import Foundation
import Synchronization
import UsherTesting

/// Compiles the sources of Tests/Hostile, each with its definitions once, into a folder that goes with it.
final class Forge: Sendable {
    private let folder: TemporaryDirectory
    private let made = Mutex<[String: URL]>([:])
    private let count = Atomic<Int>(0)

    init() throws {
        folder = try TemporaryDirectory()
    }

    /// The library made of `source` (a name without ".c", or a file name) with these preprocessor definitions. Blocks for a
    /// tenth of a second, the first time.
    func compile(_ source: String, _ definitions: [String] = [], link: [String] = []) throws -> URL {
        let key = ([source] + definitions + link).joined(separator: "\u{0}")
        if let found = made.withLock({ $0[key] }) { return found }
        let number = count.add(1, ordering: .relaxed).newValue
        let output = URL(fileURLWithPath: folder.path + "/\(number).so")
        let isPlusPlus = source.hasSuffix(".cc")
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: isPlusPlus ? "/usr/bin/c++" : "/usr/bin/cc")
        compiler.arguments =
            [
                isPlusPlus ? "-std=c++17" : "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers",
                "-Wno-unused-function", "-shared", "-fPIC", "-fvisibility=hidden", "-pthread", "-I", Places.header,
                "-o", output.path, Places.hostile + "/" + (isPlusPlus ? source : source + ".c"),
            ] + definitions.map { "-D\($0)" } + link
        // Not waitUntilExit(): the run loop that it starts leaves descriptors behind in every thread.
        let hasEnded = DispatchSemaphore(value: 0)
        compiler.terminationHandler = { _ in hasEnded.signal() }
        try compiler.run()
        hasEnded.wait()
        guard compiler.terminationStatus == 0 else { throw RigFault("the compiler refused \(source) with \(definitions)") }
        made.withLock { $0[key] = output }
        return output
    }

    /// The library of a case, or the harmless one with its id, as bytes.
    func library(of hostile: HostileCase) throws -> Data {
        let id = "PLUGIN_ID=\"\(hostile.id)\""
        switch hostile.material {
        case .source(let source, let definitions, let link):
            return try Data(contentsOf: compile(source, definitions + [id], link: link))
        case .file:
            return try Data(contentsOf: compile("plain", [id]))
        }
    }

    /// Compiles everything that the cases need, on all processors.
    func prepare(_ cases: [HostileCase]) throws {
        let failures = Mutex<[any Error]>([])
        DispatchQueue.concurrentPerform(iterations: cases.count) { index in
            do {
                _ = try library(of: cases[index])
            } catch {
                failures.withLock { $0.append(error) }
            }
        }
        if let failure = failures.withLock({ $0.first }) { throw failure }
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
