import Foundation
import Testing
import UsherDomain
import UsherPlugins
import UsherTesting

@Suite("A plugin that does everything right")
struct GoodPluginTests {
    private let room = RoomID("!demo:example.org")!

    private func run(store: MemoryStore = MemoryStore(), _ body: (PluginAuthorisers, PluginRig) async throws -> Void) async throws
    {
        try await PluginRig.run("good", id: "good", config: #"{"greeting":"hi \"there\""}"#, store: store, body)
    }

    @Test("It is described by its manifest, its extensions and its actions")
    func description() async throws {
        try await run { (host, _) async throws in
            let status = try #require(await host.instances().first)
            #expect(status.health == .running)
            let plugin = try #require(status.plugin)
            #expect(plugin.id == "good")
            #expect(plugin.name == "Test plugin")
            #expect(plugin.version == "1.0.0")
            #expect(plugin.abiMajor == 1)
            #expect(plugin.extensions == ["usher.actions/1", "usher.claim/1", "usher.link/1"])
            #expect(plugin.actions.map(\.id) == ["echo", "echo_options", "put", "keys", "url", "senses", "nothing"])
            #expect(plugin.actions.first { $0.id == "put" }?.isDestructive == true)
            #expect(plugin.actions.first { $0.id == "echo" }?.isDestructive == false)
        }
    }

    @Test("What it finds out arrives with its reason, its facts and its time")
    func evidence() async throws {
        try await run { (host, _) async throws in
            let holds = try await host.evaluateOnce(#"{"is":"alice"}"#)
            #expect(holds.finding == .holds)
            #expect(holds.factsJSON == #"{"seen":1}"#)
            #expect(holds.observedAt == Instant(unixMilliseconds: 1_000_000))
            #expect(holds.freshUntil == Instant(unixMilliseconds: 1_060_000))

            let holdsNot = try await host.evaluateOnce(#"{"is":"bob"}"#)
            #expect(holdsNot.finding == .doesNotHold)
            #expect(holdsNot.reason == "You are somebody else.")
            #expect(holdsNot.freshUntil == nil)

            let unknown = try await host.evaluateOnce("{}")
            #expect(unknown.finding == .unknown("The authoriser could not find out."))
        }
    }

    @Test("Many subjects are answered in their order, beyond one frame too")
    func manySubjects() async throws {
        try await run { (host, _) async throws in
            let subjects = (0..<1_300).map { Subject(accountID: $0 % 3 == 0 ? "alice" : "bob\($0)", pseudonym: "p") }
            let evidence = await host.evaluate(subjects, requirementJSON: #"{"is":"alice"}"#, at: PluginRig.instance)
            let expected = subjects.map { $0.accountID == "alice" ? Evidence.Finding.holds : .doesNotHold }
            #expect(evidence.map(\.finding) == expected)
            #expect(await host.evaluate([], requirementJSON: "{}", at: PluginRig.instance).isEmpty)
        }
    }

    @Test("A claim is described, reserved once for a person, committed and released")
    func claims() async throws {
        let store = MemoryStore()
        try store.put("code/abc", Array(room.text.utf8), ttlMilliseconds: 0, expected: .anything, of: PluginRig.instance)
        try await run(store: store) { (host, _) async throws in
            let gate = PluginRig.instance
            let offered = await host.describe(code: "abc", at: gate)
            #expect(
                offered
                    == .answered(.offered(ClaimOffer.Details(room: room, from: "Ann", expiresAt: nil, usesLeft: nil))))
            #expect(await host.describe(code: "nope", at: gate) == .answered(.refused))

            let claim = RedemptionID(randomBytes: Array(repeating: 7, count: 16))
            let reserved = Answer.answered(ClaimReservation.reserved(room: room, accountID: "account-1"))
            #expect(await host.reserve(code: "abc", as: claim, for: PluginRig.subject, at: gate) == reserved)
            #expect(await host.reserve(code: "abc", as: claim, for: PluginRig.subject, at: gate) == reserved)
            #expect(await host.reserve(code: "no", as: claim, for: PluginRig.subject, at: gate) == .answered(.refused))
            let stored = try #require(try store.get("claim/\(claim)", of: gate))
            #expect(stored.value == Array(PluginRig.subject.pseudonym.utf8))

            guard case .answered = await host.commit(claim, at: gate) else {
                Issue.record("commit failed")
                return
            }
            #expect(try store.get("claim/\(claim)", of: gate)?.value == Array("committed".utf8))
            guard case .answered = await host.release(claim, at: gate) else {
                Issue.record("release failed")
                return
            }
            #expect(try store.get("claim/\(claim)", of: gate) == nil)
        }
    }

    @Test("An action receives every type of argument as it was given")
    func arguments() async throws {
        try await run { (host, _) async throws in
            let given: [ActionArgument] = [
                .bool(true), .integer(.min), .double(-0.1), .text("q\"ü€😀"), .bytes([0, 1, 255]), .json("[1,{\"a\":null}]"),
                .integer(7), .text("opt"),
            ]
            let echoed = await host.run(action: "echo", arguments: given, at: PluginRig.instance)
            #expect(
                echoed
                    == .answered(
                        #"{"b":1,"i":-9223372036854775808,"d":-0.10000000000000001,"s":"q\"ü€😀","y":"0001ff","#
                            + #""j":[1,{"a":null}],"i_opt":7,"s_opt":"opt","self":"hi \"there\""}"#))
            let without = await host.run(
                action: "echo", arguments: Array(given[..<6]) + [.absent, .absent], at: PluginRig.instance)
            guard case .answered(let text) = without else {
                Issue.record("\(without)")
                return
            }
            #expect(text.contains(#""i_opt":null,"s_opt":null"#))

            let options = await host.run(
                action: "echo_options", arguments: [.bool(false), .double(2.5), .bytes([1, 2]), .json("{}")],
                at: PluginRig.instance)
            #expect(options == .answered("[false,2.5,2,{}]"))
            let none = await host.run(
                action: "echo_options", arguments: [.absent, .absent, .absent, .absent], at: PluginRig.instance)
            #expect(none == .answered("[null,-1.5,999,null]"))
        }
    }

    @Test("Arguments that do not fit the signature never reach the plugin")
    func wrongArguments() async throws {
        try await run { (host, _) async throws in
            let gate = PluginRig.instance
            let wrong: [[ActionArgument]] = [
                [], [.text("a")], [.text("a"), .integer(1)], [.absent, .text("b")], [.text("a"), .text("b"), .text("c")],
            ]
            for arguments in wrong {
                guard
                    case .unknown(let unknown) = await host.run(action: "put", arguments: arguments, isConfirmed: true, at: gate)
                else {
                    Issue.record("\(arguments) was accepted")
                    continue
                }
                #expect(unknown.kind == .unsupported)
            }
            let bad = await host.run(
                action: "echo_options", arguments: [.absent, .absent, .absent, .json("{")], at: gate)
            #expect(bad != .answered("[null,-1.5,999,{]"))
            guard case .unknown(let unknown) = await host.run(action: "no-such", arguments: [], at: gate) else {
                Issue.record("an unknown action was run")
                return
            }
            #expect(unknown.kind == .unsupported)
        }
    }

    @Test("It reads and writes its own keys, and learns its address and the time")
    func services() async throws {
        let store = MemoryStore()
        let other = InstanceID("other")!
        try store.put("k/foreign", [1], ttlMilliseconds: 0, expected: .anything, of: other)
        try await run(store: store) { (host, _) async throws in
            let gate = PluginRig.instance
            for key in ["k/b", "k/a", "x", "k/ü"] {
                let stored = await host.run(action: "put", arguments: [.text(key), .text("value")], isConfirmed: true, at: gate)
                #expect(stored == .answered("null"))
            }
            let keys = await host.run(action: "keys", arguments: [.text("k/"), .absent], at: gate)
            #expect(keys == .answered(#"["k/a","k/b","k/ü"]"#))
            #expect(await host.run(action: "keys", arguments: [.text("k/"), .integer(1)], at: gate) == .answered(#"["k/a"]"#))

            let huge = String(repeating: "v", count: 200_000)
            guard
                case .unknown(let full) = await host.run(
                    action: "put", arguments: [.text("k"), .text(huge)], isConfirmed: true, at: gate)
            else {
                Issue.record("the quota was not kept")
                return
            }
            #expect(full.kind == .failed)
            #expect(full.message.contains("-10"))

            let url = await host.run(action: "url", arguments: [.text("a b/ü#")], at: gate)
            #expect(url == .answered(#""https://usher.example/i/gate#a%20b%2F%C3%BC%23""#))
            #expect(await host.run(action: "nothing", arguments: [], at: gate) == .answered("null"))

            let senses = await host.run(action: "senses", arguments: [], at: gate)
            guard case .answered(let json) = senses else {
                Issue.record("\(senses)")
                return
            }
            let said = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Int64])
            #expect(try abs(#require(said["unix"]) - Int64(Date().timeIntervalSince1970 * 1_000)) < 60_000)
            #expect(try (1...60_000).contains(#require(said["left"])))
            #expect(try #require(said["zeros"]) < 10)
            #expect(said["over"] == 1)
        }
    }

    @Test("A store that fails is an error in the plugin, and unknown to us")
    func brokenStore() async throws {
        try await run(store: MemoryStore(isBroken: true)) { (host, _) async throws in
            guard case .unknown(let unknown) = await host.describe(code: "abc", at: PluginRig.instance) else {
                Issue.record("a broken store was taken for an answer")
                return
            }
            #expect(unknown.kind == .failed)
        }
    }

    @Test("What it logs reaches the log as one harmless line")
    func logging() async throws {
        try await run { (_, rig) async throws in
            #expect(rig.log.text.contains("text=loaded [31m and well"))
            #expect(!rig.log.text.contains("\u{1b}"))
        }
    }

    @Test("A configuration that it refuses is shown to the admin in its own words")
    func misconfigured() async throws {
        try await PluginRig.run("good", id: "good", config: #"{"greeting":1}"#) { (host, _) async throws in
            let status = try #require(await host.instances().first)
            #expect(status.health == .down(#""greeting" must be text"#))
            guard case .unknown(let unknown) = await host.describe(code: "abc", at: PluginRig.instance) else {
                Issue.record("a misconfigured instance answered")
                return
            }
            #expect(unknown.kind == .misconfigured)
        }
    }

    @Test("Two instances of one plugin live in one worker and keep apart")
    func twoInstances() async throws {
        let rig = PluginRig()
        try rig.add("good")
        let one = InstanceID("one")!
        let two = InstanceID("two")!
        let instances = [one, two].map { ConfiguredInstance(id: $0, pluginID: "good", configJSON: #"{"greeting":"\#($0)"}"#) }
        try await rig.run(instances) { (host) async throws in
            #expect(host.workers().count == 1)
            _ = await host.run(action: "put", arguments: [.text("only-one"), .text("v")], isConfirmed: true, at: one)
            #expect(await host.run(action: "keys", arguments: [.text(""), .absent], at: one) == .answered(#"["only-one"]"#))
            #expect(await host.run(action: "keys", arguments: [.text(""), .absent], at: two) == .answered("[]"))
            #expect(
                await host.run(action: "url", arguments: [.text("c")], at: two)
                    == .answered(#""https://usher.example/i/two#c""#))
        }
    }
}
