import Foundation
import Synchronization
import Testing
import UsherDomain

@testable import UsherPlugins

/// What the tests of the cell have in common: programs around it, and a plugin that tries things.
enum CellRig {
    /// The user `nobody` of every distribution.
    static let nobody = "65534"

    /// Compiles Tests/Hostile/`name`.c to a program, with these definitions, and the sources of the cell if it needs them.
    static func program(_ name: String, defining definitions: [String] = [], withCell: Bool = false) throws -> String {
        try programs.withLock { programs in
            let key = ([name] + definitions).joined(separator: " ")
            if let path = programs[key] { return path }
            let path = folder.path + "/\(programs.count)-\(name)"
            let sys =
                URL(fileURLWithPath: Places.header).deletingLastPathComponent().deletingLastPathComponent().path + "/Host/CSys"
            let compiler = Process()
            compiler.executableURL = URL(fileURLWithPath: "/usr/bin/cc")
            compiler.arguments =
                [
                    "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers", "-pthread", "-o", path,
                    Places.hostile + "/\(name).c",
                ] + definitions.map { "-D\($0)" }
            if withCell {
                compiler.arguments? += ["-I\(sys)", "-I\(sys)/include"]
                let files = try FileManager.default.contentsOfDirectory(atPath: sys)
                compiler.arguments? += files.filter { $0.hasSuffix(".c") }.map { sys + "/" + $0 }
            }
            try compiler.run()
            compiler.waitUntilExit()
            guard compiler.terminationStatus == 0 else { throw RigFault("cc failed for \(name).c") }
            programs[key] = path
            return path
        }
    }

    private static let programs = Mutex<[String: String]>([:])
    private static let folder: TemporaryFolder = {
        atexit { CellRig.folder.remove() }
        return TemporaryFolder()
    }()

    /// A file of the daemon, as open as it could be by mistake.
    static let secret: String = {
        let path = folder.path + "/usher.db"
        guard FileManager.default.createFile(atPath: path, contents: Data("secret".utf8)), chmod(folder.path, 0o777) == 0,
            chmod(path, 0o666) == 0
        else { preconditionFailure("no file for the tests of the cell") }
        return path
    }()

    /// A worker as it is on a kernel that lacks something, or for a user without powers.
    static func worker(_ definitions: String...) throws -> String {
        guard !definitions.isEmpty else { return Places.worker }
        return try program("cell_launcher", defining: definitions + ["WORKER=\"\(Places.worker)\""])
    }

    /// Whether tests can take another user: only root can.
    static var canChangeUser: Bool { geteuid() == 0 && isOpenToAll(Places.worker) }

    /// Whether everybody may enter every folder on the way to `path`: a clone in a private folder is nobody's.
    private static func isOpenToAll(_ path: String) -> Bool {
        var folder = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            var status = stat()
            guard stat(folder.path, &status) == 0, status.st_mode & 0o001 != 0 else { return false }
            folder = folder.deletingLastPathComponent()
        }
        return true
    }

    /// Whether the cell can be tested at all.
    static var isWhole: Bool { CellGaps.ofThisKernel.isDisjoint(with: .essential) }
}

/// The plugin that tries things, at work.
struct Breaker {
    let host: PluginAuthorisers
    /// What it goes for: a file of the daemon.
    let secret: String

    /// What came of an attempt: `done`, or the name of an errno.
    func attempt(_ name: String, on argument: String = "", when: String = "now") async throws -> String {
        let subject = Subject(accountID: argument, accountName: name, pseudonym: "p")
        let evidence = await host.evaluate([subject], requirementJSON: #"{"when":"\#(when)"}"#, at: PluginRig.instance)
        let one = try #require(evidence.first)
        return one.finding == .doesNotHold ? one.reason : "\(one.finding)"
    }

    /// Runs it beside another plugin. Where there is no whole cell it must not try everything in its constructor.
    static func run(
        profile: String = "strict", worker: String = Places.worker, policy: SandboxPolicy = .required, triesEarly: Bool = true,
        _ body: (Breaker, PluginRig) async throws -> Void
    ) async throws {
        let rig = PluginRig()
        let secret = CellRig.secret
        let definitions = ["SANDBOX=\"\(profile)\"", "SECRET=\"\(secret)\""] + (triesEarly ? [] : ["LATE"])
        try rig.add("cell_breaker", defining: definitions)
        try rig.add("good")
        var settings = rig.settings
        settings.workerExecutable = worker
        settings.sandbox = policy
        let instances = [
            ConfiguredInstance(id: PluginRig.instance, pluginID: "hostile", configJSON: "{}"),
            ConfiguredInstance(id: InstanceID("good")!, pluginID: "good", configJSON: #"{"greeting":"hi"}"#),
        ]
        try await rig.run(instances, settings: settings) { host in
            try await body(Breaker(host: host, secret: secret), rig)
        }
        #expect(try String(contentsOfFile: secret, encoding: .utf8) == "secret")
        #expect(!FileManager.default.fileExists(atPath: secret + ".new"))
    }
}

/// A process that does nothing, of the user that the worker has.
final class Victim {
    private let process = Process()

    var pid: Int32 { process.processIdentifier }

    init(user: String?) throws {
        process.executableURL = URL(
            fileURLWithPath: try CellRig.program("cell_launcher", defining: user.map { ["AS_USER=\($0)"] } ?? []))
        process.arguments = ["/bin/sleep", "60"]
        process.environment = ["TOKEN": "secret"]
        try process.run()
    }

    deinit {
        // What it inherited of this process may have it ignore a politer signal.
        kill(pid, SIGKILL)
        process.waitUntilExit()
    }
}
