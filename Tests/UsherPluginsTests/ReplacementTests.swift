import Foundation
import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("Replacing a plugin while it runs")
struct ReplacementTests {
    @Test("A newer file takes over without a restart, and the replaced worker is gone")
    func upgrade() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100")
        try await folder.run { (host) async throws in
            #expect(try await host.version() == "1.0.100")
            let old = try #require(try host.worker().pid)
            try folder.put("1.0.101")
            let states = try await host.states("the newer file runs") { $0.version("1.0.101")?.standing == .running }
            #expect(states.count == 1 && states[0].lastChange?.kind == .replaced)
            #expect(try await host.version() == "1.0.101")
            try await eventually("the old worker is gone") { !processExists(old) && host.workers().count == 1 }
            let pin = try #require(try folder.rig.records.pin(of: "versioned"))
            #expect(pin.version == "1.0.101" && pin.digest == states[0].digest)
        }
    }

    @Test("A plugin whose file appears later starts, and one whose file is removed stops")
    func comesAndGoes() async throws {
        let folder = PluginFolder()
        try await folder.run { (host) async throws in
            #expect(try await host.trouble() == "no file in the plugin directory is the plugin versioned")
            try folder.put("1.0.100")
            try await eventually("it runs") { try await host.version() == "1.0.100" }
            let pid = try #require(try host.worker().pid)
            try folder.remove()
            try await eventually("it is down") {
                try await host.trouble() == "its file was removed from the plugin directory"
            }
            #expect(try await host.version() == nil)
            try await eventually("its worker is gone") { !processExists(pid) && host.workers().isEmpty }
            #expect(await host.pluginStates().plugins.isEmpty)
            try folder.put("1.0.100")
            try await eventually("it runs again") { try await host.version() == "1.0.100" }
        }
    }

    @Test("A newer file that cannot be loaded, that refuses the configuration or that dies leaves the old one at work")
    func failures() async throws {
        for (what, data, reason) in [
            ("garbage", Data("nonsense".utf8), "cannot be loaded"),
            ("refusing", try PluginFolder.library("1.0.101", defining: ["REFUSED=\"{\""]), "could not be made"),
            ("dying", try PluginFolder.library("1.0.102", "dies_in_create"), "could not take over"),
        ] {
            let folder = PluginFolder()
            try folder.put("1.0.100")
            try await folder.run { (host) async throws in
                let pid = try #require(try host.worker().pid)
                try folder.put(data)
                let digest = folder.digest(data)
                let states = try await host.states("\(what) is refused") {
                    guard case .refused = $0.first(where: { $0.digest == digest })?.standing else { return false }
                    return true
                }
                if case .refused(let text) = states.first(where: { $0.digest == digest })?.standing {
                    #expect(text.contains(reason), "\(what): \(text)")
                }
                #expect(states.version("1.0.100")?.standing == .running)
                #expect(try await host.version() == "1.0.100")
                #expect(processExists(pid))
                try await eventually("the new worker is gone") { host.workers().count == 1 }
                // And a better one is taken.
                try folder.put("1.0.103")
                try await eventually("the better one runs") { try await host.version() == "1.0.103" }
            }
        }
    }

    @Test("What neither the old nor the new file can do does not keep the new one from taking over")
    func equallyIll() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100", defining: ["ILL=1", "REFUSED=\"{\""])
        try await folder.run { (host) async throws in
            #expect(try await host.trouble() == "this version does not take it")
            try folder.put("1.0.101", defining: ["ILL=1", "REFUSED=\"{\""])
            try await host.states("it takes over") { $0.version("1.0.101")?.standing == .running }
        }
    }

    @Test("A new file that is not well takes over only where the old one is not well either")
    func health() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100", defining: ["ILL=0"])
        try await folder.run { (host) async throws in
            try folder.put("1.0.101", defining: ["ILL=1"])
            try await host.states("it is refused") {
                $0.version("1.0.101")?.standing
                    == .refused(
                        "it could not take over: its instance gate is not well, and the old one's is: the third party is away")
            }
            #expect(try await host.version() == "1.0.100")
            // Without health() there is nothing to compare.
            try folder.put("1.0.102")
            try await eventually("it takes over") { try await host.version() == "1.0.102" }
            try folder.put("1.0.103", defining: ["ILL=1"])
            try await eventually("it takes over from one that cannot say") { try await host.version() == "1.0.103" }
            try folder.put("1.0.104", defining: ["ILL=1"])
            try await eventually("it takes over from one that is not well") { try await host.version() == "1.0.104" }
        }
    }

    @Test("A new file that crashes soon after it took over is rolled back and put into quarantine, also after a restart")
    func rollBack() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100")
        let bad = try PluginFolder.library("1.0.101", defining: ["CRASH=1"])
        try await folder.run { (host) async throws in
            try folder.put(bad)
            try await host.states("it takes over") { $0.version("1.0.101")?.standing == .running }
            #expect(try await host.evaluateOnce().finding != .doesNotHold)
            try await eventually("the old one is back") { try await host.version() == "1.0.100" }
            let states = try await host.states("the new one is in quarantine") {
                guard case .quarantined = $0.version("1.0.101")?.standing else { return false }
                return $0.version("1.0.100")?.standing == .running
            }
            #expect(states.version("1.0.100")?.lastChange?.kind == .rolledBack)
            guard case .quarantined(let reason) = states.version("1.0.101")?.standing else { return }
            #expect(reason.contains("signal"), "\(reason)")
            #expect(try folder.rig.records.pin(of: "versioned")?.version == "1.0.100")
        }
        try await folder.run { (host) async throws in
            let trouble = try #require(try await host.trouble())
            #expect(trouble.contains("is in quarantine") && trouble.contains("usher plugins lift \(folder.digest(bad))"))
            #expect(host.workers().isEmpty)
            try await host.lift(folder.digest(bad), by: "@admin:example.org")
            try await eventually("it gets another chance") { host.workers().first?.isServing == true }
            #expect(folder.rig.records.audit.map(\.act) == [.quarantineLifted])
            await #expect(throws: PluginAdministrationFailure.self) {
                try await host.lift(folder.digest(bad), by: "@admin:example.org")
            }
        }
    }

    @Test("A file that is another plugin when it is used than when it was looked at goes into quarantine at once")
    func deceit() async throws {
        let folder = PluginFolder()
        try folder.rig.add("two_faces")
        try await folder.run("hostile") { (host) async throws in
            try await host.states("it is in quarantine") {
                guard case .quarantined(let reason) = $0.first?.standing else { return false }
                return reason.contains("its manifest is not the one that it showed before")
            }
            try await eventually("its worker is let go") { host.workers().isEmpty }
        }
    }

    @Test("A call that runs while its worker is replaced is answered by it, and the next one by the new worker")
    func drain() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100", defining: ["SLOW_MILLISECONDS=700"])
        try await folder.run { (host) async throws in
            async let slow = host.version()
            try await eventually("the call runs") { folder.rig.log.says("this takes a while") }
            try folder.put("1.0.101")
            try await eventually("the new one answers") { try await host.version() == "1.0.101" }
            #expect(try await slow == "1.0.100")
        }
    }

    @Test("Two files of one plugin: the one that runs goes on, neither takes over, and each is named", .timeLimit(.minutes(1)))
    func twins() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100", as: "a.so")
        try await folder.run { (host) async throws in
            try folder.put("1.0.101", as: "b.so")
            let states = try await host.states("the second is refused") {
                $0.version("1.0.101")?.standing
                    == .refused("several files say that they are the plugin versioned: a.so, b.so; keep one of them")
            }
            #expect(states.version("1.0.100")?.standing == .running)
            #expect(try await host.version() == "1.0.100")
            try folder.remove("a.so")
            try await eventually("the only one takes over") { try await host.version() == "1.0.101" }
        }
    }

    @Test("A file that turns into another plugin does not stop the one that it was")
    func anotherPlugin() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100")
        try await folder.run { (host) async throws in
            try folder.put("1.0.101", defining: ["PLUGIN_ID=\"stranger\""])
            try await host.states("it is another plugin") { $0.version("1.0.101")?.standing == .notConfigured }
            #expect(try await host.version() == "1.0.100")
            #expect(await host.pluginStates().plugins.version("1.0.100")?.standing == .running)
        }
    }

    @Test("A shutdown in the middle of a replacement leaves no process behind")
    func shutdown() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100", defining: ["SLOW_MILLISECONDS=20000"])
        try await folder.run { (host) async throws in
            var pids = [try #require(try host.worker().pid)]
            async let hanging = host.version()
            try await eventually("the call runs") { folder.rig.log.says("this takes a while") }
            try folder.put("1.0.101")
            try await host.states("it takes over") { $0.version("1.0.101")?.standing == .running }
            pids += host.workers().compactMap(\.pid)
            await host.shutdown()
            #expect(try await hanging == nil)
            for pid in pids { #expect(!processExists(pid)) }
        }
    }
}
