import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import Testing
import UsherDomain
import UsherEngine
import UsherStore
import UsherTesting

@testable import UsherServer

@Suite("The admin's API")
struct AdminTests {
    /// The admin's routes with an authoriser that has one harmless and one destructive action.
    private struct Desk {
        let directory: TemporaryDirectory
        let store: Store
        let authorisers: FakeAuthorisers
        let administration = FakeAdministration()
        let responder: any HTTPResponder<DoorContext>

        init(_ name: String) throws {
            let clock = ManualClock()
            directory = try TemporaryDirectory()
            store = try Store.open(directory: directory.path, clock: clock, random: SeededRandom(name))
            authorisers = FakeAuthorisers(instance: try #require(InstanceID("invites")))
            for (id, signature, isDestructive) in [("list", "", false), ("drop", "id s, times i_opt, extra j_opt", true)] {
                authorisers.declare(
                    PluginDescription.Action(
                        id: id, title: "Title of \(id)", signature: try #require(ActionSignature(signature)),
                        signatureText: signature, isDestructive: isDestructive))
            }
            authorisers.declare(
                Self.harmless("numbers"), result: #"{"b":18446744073709551615,"a":1e999,"c":0.10,"d":"\u00e4"}"#)
            authorisers.declare(Self.harmless("sweep"), changing: true)
            let run = RunPluginAction(ledger: store.ledger, authorisers: authorisers, clock: clock)
            responder = AdminApp.router(
                AdminApp.Cases(
                    authorisers: authorisers, administration: administration,
                    sandbox: SandboxSummary(missing: ["Landlock"], isBestEffort: true), runAction: run,
                    metrics: {
                        [
                            Metric("usher_a", "A thing.", .gauge, labels: [("name", "x\"\\\n")], 1),
                            Metric("usher_b_total", "Another.", .counter, 2.5), Metric("usher_a", "A thing.", .gauge, 0),
                        ]
                    }), actor: "command-line", clock: clock
            ).buildResponder()
        }

        private static func harmless(_ id: String) -> PluginDescription.Action {
            PluginDescription.Action(
                id: id, title: "Title of \(id)", signature: ActionSignature("")!, signatureText: "", isDestructive: false)
        }

        func send(_ method: HTTPRequest.Method, _ path: String, _ json: String = "") async throws -> (Int, String) {
            let fields: HTTPFields = json.isEmpty ? [:] : [.contentType: "application/json"]
            let head = HTTPRequest(method: method, scheme: "http", authority: "usher", path: path, headerFields: fields)
            var logger = Logger(label: "request")
            logger.logLevel = .critical
            logger[metadataKey: "hb.request.id"] = "test"
            let context = DoorContext(source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: logger))
            let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: json)))
            let response = try await responder.respond(to: request, context: context)
            let writer = CollectingWriter()
            try await response.body.write(writer)
            return (response.status.code, String(buffer: writer.collected))
        }

        var reasons: [String] {
            get async throws { try await store.ledger.auditEntries(limit: 100).map(\.reason) }
        }
    }

    private func desk(_ name: String = #function) throws -> Desk { try Desk(name) }

    @Test("lists the instances with their actions and parameters")
    func instances() async throws {
        let (status, body) = try await desk().send(.get, "/v1/instances")
        #expect(status == 200)
        #expect(body.contains(#""id":"invites""#) && body.contains(#""running":true"#))
        #expect(body.contains(#"{"name":"times","optional":true,"type":"i"}"#))
        #expect(body.contains(#""destructive":true,"id":"drop""#))
        #expect(body.contains(#""problem":null"#) && body.contains(#""warnings":[]"#))
    }

    @Test("runs a harmless action at once, and writes down before and after")
    func harmless() async throws {
        let desk = try desk()
        let (status, body) = try await desk.send(.post, "/v1/instances/invites/actions/list", "{}")
        #expect(status == 200)
        #expect(body == #"{"result":null}"#)
        let reasons = try await desk.reasons
        #expect(Set(reasons) == ["asked to run list", "ran list"])
    }

    @Test("gives the result as the plugin wrote it, to the last digit")
    func result() async throws {
        let (status, body) = try await desk().send(.post, "/v1/instances/invites/actions/numbers", "{}")
        #expect(status == 200)
        #expect(body == #"{"result":{"b":18446744073709551615,"a":1e999,"c":0.10,"d":"\u00e4"}}"#)
    }

    @Test("asks for a confirmation when the version that would run an action has begun to take something away")
    func changed() async throws {
        let desk = try desk()
        let path = "/v1/instances/invites/actions/sweep"
        let (status, body) = try await desk.send(.post, path, "{}")
        #expect(status == 409 && body.contains("confirmation-needed"))
        #expect(try await desk.reasons.contains("sweep was not run: it needs to be confirmed"))
        let confirm = try #require(body.firstMatch(of: /"confirm":"([0-9a-f]{32})"/)?.1)
        #expect(try await desk.send(.post, path, #"{"confirm":"\#(confirm)"}"#).0 == 200)
    }

    @Test("runs a destructive action only with the confirmation of exactly these arguments")
    func destructive() async throws {
        let desk = try desk()
        let path = "/v1/instances/invites/actions/drop"
        let (status, body) = try await desk.send(.post, path, #"{"arguments":{"id":"a"}}"#)
        #expect(status == 409)
        #expect(try await desk.reasons.isEmpty)
        struct Needed: Decodable {
            let code: String
            let confirm: String
        }
        let needed = try JSONDecoder().decode(Needed.self, from: Data(body.utf8))
        #expect(needed.code == "confirmation-needed")
        let other = try await desk.send(.post, path, #"{"arguments":{"id":"b"},"confirm":"\#(needed.confirm)"}"#)
        #expect(other.0 == 409)
        #expect(try await desk.reasons.isEmpty)
        let done = try await desk.send(.post, path, #"{"arguments":{"id":"a"},"confirm":"\#(needed.confirm)"}"#)
        #expect(done.0 == 200)
        #expect(try await desk.reasons.contains("ran drop"))
    }

    @Test(
        "says what is wrong with arguments, and runs nothing",
        arguments: [
            (#"{"arguments":{}}"#, "\"id\" is missing"), (#"{"arguments":{"id":1}}"#, "must be text"),
            (#"{"arguments":{"id":"a","tims":1}}"#, "There is no argument \"tims\""),
            (#"{"arguments":{"id":"a","times":"x"}}"#, "must be a whole number"), (#"{"arguments":[]}"#, "not the JSON object"),
            ("{", "not the JSON object"),
        ])
    func wrong(json: String, text: String) async throws {
        let desk = try desk()
        let (status, body) = try await desk.send(.post, "/v1/instances/invites/actions/drop", json)
        #expect(status == 400)
        #expect(body.replacing("\\\"", with: "\"").contains(text), "\(body)")
        #expect(try await desk.reasons.isEmpty)
    }

    @Test("knows no other instance and no other action")
    func unknown() async throws {
        let desk = try desk()
        #expect(try await desk.send(.post, "/v1/instances/other/actions/list", "{}").0 == 404)
        let (status, body) = try await desk.send(.post, "/v1/instances/invites/actions/lst", "{}")
        #expect(status == 404)
        #expect(body.contains("list, drop"))
    }

    @Test("lists plugin files with what they ask for, and how well they are locked in")
    func plugins() async throws {
        let (status, body) = try await desk().send(.get, "/v1/plugins")
        #expect(status == 200)
        #expect(body.contains(#""state":"waiting-for-consent""#) && body.contains("wants to reach example.org"))
        #expect(body.contains(#""best_effort":true,"complete":false,"missing":["Landlock"]"#))
        #expect(body.contains(#""last_change":null"#), "a field without a value is null")
    }

    @Test("decides on a plugin file by its content, and says when there is nothing to decide")
    func decisions() async throws {
        let desk = try desk()
        let waiting = FakeAdministration.waiting.text
        #expect(try await desk.send(.post, "/v1/plugins/\(waiting)/approve").0 == 204)
        #expect(desk.administration.decided == ["approve \(waiting) by command-line"])
        #expect(try await desk.send(.post, "/v1/plugins/\(waiting)/lift").0 == 409)
        #expect(try await desk.send(.post, "/v1/plugins/\(String(repeating: "0", count: 64))/approve").0 == 404)
        #expect(try await desk.send(.post, "/v1/plugins/plugin.so/approve").0 == 400)
    }

    @Test("shows metrics in Prometheus' format, those of one name together")
    func metrics() async throws {
        let (status, body) = try await desk().send(.get, "/metrics")
        #expect(status == 200)
        #expect(
            body == """
                # HELP usher_a A thing.
                # TYPE usher_a gauge
                usher_a{name="x\\"\\\\\\n"} 1
                usher_a 0
                # HELP usher_b_total Another.
                # TYPE usher_b_total counter
                usher_b_total 2.5

                """)
    }

    @Test("passes a failure on, with its reason")
    func failure() async throws {
        let desk = try desk()
        desk.authorisers.troubles.next(.refused(Unknown(.failed, "the third party said no")))
        let (status, body) = try await desk.send(.post, "/v1/instances/invites/actions/list", "{}")
        #expect(status == 502)
        #expect(body.contains("the third party said no"))
    }
}

/// One file that waits for consent.
private final class FakeAdministration: PluginAdministration {
    static let waiting = PluginDigest(String(repeating: "a", count: 64))!

    private let decisions = Mutex<[String]>([])

    var decided: [String] { decisions.withLock { $0 } }

    func pluginStates() async -> PluginStates {
        PluginStates(
            revision: 1,
            plugins: [
                PluginState(
                    file: "a.so", digest: Self.waiting, pluginID: "a", name: "A", version: "2.0.0", permissions: [],
                    standing: .waitingForConsent(["wants to reach example.org"]), lastChange: nil)
            ], problem: "")
    }

    func pluginStates(after revision: UInt64) async -> PluginStates { await pluginStates() }

    func approve(_ digest: PluginDigest, by actor: String) async throws(PluginAdministrationFailure) {
        guard digest == Self.waiting else { throw PluginAdministrationFailure(.unknownDigest, "there is no such file") }
        decisions.withLock { $0.append("approve \(digest) by \(actor)") }
    }

    func lift(_ digest: PluginDigest, by actor: String) async throws(PluginAdministrationFailure) {
        throw PluginAdministrationFailure(.notQuarantined, "it is not in quarantine")
    }
}
