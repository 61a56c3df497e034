import FaultServer
import Foundation
import Testing
import UsherDomain

@testable import UsherHTTP

/// One client for the tests that need nothing special of it.
let sharedClient: HTTPClient = {
    do {
        return try HTTPClient(trust: FaultServer.shared.trust)
    } catch {
        preconditionFailure("no client: \(error)")
    }
}()

/// A request to the fault server that may connect to loopback.
func request(_ listener: FaultServer.Listener, _ order: String, host: String = "127.0.0.1") -> HTTPRequest {
    var request = HTTPRequest(.get, FaultServer.shared.url(listener, order, host: host))
    request.addresses = .any
    request.allowsPlainText = listener == .plain
    return request
}

func failure(_ request: HTTPRequest, _ client: HTTPClient = sharedClient) async -> HTTPFailure? {
    do {
        _ = try await client.perform(request)
        return nil
    } catch {
        return error
    }
}

@Suite("An exchange")
struct ExchangeTests {
    @Test("brings status, header and body, over TLS", arguments: [200, 404, 500])
    func brings(status: Int) async throws {
        let order = #"{"status":\#(status),"body":"hello","headers":{"X-Kept":"yes"}}"#
        let answer = try await sharedClient.perform(request(.tls, order))
        #expect(answer.status == status)
        #expect(answer.headers.first("x-kept") == "yes")
        #expect(String(decoding: answer.body, as: UTF8.self) == "hello")
    }

    @Test("a redirect is an answer like any other")
    func redirects() async throws {
        let target = FaultServer.shared.url(.tls, #"{"body":"followed"}"#)
        let order = #"{"status":302,"body":"here","headers":{"Location":"\#(target)"}}"#
        let answer = try await sharedClient.perform(request(.tls, order))
        #expect(answer.status == 302)
        #expect(String(decoding: answer.body, as: UTF8.self) == "here")
    }

    @Test(
        "a body beyond the limit is cut, however it comes",
        arguments: [
            #"{"do":"big","bytes":10000000}"#, #"{"do":"big_chunked","bytes":10000000}"#, #"{"do":"endless_body"}"#,
            #"{"do":"endless_header"}"#, #"{"do":"endless_interim"}"#,
        ])
    func limits(order: String) async {
        #expect(await failure(request(.tls, order)) == .tooLarge)
    }

    @Test("a body of exactly the limit passes, one byte more does not", arguments: ["big", "big_chunked"])
    func exactLimit(kind: String) async throws {
        var fits = request(.tls, #"{"do":"\#(kind)","bytes":100000}"#)
        fits.responseBytesMax = 100_000
        #expect(try await sharedClient.perform(fits).body.count == 100_000)
        fits.responseBytesMax = 99_999
        #expect(await failure(fits) == .tooLarge)
    }

    @Test("a slow drip ends at the deadline, although bytes keep coming")
    func drip() async {
        var slow = request(.tls, #"{"do":"drip"}"#)
        slow.deadlineMilliseconds = 400
        let start = ContinuousClock().now
        #expect(await failure(slow) == .timedOut)
        let took = ContinuousClock().now - start
        #expect(took >= .milliseconds(390))
    }

    @Test("silence ends at the deadline, a stalled handshake at the time for connecting")
    func stalls() async {
        var silent = request(.tls, #"{"do":"silence"}"#)
        silent.deadlineMilliseconds = 300
        #expect(await failure(silent) == .timedOut)
        var stalled = HTTPRequest(.get, "https://127.0.0.1:\(FaultServer.shared.port(.stall))/")
        stalled.addresses = .any
        stalled.connectMilliseconds = 300
        stalled.deadlineMilliseconds = 3_600_000
        #expect(await failure(stalled) == .timedOut)
    }

    @Test("what ends early, or is no HTTP, has a name of its own")
    func breaks() async {
        #expect(await failure(request(.tls, #"{"do":"close"}"#)) == .connectionLost)
        let cut = #"{"do":"raw","bytes":"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"}"#
        #expect(await failure(request(.tls, cut)) == .connectionLost)
        #expect(await failure(request(.tls, #"{"do":"raw","bytes":"SSH-2.0-hello\r\n\r\n"}"#)) == .protocolViolation)
    }

    @Test("nobody listens, or the name has no address")
    func unreachable() async {
        #expect(await failure(loopback("https://127.0.0.1:1/")) == .couldNotConnect)
        // RFC 6761: "invalid" never resolves.
        #expect(await failure(loopback("https://nobody.invalid/")) == .couldNotResolve)
    }

    @Test(
        "an address that cannot be used is refused before anything happens",
        arguments: [
            "http://127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "https://user:pw@127.0.0.1/", "https://127.0.0.1/\n",
            "https://", "",
        ])
    func invalid(url: String) async {
        #expect(await failure(loopback(url)) == .invalidRequest)
    }

    @Test("a header cannot smuggle in another", arguments: ["a\r\nX-Evil: 1", "a\nb", "a\u{0}b"])
    func smuggling(value: String) async {
        var evil = request(.tls, "{}")
        evil.headers = [HTTPRequest.Header("X-Good", value)]
        #expect(await failure(evil) == .invalidRequest)
        evil.headers = [HTTPRequest.Header("X-\(value)", "good")]
        #expect(await failure(evil) == .invalidRequest)
    }

    private func loopback(_ url: String) -> HTTPRequest {
        var request = HTTPRequest(.get, url)
        request.addresses = .any
        return request
    }

    @Test("one handle serves requests of every shape in turn, and nothing of one reaches the next")
    func shapes() async throws {
        let client = try HTTPClient(trust: FaultServer.shared.trust)
        let tenant = Tenant(FaultServer.shared, client)
        try await tenant.answer("POST /x", Tenant.order(#"{"n":1}"#))
        try await tenant.answer("GET /x", Tenant.order(#"{"n":2}"#))
        var post = HTTPRequest(.post, tenant.address + "/x")
        post.addresses = .any
        post.allowsPlainText = true
        post.headers = [HTTPRequest.Header("X-Once", "1")]
        post.body = Array("body".utf8)
        var get = post
        get.method = .get
        get.headers = []
        get.body = nil
        var empty = post
        empty.body = nil
        for request in [post, get, empty, get] { #expect(try await client.perform(request).status == 200) }
        let seen = try await tenant.seen()
        #expect(seen.map(\.method) == ["POST", "GET", "POST", "GET"])
        #expect(seen.map(\.body) == ["body", "", "", ""])
        #expect(seen.map { $0.headers["X-Once"] } == ["1", nil, "1", nil])
        #expect(
            seen.allSatisfy { $0.headers["User-Agent"] == "Usher" && $0.headers["Cookie"] == nil && $0.headers["Expect"] == nil })
        await client.shutdown()
    }
}
