import Glibc
import Testing
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("Services that a worker asks of the daemon")
struct WorkerServiceTests {
    private static let response = WireHTTPResponse(
        status: 201, flags: 1, retryAfterMilliseconds: -1, headers: ["etag", "e1"], body: Array("hello".utf8),
        finalURL: "https://a.example/y")

    /// What the plugin said.
    private static func reason(_ outcome: Outcome) throws -> String {
        guard case .evidence(let evidence)? = outcome.item else { throw RigFault("no evidence: \(outcome)") }
        return evidence.reason
    }

    /// Runs one question of `worker_services`, in which nothing may be asked of the daemon.
    private static func refusal(_ worker: BareWorker, _ requirement: String) throws -> String {
        try reason(try worker.returned(try worker.ask(requirement, ringing: false)))
    }

    @Test("An exchange carries every field there and back")
    func exchange() async throws {
        try await BareWorker.run("worker_services") { worker in
            try worker.create()
            let call = try worker.ask("perform", ringing: false)
            let (asking, request) = try worker.request()
            guard asking == call, case .http(let requests) = request, requests.count == 1 else { throw RigFault("\(request)") }
            #expect(requests[0].flags == HTTPFlag.cache)
            #expect(requests[0].timeoutMilliseconds == 5)
            #expect(requests[0].url == "https://a.example/x")
            #expect(requests[0].headers == ["Accept", "text/plain"])
            #expect(requests[0].body == Array("body".utf8))
            #expect(requests[0].authSecretName == "config/token")
            try worker.reply(call, ServiceReply(.ok, .exchange(0, Self.response)), ringing: false)
            #expect(try Self.reason(try worker.returned(call)) == "201 1 1 -1 etag=e1 hello https://a.example/y")
        }
    }

    @Test("Structs of an older plugin are read and written no further than they go")
    func sizes() async throws {
        try await BareWorker.run("worker_services") { worker in
            try worker.create()
            let short = try worker.ask("perform short request", ringing: false)
            guard case (short, .http(let requests)) = try worker.request() else { throw RigFault("no exchange") }
            #expect(requests[0].headers == [])
            #expect(requests[0].body == [])
            try worker.reply(short, ServiceReply(.policy, .exchange(0, nil)), ringing: false)
            #expect(try Self.reason(try worker.returned(short)) == "-9 ")
            let call = try worker.ask("perform short response", ringing: false)
            _ = try worker.request()
            try worker.reply(call, ServiceReply(.ok, .exchange(0, Self.response)), ringing: false)
            #expect(try Self.reason(try worker.returned(call)) == "201 ok")
        }
    }

    @Test("What a plugin of a later version finds in an answer, and this host knows nothing of, is zero")
    func later() async throws {
        try await BareWorker.run("worker_services") { worker in
            try worker.create()
            let call = try worker.ask("perform later response", ringing: false)
            _ = try worker.request()
            try worker.reply(call, ServiceReply(.ok, .exchange(0, Self.response)), ringing: false)
            #expect(try Self.reason(try worker.returned(call)) == "201 zero")
            // A size that nobody can mean was never set.
            #expect(try Self.refusal(worker, "perform endless response") == "-1 ")
        }
    }

    @Test("A request that makes no sense or is too large never leaves the worker, which goes on")
    func refusals() async throws {
        try await BareWorker.run("worker_services") { worker in
            try worker.create()
            for wrong in ["line break", "no url", "no headers", "wild body", "no request", "no response"] {
                #expect(try Self.refusal(worker, "perform " + wrong) == "-1 ", "\(wrong)")
            }
            for large in ["many headers", "large body", "large answer"] {
                #expect(try Self.refusal(worker, "perform " + large) == "-10 ", "\(large)")
            }
            #expect(try Self.refusal(worker, "secret put large") == "-10 ")
            #expect(try Self.refusal(worker, "secret nameless") == "-1 ")
            #expect(try Self.refusal(worker, "connect nowhere") == "-1 ")
            #expect(try Self.refusal(worker, "perform_many 65") == "-10 99/0 99/0 99/0")
            #expect(try Self.refusal(worker, "perform_many heavy") == "-10 -10/0 -10/0 -10/0")
        }
    }

    @Test("Exchanges at the same time end in any order, and one that makes no sense spoils none of the others")
    func many() async throws {
        try await BareWorker.run("worker_services") { worker in
            try worker.create()
            let call = try worker.ask("perform_many", ringing: false)
            guard case (call, .http(let requests)) = try worker.request(), requests.count == 2 else { throw RigFault("not two") }
            try worker.reply(call, ServiceReply(.ok, .exchange(1, Self.response)), ringing: false)
            #expect(worker.isQuiet())
            try worker.reply(call, ServiceReply(.upstream, .exchange(0, nil)), ringing: false)
            #expect(try Self.reason(try worker.returned(call)) == "0 -6/0 -1/0 0/201")
        }
    }

    @Test("What does not fit into a call's memory is refused, the rest arrives")
    func arena() async throws {
        try await BareWorker.run("worker_services") { worker in
            try worker.create()
            let call = try worker.ask("perform_many", ringing: false)
            _ = try worker.request()
            let large = WireHTTPResponse(
                status: 200, flags: 0, retryAfterMilliseconds: -1, headers: [],
                body: Array(repeating: 1, count: Limit.responseBody), finalURL: "https://a.example/")
            for place in 0..<2 { try worker.reply(call, ServiceReply(.ok, .exchange(place, large)), ringing: false) }
            #expect(try Self.reason(try worker.returned(call)) == "0 0/200 -1/0 -10/0")
        }
    }

    @Test("Secrets are asked for by name, and a signature is for the daemon to judge")
    func secrets() async throws {
        try await BareWorker.run("worker_services") { worker in
            try worker.create()
            let steps: [(String, SecretRequest, ServiceReply, String)] = [
                ("get", .get(name: "config/token"), ServiceReply(.ok, .value(version: 0, [115, 51])), "0 s3"),
                ("get", .get(name: "config/token"), ServiceReply(.notFound), "-11 "),
                ("put", .put(name: "k", value: [118]), ServiceReply(.ok), "0 "),
                ("del", .delete(name: "k"), ServiceReply(.ok), "0 "),
                (
                    "verify", .verify(name: "config/hook", algorithm: "sha256", data: Array("data".utf8), mac: "00ff"),
                    ServiceReply(.policy), "-9 "
                ),
            ]
            for (word, expected, reply, said) in steps {
                let call = try worker.ask("secret " + word, ringing: false)
                guard case (call, .secret(let request)) = try worker.request() else { throw RigFault("no secret") }
                #expect(request == expected)
                try worker.reply(call, reply, ringing: false)
                #expect(try Self.reason(try worker.returned(call)) == said)
            }
        }
    }

    @Test("A connection arrives as a descriptor that no other program inherits")
    func connect() async throws {
        try await BareWorker.run("worker_services") { worker in
            try worker.create()
            for round in 0..<40 {
                var ends: (Int32, Int32) = (-1, -1)
                let piped = withUnsafeMutablePointer(to: &ends) {
                    $0.withMemoryRebound(to: Int32.self, capacity: 2) { pipe($0) }
                }
                #expect(piped == 0)
                let call = try worker.ask("connect", ringing: false)
                guard case (call, .connect("ldap.example", 636)) = try worker.request() else { throw RigFault("no connect") }
                let text = "greeting \(round)"
                _ = text.withCString { write(ends.1, $0, strlen($0)) }
                close(ends.1)
                try worker.reply(call, descriptor: ends.0)
                close(ends.0)
                #expect(try Self.reason(try worker.returned(call)) == "0 " + text)
            }
            let refused = try worker.ask("connect", ringing: false)
            _ = try worker.request()
            try worker.reply(refused, ServiceReply(.policy), ringing: false)
            #expect(try Self.reason(try worker.returned(refused)) == "-9 ")
        }
    }

    @Test("A plugin that keeps its connections is told when it has too many, and goes on")
    func leak() async throws {
        try await BareWorker.run("worker_services") { worker in
            try worker.create()
            var said: [String] = []
            for _ in 0..<1_200 {
                let call = try worker.ask("connect leak", ringing: false)
                _ = try worker.request()
                try worker.reply(call, descriptor: worker.process.output)
                // Something to read, for whoever got it.
                said.append(try Self.reason(try worker.returned(call)))
                if said.last == "-10 " { break }
            }
            #expect(said.last == "-10 ")
            let call = try worker.ask("secret del", ringing: false)
            _ = try worker.request()
            try worker.reply(call, ServiceReply(.ok), ringing: false)
            #expect(try Self.reason(try worker.returned(call)) == "0 ")
        }
    }
}
