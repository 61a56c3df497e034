import FaultServer
import Foundation
import Testing
import UsherDomain
import UsherHTTP
import UsherStore
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("The service usher.http")
struct ServiceHTTPTests {
    @Test(
        "an exchange brings status, header and body, without cookies, and never fails for a status",
        arguments: [200, 404, 429, 500])
    func brings(status: Int) async throws {
        try await ServiceRig.run { rig in
            let order = Tenant.order(
                "hello", status: status, headers: ["X-Kept": "Yes", "Set-Cookie": "a=b", "Retry-After": "7"])
            try await rig.tenant.answer("GET /x", order)
            let (code, response) = try await rig.perform(Ask(rig.tenant.address + "/x#part"), rig.caller())
            let answer = try #require(response)
            #expect(code == .ok && answer.status == UInt32(status) && answer.flags == 0)
            let pairs = stride(from: 0, to: answer.headers.count, by: 2).map {
                answer.headers[$0] + ": " + answer.headers[$0 + 1]
            }
            #expect(pairs.sorted() == ["content-length: 5", "retry-after: 7", "x-kept: Yes"])
            #expect(answer.body == Array("hello".utf8) && answer.retryAfterMilliseconds == 7_000)
            #expect(answer.finalURL == rig.tenant.address + "/x")
        }
    }

    @Test("what a plugin sends arrives, and nothing else", arguments: ["POST", "PUT", "PATCH", "DELETE"])
    func sends(method: String) async throws {
        try await ServiceRig.run { rig in
            try await rig.tenant.answer("\(method) /x", Tenant.order("{}"))
            var ask = Ask(rig.tenant.address + "/x", method: method, headers: ["Content-Type", "text/plain", "X-A", "1"])
            ask.body = Array("body".utf8)
            #expect(try await rig.perform(ask, rig.caller()).1?.status == 200)
            let seen = try #require(try await rig.tenant.seen().first)
            #expect(seen.method == method && seen.body == "body" && seen.headers["X-A"] == "1")
            #expect(seen.headers["Content-Type"] == "text/plain" && seen.headers["Authorization"] == nil)
        }
    }

    @Test("what is not in the manifest is refused before anything is sent")
    func policy() async throws {
        try await ServiceRig.run { rig in
            let url = rig.tenant.address + "/x"
            for (ask, caller) in [
                (Ask("https://example.com/"), try rig.caller()), (Ask(url), try rig.caller(permissions: "{}")),
                (Ask(url.replacing("http://", with: "https://")), try rig.caller()),
                (Ask(url.replacing("127.0.0.1", with: "localhost")), try rig.caller()),
                (Ask("http://127.0.0.1:\(FaultServer.shared.port(.untouched))/"), try rig.caller()),
                (Ask(url, secret: "config/token"), try rig.caller(permissions: #"{"http":[{"config":"/a"}]}"#)),
            ] {
                #expect(try await rig.perform(ask, caller).0 == .policy)
            }
            #expect(try await rig.tenant.seen().isEmpty)
        }
    }

    @Test("a host of the manifest that leads into our own network is refused by its address")
    func rebinding() async throws {
        try await ServiceRig.run { rig in
            // localhost stands for a public name whose owner points it here.
            let port = FaultServer.shared.port(.untouched)
            let before = try await FaultServer.shared.counters(rig.client).untouched ?? 0
            let caller = try rig.caller(permissions: #"{"http":["https://localhost.localdomain:\#(port)"]}"#)
            let code = try await rig.perform(Ask("https://localhost.localdomain:\(port)/"), caller).0
            // Where no resolver knows the name, it does not lead anywhere.
            #expect([.policy, .upstream].contains(code))
            #expect(try await FaultServer.shared.counters(rig.client).untouched ?? 0 == before)
        }
    }

    @Test(
        "headers that belong to the host or the connection, and those that smuggle, are refused",
        arguments: [
            ["Host", "evil"], ["Content-Length", "1"], ["Connection", "close"], ["proxy-authorization", "x"],
            ["Transfer-Encoding", "chunked"],
            ["TE", "trailers"], ["Upgrade", "h2c"], ["X", "a\r\nHost: evil"], ["X", "a\nb"], ["X", "a\u{0}"], ["X Y", "1"],
            ["X:", "1"], ["", "1"],
        ])
    func headers(header: [String]) async throws {
        try await ServiceRig.run { rig in
            let caller = try rig.caller()
            #expect(try await rig.perform(Ask(rig.tenant.address + "/x", headers: header), caller).0 == .invalid)
            #expect(try await rig.tenant.seen().isEmpty)
        }
    }

    @Test("what makes no sense is refused")
    func invalid() async throws {
        try await ServiceRig.run { rig in
            let url = rig.tenant.address + "/x"
            var asks = [
                Ask("ftp://x/"), Ask(""), Ask(url, method: "get"), Ask(url, method: "TRACE"), Ask(url, method: "CONNECT"),
                Ask(url, method: "POST", flags: HTTPFlag.cache), Ask("http://user@127.0.0.1/"),
                Ask(url, headers: ["Authorization", "x"], secret: "config/token"),
            ]
            asks.append(Ask(url))
            asks[8].body = [1]
            asks.append(Ask(url, secret: "config/token"))
            asks[9].scheme = "Bearer x\r\n"
            let caller = try rig.caller(secrets: ["token": "t"])
            for ask in asks { #expect(try await rig.perform(ask, caller).0 == .invalid, "\(ask)") }
            #expect(try await rig.perform(Ask(url, flags: 4), caller).0 == .unsupported)
            #expect(try await rig.tenant.seen().isEmpty)
        }
    }

    @Test("a credential is added by the host, under the scheme asked for, and appears nowhere else")
    func credentials() async throws {
        try await ServiceRig.run { rig in
            try await rig.tenant.answer("GET /x", Tenant.order("{}"))
            let caller = try rig.caller(secrets: ["token": "hunter2", "bad": "hunter2\r\nX: 1", "empty": ""])
            try rig.store.secrets.put("subject/1", Secret(Array("hunter3".utf8)), of: caller.instance)
            let url = rig.tenant.address + "/x"
            var basic = Ask(url, secret: "subject/1")
            basic.scheme = "Basic"
            #expect(try await rig.perform(Ask(url, secret: "config/token"), caller).0 == .ok)
            #expect(try await rig.perform(basic, caller).0 == .ok)
            #expect(try await rig.tenant.seen().map { $0.headers["Authorization"] } == ["Bearer hunter2", "Basic hunter3"])
            #expect(try await rig.perform(Ask(url, secret: "config/bad"), caller).0 == .config)
            #expect(try await rig.perform(Ask(url, secret: "config/empty"), caller).0 == .notFound)
            #expect(try await rig.perform(Ask(url, secret: "subject/2"), caller).0 == .notFound)
            let other = try rig.caller(instance: "two")
            #expect(try await rig.perform(Ask(url, secret: "subject/1"), other).0 == .notFound)
            #expect(!rig.log.text.contains("hunter"))
            var dumped = ""
            dump(caller, to: &dumped)
            #expect(!dumped.contains("hunter"))
        }
    }

    @Test("redirects are followed within an origin with everything, and to another without credentials")
    func redirects() async throws {
        try await ServiceRig.run { rig in
            let tls = FaultServer.shared.url(.tls, #"{"do":"echo"}"#)
            try await rig.tenant.answer("GET /1", Tenant.order("", status: 302, headers: ["Location": "2?x"]))
            try await rig.tenant.answer("GET /2", Tenant.order("", status: 307, headers: ["Location": tls]))
            let ask = Ask(rig.tenant.address + "/1", headers: ["X-Key", "k", "Accept", "text/x"], secret: "config/token")
            let (code, response) = try await rig.perform(ask, rig.caller(secrets: ["token": "hunter2"]))
            #expect(code == .ok && response?.finalURL == tls)
            let echo = String(decoding: response?.body ?? [], as: UTF8.self)
            #expect(echo.contains("text/x") && !echo.contains("hunter2") && !echo.contains("X-Key"))
            let seen = try await rig.tenant.seen()
            #expect(seen.map(\.path) == ["/1", "/2?x"])
            #expect(seen.allSatisfy { $0.headers["Authorization"] == "Bearer hunter2" && $0.headers["X-Key"] == "k" })
        }
    }

    @Test("a redirect to what is not allowed, to plain text, to nonsense, or without end is refused")
    func badRedirects() async throws {
        try await ServiceRig.run { rig in
            let down = FaultServer.shared.url(
                .tls, Tenant.order("", status: 302, headers: ["Location": rig.tenant.address + "/ok"]))
            try await rig.tenant.answer("GET /loop", Tenant.order("", status: 302, headers: ["Location": "loop"]))
            try await rig.tenant.answer(
                "GET /away", Tenant.order("", status: 302, headers: ["Location": "https://evil.example/"]))
            try await rig.tenant.answer("GET /odd", Tenant.order("", status: 302, headers: ["Location": "javascript:x"]))
            let caller = try rig.caller()
            #expect(try await rig.perform(Ask(down), caller).0 == .policy)
            #expect(try await rig.perform(Ask(rig.tenant.address + "/away"), caller).0 == .policy)
            #expect(try await rig.perform(Ask(rig.tenant.address + "/odd"), caller).0 == .upstream)
            #expect(try await rig.perform(Ask(rig.tenant.address + "/loop"), caller).0 == .upstream)
            #expect(try await rig.tenant.seen().filter { $0.path == "/loop" }.count == 6)
        }
    }

    @Test("a redirect is handed out when the plugin asks for it, and when something else than looking was asked")
    func keptRedirects() async throws {
        try await ServiceRig.run { rig in
            for status in [302, 307] {
                for method in ["GET", "POST"] {
                    try await rig.tenant.answer(
                        "\(method) /\(status)", Tenant.order("", status: status, headers: ["Location": "ok"]))
                }
            }
            for method in ["GET", "POST"] { try await rig.tenant.answer("\(method) /ok", Tenant.order("{}")) }
            let (url, caller) = (rig.tenant.address, try rig.caller())
            #expect(try await rig.perform(Ask(url + "/302", flags: HTTPFlag.noRedirect), caller).1?.status == 302)
            #expect(try await rig.perform(Ask(url + "/302", method: "POST"), caller).1?.status == 302)
            var post = Ask(url + "/307", method: "POST")
            post.body = Array("again".utf8)
            #expect(try await rig.perform(post, caller).1?.status == 200)
            #expect(try await rig.tenant.seen().last?.body == "again")
            // What was sent here is not sent anywhere else.
            let elsewhere = FaultServer.shared.url(.tls, #"{"do":"big","bytes":1}"#)
            try await rig.tenant.answer("POST /away", Tenant.order("", status: 307, headers: ["Location": elsewhere]))
            var away = Ask(url + "/away", method: "POST")
            away.body = Array("secret".utf8)
            #expect(try await rig.perform(away, caller).1?.status == 307)
        }
    }

    @Test("answers are limited to what the plugin takes, and to what the host takes")
    func limits() async throws {
        try await ServiceRig.run { rig in
            let caller = try rig.caller()
            func url(_ bytes: Int) -> String { FaultServer.shared.url(.plain, #"{"do":"big","bytes":\#(bytes)}"#) }
            #expect(try await rig.perform(Ask(url(1 << 20)), caller).1?.body.count == 1 << 20)
            #expect(try await rig.perform(Ask(url(1 << 20 + 1)), caller).0 == .limit)
            var ask = Ask(url(8 << 20))
            ask.bodyBytesMax = .max
            #expect(try await rig.perform(ask, caller).1?.body.count == 8 << 20)
            ask = Ask(url((8 << 20) + 1))
            ask.bodyBytesMax = .max
            #expect(try await rig.perform(ask, caller).0 == .limit)
            ask = Ask(FaultServer.shared.url(.plain, #"{"do":"endless_body"}"#))
            #expect(try await rig.perform(ask, caller).0 == .limit)
        }
    }

    @Test("what does not come, comes late or is no HTTP has its status")
    func failures() async throws {
        try await ServiceRig.run { rig in
            let caller = try rig.caller()
            let silence = FaultServer.shared.url(.plain, #"{"do":"silence"}"#)
            #expect(try await rig.perform(Ask(FaultServer.shared.url(.plain, #"{"do":"close"}"#)), caller).0 == .upstream)
            #expect(try await rig.perform(Ask(silence), caller, milliseconds: 200).0 == .timeout)
            #expect(try await rig.perform(Ask(silence), caller, milliseconds: -1).0 == .timeout)
            var short = Ask(silence)
            short.timeout = 200
            #expect(try await rig.perform(short, caller).0 == .timeout)
            let nobody = try rig.caller(config: #"{"a":"http://127.0.0.1:1","b":"https://nobody.invalid"}"#)
            #expect(try await rig.perform(Ask("http://127.0.0.1:1/"), nobody).0 == .upstream)
            #expect(try await rig.perform(Ask("https://nobody.invalid/"), nobody).0 == .upstream)
        }
    }

    @Test("many exchanges of one call run at the same time, and each has its own reply")
    func many() async throws {
        try await ServiceRig.run { rig in
            let gate = UUID().uuidString
            for index in 0..<15 {
                try await rig.tenant.answer("GET /\(index)", #"{"gate":"\#(gate)","body":"\#(index)"}"#)
            }
            let asks = (0..<15).map { Ask(rig.tenant.address + "/\($0)") } + [Ask("https://evil.example/")]
            let replies = rig.begin(try .http(asks), try rig.caller())
            try await eventually("all are under way") { try await rig.tenant.seen().count == 15 }
            #expect(replies.statuses == [.policy])
            try await FaultServer.shared.open(gate: gate, rig.client)
            for reply in try await replies.all() {
                guard case .exchange(let index, let response) = reply.payload else { throw RigFault("no exchange") }
                #expect(response.map { String(decoding: $0.body, as: UTF8.self) } == (index == 15 ? nil : "\(index)"))
                #expect(reply.status == (index == 15 ? StatusCode.policy : .ok).rawValue)
            }
        }
    }

    @Test("a call that ends takes its exchanges with it, and each of them is replied to once")
    func cancelled() async throws {
        try await ServiceRig.run { rig in
            try await rig.tenant.answer("GET /x", #"{"do":"silence"}"#)
            try await rig.tenant.answer("GET /y", Tenant.order("{}"))
            let caller = try rig.caller()
            let replies = rig.begin(try .http((0..<20).map { Ask(rig.tenant.address + "/x?\($0)") }), caller)
            try await eventually("as many as may be under way arrive") { try await rig.tenant.seen().count == FairLine.pluginMax }
            replies.cancel()
            replies.cancel()
            #expect(replies.statuses == Array(repeating: .cancelled, count: 20))
            // The places are free again.
            #expect(try await rig.perform(Ask(rig.tenant.address + "/y"), caller).0 == .ok)
            #expect(replies.replies.count == 20)
        }
    }

    @Test("a plugin that fills its places holds up itself, and no other plugin")
    func fairness() async throws {
        try await ServiceRig.run { rig in
            try await rig.tenant.answer("GET /x", #"{"do":"silence"}"#)
            try await rig.tenant.answer("GET /y", Tenant.order("{}"))
            let (greedy, modest) = (try rig.caller(plugin: "greedy"), try rig.caller(plugin: "modest"))
            let stuck = rig.begin(try .http((0..<40).map { Ask(rig.tenant.address + "/x?\($0)") }), greedy)
            try await eventually("as many as may be under way arrive") { try await rig.tenant.seen().count == FairLine.pluginMax }
            #expect(try await rig.perform(Ask(rig.tenant.address + "/y"), modest).0 == .ok)
            var waiting = Ask(rig.tenant.address + "/y")
            waiting.timeout = 200
            #expect(try await rig.perform(waiting, greedy).0 == .timeout)
            #expect(try await rig.tenant.seen().count == FairLine.pluginMax + 1)
            stuck.cancel()
        }
    }

    @Test("when the client goes, whoever waits is told")
    func shutdown() async throws {
        try await ServiceRig.run { rig in
            try await rig.tenant.answer("GET /x", #"{"do":"silence"}"#)
            let replies = rig.begin(try .http((0..<64).map { Ask(rig.tenant.address + "/x?\($0)") }), try rig.caller())
            try await eventually("some arrive") { try await rig.tenant.seen().count == FairLine.pluginMax }
            await rig.client.shutdown()
            #expect(try await replies.all().allSatisfy { $0.status == StatusCode.cancelled.rawValue })
        }
    }
}
