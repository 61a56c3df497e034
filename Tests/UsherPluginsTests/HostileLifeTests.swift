import Foundation
import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("Plugins that misbehave before, between and after calls")
struct HostileLifeTests {
    /// Which problem the catalogue names for one plugin.
    private func problem(
        _ source: String, defining definitions: [String] = [], deadlines: CallDeadlines = CallDeadlines()
    ) async throws -> String {
        let rig = PluginRig()
        try rig.add(source, defining: definitions)
        let catalogue = try await Catalogue.scan(rig.settings(deadlines), logger: rig.log.logger)
        let entry = try #require(catalogue.entries.first)
        guard case .failure(let problem) = entry.plugin else {
            Issue.record("\(source) was accepted")
            return ""
        }
        return problem.text
    }

    @Test(
        "A table that cannot be used is refused, with the reason",
        arguments: [
            ("PLUGIN_SIZE=0", "size 0 and abi_major 0"), ("PLUGIN_SIZE=4", "abi_major 0"), ("PLUGIN_SIZE=7", "abi_major 1"),
            ("PLUGIN_MAJOR=0", "abi_major 0"), ("PLUGIN_MAJOR=2", "abi_major 2"), ("PLUGIN_MAJOR=65535", "abi_major 65535"),
            ("PLUGIN_MIN_HOST_MINOR=9", "it needs ABI 1.9 or later"), ("PLUGIN_CREATE=NULL", "no create()"),
            ("PLUGIN_DESTROY=NULL", "no destroy()"), ("PLUGIN_EVALUATE=NULL", "no evaluate()"),
            ("PLUGIN_MANIFEST=\"\"", "manifest_json is not JSON"), ("PLUGIN_MANIFEST=\"nonsense\"", "manifest_json is not JSON"),
            ("PLUGIN_MANIFEST=\"[]\"", "not a JSON object"), ("PLUGIN_MANIFEST=\"{}\"", "\"usher\": 1"),
            ("PLUGIN_MANIFEST=\"{\\\"usher\\\":1}\"", "needs \"id\""),
            ("PLUGIN_MANIFEST=\"{\\\"usher\\\":1,\\\"id\\\":\\\"A B\\\"}\"", "lower-case"),
            ("PLUGIN_MANIFEST=\"{\\\"usher\\\":1,\\\"id\\\":\\\"a\\\"}\"", "needs \"name\""),
            ("PLUGIN_MANIFEST=\"{\\\"usher\\\":1,\\\"id\\\":\\\"a\\\",\\\"name\\\":\\\"x\\\\ny\\\"}\"", "control characters"),
        ])
    func table(definition: String, reason: String) async throws {
        let found = try await problem("table", defining: [definition])
        // Seven bytes of a table end inside abi_major: what is there counts, the rest is zero.
        #expect(found.contains(definition == "PLUGIN_SIZE=7" ? "no create()" : reason), "\(found)")
    }

    @Test("A table of a later minor version is read as far as it is known")
    func largerTable() async throws {
        try await PluginRig.run("table", defining: ["PLUGIN_SIZE=0xfffffff0"]) { (host, _) async throws in
            #expect(try await host.evaluateOnce().finding == .holds)
        }
    }

    @Test(
        "Extensions that cannot be used are refused, with the reason",
        arguments: [
            (1, "signature of action act"), (2, "signature of action act"), (3, "no function"), (4, "two actions"),
            (5, "more than 64"), (6, "is NULL"), (7, "lacks describe()"), (8, "breaks the grammar"),
        ])
    func extensions(wrong: Int, reason: String) async throws {
        let found = try await problem("extensions", defining: ["WRONG=\(wrong)"])
        #expect(found.contains(reason), "\(found)")
    }

    @Test(
        "A library without a good entry is refused, with the reason",
        arguments: [
            ("null_entry", "returned NULL"), ("no_entry", "does not export usher_plugin_v1"),
            ("wild_entry", "where no table can be"),
        ])
    func entry(source: String, reason: String) async throws {
        let found = try await problem(source)
        #expect(found.contains(reason), "\(found)")
    }

    @Test("A constructor that exits, crashes or hangs is a reason for a file, not for the daemon")
    func constructors() async throws {
        let polite = try await problem("exit_in_constructor")
        #expect(polite.contains("ended by itself with code 0"), "\(polite)")
        #expect(try await problem("crash_outside", defining: ["CRASH_IN=1"]).contains("signal"))
        #expect(try await problem("crash_outside", defining: ["CRASH_IN=2"]).contains("signal"))
        #expect(
            try await problem("hang", defining: ["HANG_IN=1", "HANG_BUSY=0"], deadlines: PluginRig.hasty).contains("in time"))
    }

    @Test("A crash or a hang in create() makes the instance unknown and the worker start again", arguments: [0, 1])
    func create(hangs: Int) async throws {
        let source = hangs == 1 ? "hang" : "crash_outside"
        let definitions = hangs == 1 ? ["HANG_IN=2", "HANG_BUSY=0"] : ["CRASH_IN=3"]
        try await PluginRig.run(source, defining: definitions, deadlines: PluginRig.hasty) { (host, _) async throws in
            guard case .unknown = try await host.evaluateOnce().finding else {
                Issue.record("an instance that was never made answered")
                return
            }
            let status = try #require(await host.instances().first)
            guard case .down = status.health else {
                Issue.record("\(status)")
                return
            }
        }
    }

    @Test("An instance without a self is not used")
    func noSelf() async throws {
        try await PluginRig.run("no_self") { (host, _) async throws in
            #expect(try await host.evaluateOnce().finding != .holds)
            #expect(try #require(await host.instances().first).health == .down("its create() returned USHER_OK and no self"))
            #expect(try host.worker().crashes == 0)
        }
    }

    @Test("A plugin that hangs or crashes while it is ended does not hold up the end", arguments: ["destroy-hang", "4", "5"])
    func endings(which: String) async throws {
        let rig = PluginRig()
        if which == "destroy-hang" {
            try rig.add("hang", defining: ["HANG_IN=4", "HANG_BUSY=1"])
        } else {
            try rig.add("crash_outside", defining: ["CRASH_IN=\(which)"])
        }
        let configured = ConfiguredInstance(id: PluginRig.instance, pluginID: "hostile", configJSON: "{}")
        let host = try rig.host([configured], rig.settings(PluginRig.hasty))
        try await host.start()
        let pid = try #require(try host.worker().pid)
        // It would hang for ever.
        await host.shutdown()
        #expect(!processExists(pid))
        #expect(try await host.evaluateOnce().finding == .unknown("The authoriser is not running."))
        await host.shutdown()
    }

    @Test("A plugin that shows another manifest when it is used than when it was looked at is not used")
    func twoFaces() async throws {
        try await PluginRig.run("two_faces") { (host, rig) async throws in
            #expect(try await host.evaluateOnce().finding != .holds)
            #expect(rig.log.text.contains("its manifest is not the one that it showed before"))
        }
    }

    @Test("Threads of a plugin that use the host beside its calls disturb neither the calls nor the protocol")
    func threads() async throws {
        try await PluginRig.run("threads") { (host, _) async throws in
            for _ in 0..<300 { #expect(try await host.evaluateOnce().finding == .holds) }
            let many = await host.evaluate(
                Array(repeating: PluginRig.subject, count: 2_000), requirementJSON: "{}", at: PluginRig.instance)
            #expect(many.allSatisfy { $0.finding == .holds })
            #expect(try host.worker().crashes == 0)
        }
    }

    @Test("A plugin that hangs or crashes keeps no other plugin from answering")
    func neighbours() async throws {
        let rig = PluginRig()
        try rig.add("hang", defining: ["HANG_IN=3", "HANG_BUSY=1"])
        try rig.add("good")
        let good = InstanceID("good")!
        let instances = [
            ConfiguredInstance(id: PluginRig.instance, pluginID: "hostile", configJSON: "{}"),
            ConfiguredInstance(id: good, pluginID: "good", configJSON: #"{"greeting":"hi"}"#),
        ]
        try await rig.run(instances, settings: rig.settings(PluginRig.hasty)) { (host) async throws in
            async let hanging = host.evaluateOnce()
            let answer = await host.run(action: "nothing", arguments: [], at: good)
            #expect(answer == .answered("null"))
            #expect(try await hanging.finding != .holds)
            try await eventually("the hanging plugin was ended and runs again") {
                host.workers().map(\.crashes) == [0, 1] && host.workers().allSatisfy(\.isServing)
            }
        }
    }

    @Test(
        "A lie about a claim is unknown",
        arguments: ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", String(repeating: "z", count: 100_000)])
    func claims(code: String) async throws {
        try await PluginRig.run("claims") { (host, _) async throws in
            let gate = PluginRig.instance
            if case .answered(let offer) = await host.describe(code: code, at: gate) { Issue.record("\(offer)") }
            let claim = RedemptionID(randomBytes: Array(repeating: 1, count: 16))
            let isGood = "fg".contains(code)
            if !isGood, case .answered(let answer) = await host.reserve(code: code, as: claim, for: PluginRig.subject, at: gate) {
                Issue.record("\(answer)")
            }
            if case .answered = await host.commit(claim, at: gate) { Issue.record("commit") }
            #expect(try host.worker().crashes == 0)
        }
    }
}
