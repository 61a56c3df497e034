import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("A plugin with schemas")
struct SchemaTests {
    private static let config = #"{"url":"https://a.example","token":"s3cret-t0ken"}"#
    private static let other = InstanceID("other")!

    private func configured(
        _ config: String = config, _ secrets: [String: String] = [:], id: InstanceID = PluginRig.instance
    ) -> ConfiguredInstance {
        ConfiguredInstance(id: id, pluginID: "schemas", configJSON: config, secrets: secrets.mapValues { Secret($0) })
    }

    private func run(
        _ instances: [ConfiguredInstance], defining definitions: [String] = [],
        _ body: (PluginAuthorisers, PluginRig) async throws -> Void
    ) async throws {
        let rig = PluginRig()
        try rig.add("schemas", defining: definitions)
        try await rig.run(instances) { try await body($0, rig) }
    }

    @Test("A key that is marked as secret is not in the configuration, is read as a secret, and is taken out of what is said")
    func secret() async throws {
        try await run([configured()]) { (host, rig) async throws in
            #expect(try await host.evaluateOnce(#"{"ask":"config"}"#).reason == #"{"url":"https://a.example"}"#)
            #expect(try await host.evaluateOnce(#"{"ask":"secret"}"#).reason == "[secret]")
            #expect(!rig.log.text.contains("s3cret"))
        }
    }

    @Test("A secret from a file stands under the same name, and counts as given")
    func secretFile() async throws {
        try await run([configured(#"{"url":"a"}"#, ["token": "s3cret-t0ken"])]) { (host, _) async throws in
            #expect(try await host.evaluateOnce(#"{"ask":"config"}"#).reason == #"{"url":"a"}"#)
            #expect(try await host.evaluateOnce(#"{"ask":"secret"}"#).reason == "[secret]")
        }
    }

    @Test("An instance whose configuration does not fit is down with the places, and the others go on")
    func misfit() async throws {
        let bad = #"{"url":"a","token":"s3cret-t0ken","accounts":["a","b","c",4],"s":1}"#
        try await run([configured(), configured(bad, id: Self.other)]) { (host, rig) async throws in
            let states = await host.instances()
            #expect(states.map(\.health).first == .running)
            let reason =
                "its configuration does not fit the plugin: accounts/3: must be text; "
                + "s: is not known here; known are accounts, token and url"
            #expect(states.last?.health == .down(reason))
            #expect(rig.log.text.contains(reason) && !rig.log.text.contains("s3cret"))
            #expect(try await host.evaluateOnce(#"{"ask":"config"}"#).finding == .holds)
            let evidence = await host.evaluate([PluginRig.subject], requirementJSON: #"{"ask":"config"}"#, at: Self.other)
            #expect(evidence.map(\.finding) == [.unknown("The authoriser is not configured correctly.")])
        }
    }

    @Test("A secret that is given in the configuration and in a file leaves the instance down, without telling either")
    func twice() async throws {
        try await run([configured(Self.config, ["token": "an0ther-t0ken"])]) { (host, rig) async throws in
            let trouble = try #require(try await host.trouble())
            #expect(trouble.contains("token: is given twice, in the configuration and as a secret"))
            #expect(!rig.log.text.contains("t0ken") && !trouble.contains("t0ken"))
        }
    }

    @Test("A schema that marks a secret needs the permission for it")
    func permission() async throws {
        try await run([configured()], defining: ["PLUGIN_PERMISSIONS=\"{}\""]) { (host, _) async throws in
            let problem = try #require(host.problems().first)
            #expect(problem.problem.text.contains("so its manifest must ask for the permission \"secrets\": true"))
            #expect(try await host.evaluateOnce(#"{"ask":"config"}"#).finding != .holds)
        }
    }

    @Test("A schema that the host does not know refuses the file, with what to write instead")
    func unknownWord() async throws {
        try await run([configured()], defining: [#"PLUGIN_CONFIG="{\"if\":{}}""#]) { (host, _) async throws in
            let problem = try #require(host.problems().first)
            #expect(problem.problem.text.contains("its config_schema uses \"if\", which the host does not know: use \"oneOf\""))
        }
    }

    @Test("A requirement that does not fit is unknown and never no, for everybody, and the plugin is not asked")
    func requirement() async throws {
        try await run([configured()]) { (host, rig) async throws in
            let reason = "this rule no longer fits the plugin: ask: must be \"config\" or \"secret\""
            for _ in 0..<2 {
                let evidence = await host.evaluate(
                    Array(repeating: PluginRig.subject, count: 1_300), requirementJSON: #"{"ask":"nothing"}"#,
                    at: PluginRig.instance)
                #expect(
                    evidence.count == 1_300 && Set(evidence.map(\.finding)) == [.unknown("This rule no longer fits the plugin.")])
            }
            #expect(rig.log.text.contains(reason))
            #expect(await host.requirementProblems("{}", at: PluginRig.instance) == .answered(["ask: is missing"]))
            #expect(await host.requirementProblems(#"{"ask":"secret"}"#, at: PluginRig.instance) == .answered([]))
            let nowhere = await host.requirementProblems("{}", at: Self.other)
            guard case .unknown(let unknown) = nowhere else { throw RigFault("\(nowhere)") }
            #expect(unknown.kind == .notRunning)
        }
    }

    @Test("What was found about a requirement is remembered, for so many and such short ones as there are rules")
    func remembered() throws {
        let manifest = try ManifestObject(json: #"{"requirement_schema":{"type":"object","maxProperties":0}}"#)
        let check = RequirementCheck(try PluginSchemas(manifest).requirement)
        for index in 0..<1_000 {
            #expect(check.problems(of: "{\"a\":\(index)}") == ["it must have at most 0 members"])
            #expect(check.problems(of: "{}").isEmpty)
        }
        #expect(check.rememberedCount <= 256)
        let long = "{\"a\":\"\(String(repeating: "x", count: 5_000))\"}"
        let before = check.rememberedCount
        #expect(!check.problems(of: long).isEmpty && check.rememberedCount == before)
    }

    @Test("A configuration can be checked without running anything")
    func withoutRunning() async throws {
        let rig = PluginRig()
        try rig.add("schemas")
        let plugin = try await Catalogue.inspect(
            file: rig.folder.path + "/schemas.so", settings: rig.settings, logger: rig.log.logger)
        #expect(configured().problem(with: plugin) == nil)
        #expect(
            configured(#"{"url":"a"}"#).problem(with: plugin) == "its configuration does not fit the plugin: token: is missing")
    }
}
