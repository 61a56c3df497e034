import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("Whose an instance is")
struct OwnerTests {
    private func instance(_ id: String) throws -> ConfiguredInstance {
        ConfiguredInstance(id: try #require(InstanceID(id)), pluginID: "hostile", configJSON: "{}")
    }

    @Test("An instance that belongs to another plugin is not given to this one, and the admin is told what to do")
    func foreign() async throws {
        let rig = PluginRig()
        try rig.add("plain")
        let (taken, free) = (try instance("taken"), try instance("unrelated"))
        #expect(try rig.records.claim(taken.id, for: "before") == "before")
        try await rig.run([taken, free]) { (host) async throws in
            let health = Dictionary(uniqueKeysWithValues: await host.instances().map { ($0.id, $0.health) })
            #expect(health[free.id] == .running)
            guard case .down(let reason)? = health[taken.id] else {
                Issue.record("it was given to it")
                return
            }
            #expect(reason.contains("belongs to the plugin before") && reason.contains("another id"))
            let evidence = await host.evaluate([PluginRig.subject], requirementJSON: "{}", at: taken.id)
            guard case .unknown? = evidence.first?.finding else {
                Issue.record("it was asked")
                return
            }
            let asked = await host.evaluate([PluginRig.subject], requirementJSON: "{}", at: free.id)
            #expect(asked.first?.finding == .doesNotHold)
        }
        #expect(try rig.records.owner(of: taken.id) == "before" && rig.records.owner(of: free.id) == "hostile")
    }

    @Test("A plugin all of whose instances belong to another one is not started")
    func nothingLeft() async throws {
        let rig = PluginRig()
        try rig.add("plain")
        let taken = try instance("taken")
        #expect(try rig.records.claim(taken.id, for: "before") == "before")
        try await rig.run([taken]) { (host) async throws in
            #expect(host.workers().isEmpty)
            #expect(host.problems().first?.problem.text.contains("the instance taken belongs to the plugin before") == true)
        }
    }

    @Test("Records that cannot be read start nobody, and are asked again")
    func broken() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100")
        folder.rig.records.setBroken(true)
        try await folder.run { (host) async throws in
            #expect(host.workers().isEmpty)
            folder.rig.records.setBroken(false)
            try await eventually("it runs") { await host.instances().first?.health == .running }
        }
    }
}
