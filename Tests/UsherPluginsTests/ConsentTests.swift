import Foundation
import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("What a plugin file may do without asking")
struct ConsentTests {
    private static let more = ["PERMISSIONS=\"{\\\"secrets\\\":true}\""]

    @Test("The first file of a configured plugin is pinned with its permissions, and they are logged and shown")
    func first() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100", defining: Self.more)
        try await folder.run { (host) async throws in
            let pin = try #require(try folder.rig.records.pin(of: "versioned"))
            #expect(pin.version == "1.0.100" && pin.permissionsJSON == #"{"secrets":true}"#)
            let state = try #require(await host.pluginStates().plugins.first)
            #expect(state.standing == .running && state.permissions.contains { $0.contains("secrets") })
            #expect(folder.rig.log.text.contains("plugin file in use"))
        }
    }

    @Test("A file that asks for more, or is older, waits: the old one goes on until a person allows exactly that")
    func asks() async throws {
        for (version, definitions, asked) in [
            ("1.0.101", Self.more, "secrets"), ("1.0.099", [], "it is older (1.0.100 -> 1.0.099)"),
        ] {
            let folder = PluginFolder()
            try folder.put("1.0.100")
            let data = try PluginFolder.library(version, defining: definitions)
            let digest = folder.digest(data)
            try await folder.run { (host) async throws in
                try folder.put(data)
                let states = try await host.states("it waits") {
                    guard case .waitingForConsent = $0.version(version)?.standing else { return false }
                    return true
                }
                guard case .waitingForConsent(let lines) = states.version(version)?.standing else { return }
                #expect(lines.count == 1 && lines[0].contains(asked), "\(lines)")
                #expect(states.version("1.0.100")?.standing == .running)
                #expect(try await host.version() == "1.0.100")
                try await host.approve(digest, by: "@admin:example.org")
                try await eventually("it takes over") { try await host.version() == version }
                #expect(folder.rig.records.audit.map(\.actor) == ["@admin:example.org"])
                await #expect(throws: PluginAdministrationFailure.self) {
                    try await host.approve(digest, by: "@admin:example.org")
                }
            }
        }
    }

    @Test("After a restart the pin counts: another content that asks for more stays down, and says how to allow it")
    func restart() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100")
        try await folder.run { _ in }
        let data = try PluginFolder.library("1.0.101", defining: Self.more)
        try folder.put(data)
        try await folder.run { (host) async throws in
            let trouble = try #require(try await host.trouble())
            #expect(trouble.contains("approve with: usher plugins approve \(folder.digest(data))"), "\(trouble)")
            #expect(host.workers().isEmpty)
            // A person decides in another process, which only writes to the same records.
            let command = try folder.rig.host(
                [ConfiguredInstance(id: PluginRig.instance, pluginID: "versioned", configJSON: "{}")])
            await command.survey()
            #expect(await command.pluginStates().plugins.count == 1)
            try await command.approve(folder.digest(data), by: "command-line")
            await command.shutdown()
            try await eventually("the daemon has noticed") { try await host.version() == "1.0.101" }
        }
    }

    @Test("Another content of the same version is taken, and so is a newer one that asks for less")
    func harmless() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100", defining: Self.more)
        try await folder.run { (host) async throws in
            let first = try #require(await host.pluginStates().plugins.first?.digest)
            try folder.put("1.0.100")
            try await host.states("another content runs") { $0.count == 1 && $0[0].digest != first && $0[0].standing == .running }
            let pin = try #require(try folder.rig.records.pin(of: "versioned"))
            #expect(pin.permissionsJSON == "{}")
        }
    }

    @Test("While the records cannot be read, what runs goes on, and nothing new is started")
    func brokenRecords() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100")
        try await folder.run { (host) async throws in
            folder.rig.records.setBroken(true)
            try folder.put("1.0.101")
            try await eventually("the file was looked at") { folder.rig.log.text.contains("plugin records cannot be read") }
            #expect(try await host.version() == "1.0.100")
            folder.rig.records.setBroken(false)
            try await eventually("it takes over") { try await host.version() == "1.0.101" }
        }
        folder.rig.records.setBroken(true)
        try await folder.run { (host) async throws in
            #expect(try await host.trouble() == "the records of plugin files cannot be read")
        }
    }

    @Test("Nothing that is not there or waits for nothing can be approved or lifted")
    func strangers() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100")
        try await folder.run { (host) async throws in
            let stranger = try #require(PluginDigest(String(repeating: "a", count: 64)))
            await #expect(throws: PluginAdministrationFailure.self) { try await host.approve(stranger, by: "command-line") }
            await #expect(throws: PluginAdministrationFailure.self) { try await host.lift(stranger, by: "command-line") }
            let running = try #require(await host.pluginStates().plugins.first?.digest)
            await #expect(throws: PluginAdministrationFailure.self) { try await host.approve(running, by: "command-line") }
            #expect(folder.rig.records.audit.isEmpty)
        }
    }
}
