import FaultServer
import Testing

@testable import UsherHTTP

@Suite("Methods and headers")
struct MethodTests {
    @Test("every method reaches the server with the body that it may have, on one handle and in any order")
    func methods() async throws {
        let client = try HTTPClient(trust: FaultServer.shared.trust)
        let tenant = Tenant(FaultServer.shared, client)
        for method in HTTPRequest.Method.allCases {
            try await tenant.answer("\(method.rawValue) /x", Tenant.order(method == .head ? "" : #"{"n":1}"#))
        }
        var wanted: [String] = []
        for method in HTTPRequest.Method.allCases + HTTPRequest.Method.allCases.reversed() {
            for body in [nil, Array("body".utf8)] {
                var ask = request(to: tenant, "/x")
                ask.method = method
                ask.body = body
                #expect(try await client.perform(ask).status == 200)
                wanted.append("\(method.rawValue) \(method.isSafe ? "" : body == nil ? "" : "body")")
            }
        }
        let seen = try await tenant.seen()
        #expect(seen.map { "\($0.method) \($0.body)" } == wanted)
        #expect(seen.allSatisfy { $0.headers["Content-Type"] == nil && $0.headers["Expect"] == nil })
        #expect(seen.filter { ["POST", "PUT", "PATCH"].contains($0.method) }.allSatisfy { $0.headers["Content-Length"] != nil })
        await client.shutdown()
    }

    @Test("an answer to HEAD may announce any length, for no body comes")
    func head() async throws {
        var ask = request(.tls, #"{"do":"raw","bytes":"HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n"}"#)
        ask.method = .head
        let answer = try await sharedClient.perform(ask)
        #expect(answer.body.isEmpty)
        #expect(answer.headers.first("content-length") == "900000000")
    }

    @Test("the lines of a header come one by one, without those that are none")
    func lines() async throws {
        let order =
            #"{"do":"raw","bytes":"HTTP/1.1 200 O: K\r\nA: 1\r\na:2 \r\nB C: 3\r\n: 4\r\nE:\r\nF: \u00ff\r\n"#
            + #"Content-Length: 0\r\n\r\n"}"#
        let answer = try await sharedClient.perform(request(.tls, order))
        #expect(answer.headers.map { "\($0.name)=\($0.value)" } == ["A=1", "a=2", "E=", "Content-Length=0"])
    }

    @Test("a name that is no token is refused", arguments: ["", "A B", "A:B", "A;", "Ä", "A\u{7f}"])
    func names(name: String) async {
        var ask = request(.tls, "{}")
        ask.headers = [HTTPRequest.Header(name, "1")]
        #expect(await failure(ask) == .invalidRequest)
    }
}
