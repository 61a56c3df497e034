import Foundation
import Synchronization
import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

/// What the tests of the cell have in common: programs around it, and a plugin that tries things.
enum CellRig {
    /// The user `nobody` of every distribution.
    static let nobody = "65534"

    /// Compiles Tests/Hostile/`name`.c to a program, with these definitions, and the sources of the cell if it needs them.
    static func program(_ name: String, defining definitions: [String] = [], withCell: Bool = false) throws -> String {
        try PluginCompiler.shared.program(
            name, defining: definitions, withFolder: withCell ? Places.repository.appending(path: "Host/CSys").path : nil)
    }

    private static let folder: TemporaryDirectory = {
        atexit { CellRig.folder.remove() }
        do {
            return try TemporaryDirectory()
        } catch {
            preconditionFailure("no temporary folder: \(error)")
        }
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
    static func worker(_ definitions: String...) throws -> String { try worker(definitions) }

    static func worker(_ definitions: [String]) throws -> String {
        guard !definitions.isEmpty else { return Places.worker }
        return try PluginCompiler.shared.program(
            "cell_launcher", defining: definitions + ["WORKER=\"\(try openWorker.get())\""])
    }

    /// A copy of the worker where everybody can reach it, also when the worker itself lies in a folder that is nobody's business.
    private static let openWorker: Result<String, any Error> = Result {
        let path = URL(fileURLWithPath: secret).deletingLastPathComponent().path + "/usher-worker"
        try FileManager.default.copyItem(atPath: Places.worker, toPath: path)
        guard chmod(path, 0o755) == 0 else { throw RigFault("no worker for everybody") }
        return path
    }

    /// Why tests cannot take another user; `nil` when they can.
    static let keepsUserBecause: String? = {
        guard geteuid() == 0 else { return "only root can take another user" }
        // The launcher lies in the compiler's folder, the worker in ours: both are below the folder for temporary files.
        var folder = URL(fileURLWithPath: secret).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            var status = stat()
            guard stat(folder.path, &status) == 0, status.st_mode & 0o001 != 0 else {
                return "other users cannot enter \(folder.path)"
            }
            folder = folder.deletingLastPathComponent()
        }
        return nil
    }()

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
        process.arguments = ["/bin/sleep", "3600"]
        process.environment = ["TOKEN": "secret"]
        try process.run()
    }

    deinit {
        // What it inherited of this process may have it ignore a politer signal.
        kill(pid, SIGKILL)
        process.waitUntilExit()
    }
}
