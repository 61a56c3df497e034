import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("How plugins fare, for metrics and admins")
struct PluginHealthTests {
    @Test("A plugin is one line of numbers while it is replaced, and its crashes are never forgotten")
    func numbers() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100", defining: ["CRASH=1"])
        try await folder.run { (host) async throws in
            #expect(host.plugins() == [PluginHealth(pluginID: "versioned", isServing: true, crashes: 0)])
            #expect(try await host.evaluateOnce().finding != .doesNotHold)
            try await eventually("the crash is counted") { host.plugins().first?.crashes == 1 }
            try folder.put("1.0.101", defining: ["SLOW_MILLISECONDS=1"])
            try await host.states("the newer file runs") { $0.version("1.0.101")?.standing == .running }
            #expect(host.plugins().map(\.pluginID) == ["versioned"])
            try await eventually("the old worker is gone") { host.workers().count == 1 }
            #expect(host.plugins() == [PluginHealth(pluginID: "versioned", isServing: true, crashes: 1)])
        }
    }

    @Test("A place in the configuration that leads nowhere is told with the instance, and in the log")
    func warnings() async throws {
        let more = #"PLUGIN_MORE=",\"permissions\":{\"http\":[{\"config\":\"/url\"}]}""#
        for (config, warnings) in [
            (#"{"url":"ftp://a.example.org"}"#, ["/url is no web address, for example https://example.com"]),
            (#"{"url":"https://a.example.org"}"#, []),
        ] {
            try await PluginRig.run("plain", defining: [more], config: config) { (host, rig) async throws in
                let status = try #require(await host.instances().first)
                #expect(status.health == .running && status.warnings == warnings)
                #expect(rig.log.text.contains("a place in the configuration leads nowhere") == !warnings.isEmpty)
            }
        }
    }
}
