import Foundation
import Testing
import UsherDomain
import UsherPlugins
import UsherTesting

@Suite("A plugin that was compiled with the header of a later version")
struct OldAndNewHeaderTests {
    private static let repository = Places.repository.path

    /// Compiles a plugin with the simulated next header into the rig's directory.
    private func add(_ source: String, defining definitions: [String] = [], to rig: PluginRig) throws {
        let next = try TemporaryDirectory()
        let header = try Self.run(
            "/usr/bin/env",
            ["python3", Self.repository + "/Tests/ABI/next_minor.py", Places.header + "/usher_plugin.h"])
        try Data(header.utf8).write(to: URL(fileURLWithPath: next.path + "/usher_plugin.h"))
        let library = try PluginCompiler.shared.library(
            Self.repository + "/" + source, defining: definitions, header: next.path)
        try FileManager.default.copyItem(atPath: library, toPath: rig.folder.path + "/later.so")
    }

    private static func run(_ command: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: command)
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw RigFault("\(command) \(arguments) failed") }
        return String(decoding: output, as: UTF8.self)
    }

    @Test("It works here as it always did, when it needs nothing of the later version")
    func works() async throws {
        let rig = PluginRig()
        try add("Plugins/Examples/c-allowlist/allowlist.c", to: rig)
        let instance = ConfiguredInstance(
            id: PluginRig.instance, pluginID: "c-allowlist", configJSON: #"{"accounts":["alice"]}"#)
        try await rig.run([instance]) { (host) async throws in
            #expect(try await host.evaluateOnce().finding == .holds)
            let others = await host.evaluate(
                ["bob", "alice", ""].map { Subject(accountID: $0, pseudonym: "p") }, requirementJSON: "{}",
                at: PluginRig.instance)
            #expect(others.map(\.finding) == [.doesNotHold, .holds, .doesNotHold])
        }
    }

    @Test("It takes part in everything that this version has: evidence, claims, actions")
    func everything() async throws {
        let rig = PluginRig()
        try add("Tests/ABI/pairs.c", to: rig)
        let instance = ConfiguredInstance(id: PluginRig.instance, pluginID: "pairs", configJSON: "{}")
        let room = try #require(RoomID("!demo:example.org"))
        try await rig.run([instance]) { (host) async throws in
            let gate = PluginRig.instance
            let evidence = try await host.evaluateOnce()
            #expect(evidence.finding == .doesNotHold && evidence.reason == "alice")
            #expect(try await host.evaluateOnce(#"{"do":"grown"}"#).reason == "not grown")
            #expect(
                await host.describe(code: room.text, at: gate)
                    == .answered(.offered(ClaimOffer.Details(room: room, from: "", expiresAt: nil, usesLeft: nil))))
            #expect(await host.run(action: "greet", arguments: [.text("a\"b")], at: gate) == .answered(#""a\"b""#))
        }
    }

    @Test("It is refused, with the version that it needs, when it says that it needs the later one")
    func refused() async throws {
        let rig = PluginRig()
        try add("Tests/Hostile/answers.c", defining: ["PLUGIN_MIN_HOST_MINOR=1"], to: rig)
        let instance = ConfiguredInstance(id: PluginRig.instance, pluginID: "hostile", configJSON: "{}")
        try await rig.run([instance]) { (host) async throws in
            #expect(try await host.evaluateOnce().finding != .holds)
        }
        #expect(rig.log.text.contains("it needs ABI 1.1 or later; this host offers 1.0: update the host"), "\(rig.log.text)")
    }
}
