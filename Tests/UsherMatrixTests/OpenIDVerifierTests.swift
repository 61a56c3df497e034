import FaultServer
import Foundation
import Logging
import Testing
import UsherDomain
import UsherHTTP

@testable import UsherMatrix

/// A clock that stands.
struct StoppedClock: WallClock {
    let instant: Instant

    init(_ unixMilliseconds: Int64 = 784_111_777_000) { instant = Instant(unixMilliseconds: unixMilliseconds) }

    func now() -> Instant { instant }
}

/// One client for all tests of this target.
let sharedClient: HTTPClient = {
    do {
        return try HTTPClient(trust: FaultServer.shared.trust)
    } catch {
        preconditionFailure("no client: \(error)")
    }
}()

let silentLog = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

@Suite("The OpenID verifier")
struct OpenIDVerifierTests {
    private func server(_ listener: FaultServer.Listener = .tls) -> String { "127.0.0.1:\(FaultServer.shared.port(listener))" }

    private func verify(
        _ token: String, at server: String, permitted: Bool = true
    ) async throws -> Result<ProvenUser, IdentityRefusal> {
        let token = try #require(OpenIDToken(server: server, token: token))
        let verifier = OpenIDVerifier(
            http: sharedClient, clock: StoppedClock(), privateServers: permitted ? [token.server] : [], log: silentLog)
        do {
            return .success(try await verifier.verify(token))
        } catch {
            return .failure(error)
        }
    }

    /// Lets the server answer `body` with `status`: the token is the order.
    private func verify(body: String, status: Int = 200, headers: [String: String] = [:]) async throws -> Result<
        ProvenUser, IdentityRefusal
    > {
        let order = Tenant.order(body, status: status, headers: headers)
        return try await verify(order.replacingOccurrences(of: " ", with: #"\u0020"#), at: server())
    }

    @Test("proves a user of the server that was asked")
    func proves() async throws {
        let user = try await verify(body: #"{"sub":"@alice:\#(server())","extra":[1,{"sub":"@b:c"}]}"#).get()
        #expect(user.id.text == "@alice:\(server())")
        #expect(user.provenAt == StoppedClock().instant)
    }

    @Test("the content type does not matter, only the content")
    func contentType() async throws {
        let answer = try await verify(body: #"{"sub":"@a:\#(server())"}"#, headers: ["Content-Type": "text/plain"])
        #expect(throws: Never.self) { try answer.get() }
    }

    @Test("the token goes into the query, encoded, with the server's name as Host, and without any other credential")
    func encodes() async throws {
        let token = ##"{"do":"echo","sub":"&access_token=x#%41/?+\u0020"}"##
        let parsed = try #require(OpenIDToken(server: server(), token: token))
        let endpoint = try #require(ServerEndpoint.candidates(for: parsed.server).first)
        var request = endpoint.request("/_matrix/federation/v1/openid/userinfo?access_token=\(PercentEncoding.encode(token))")
        request.addresses = .any
        struct Echo: Decodable {
            let target: String
            let headers: [String: String]
            let sub: String
        }
        let echo = try JSONDecoder().decode(Echo.self, from: Data(try await sharedClient.perform(request).body))
        #expect(echo.sub == "&access_token=x#%41/?+ ")
        #expect(echo.headers["Host"] == server())
        #expect(echo.headers["Authorization"] == nil && echo.headers["Cookie"] == nil)
        #expect(echo.target.filter { $0 == "?" || $0 == "&" || $0 == "=" }.count == 2)
        // The verifier itself sends the same: the order arrives whole, so the answer's sub is judged, and names nobody.
        #expect(try await verify(token, at: server()) == .failure(.malformedAnswer))
    }

    @Test(
        "an answer about somebody of another server is refused",
        arguments: ["@admin:victim.org", "@a:127.0.0.1", "@a:127.0.0.1:1", "@a:localhost"])
    func otherServer(sub: String) async throws {
        #expect(try await verify(body: #"{"sub":"\#(sub)"}"#) == .failure(.otherServer))
    }

    @Test("so is one whose name only ends in the server that was asked")
    func suffix() async throws {
        #expect(try await verify(body: #"{"sub":"@admin:victim.org:\#(server())"}"#) == .failure(.malformedAnswer))
        let port = FaultServer.shared.port(.tls)
        #expect(try await verify(body: #"{"sub":"@admin:victim.org:\#(port)"}"#) == .failure(.otherServer))
    }

    @Test("case matters: the same name in other letters is another server")
    func letterCase() async throws {
        let token = try #require(OpenIDToken(server: "LOCALHOST:\(FaultServer.shared.port(.tls))", token: "t"))
        #expect(throws: IdentityRefusal.otherServer) {
            try ProvenUser(sub: "@a:localhost:\(FaultServer.shared.port(.tls))", askedOf: token.server, at: StoppedClock().now())
        }
        let order = Tenant.order(#"{"sub":"@a:localhost:\#(FaultServer.shared.port(.tls))"}"#)
        #expect(try await verify(order, at: "LOCALHOST:\(FaultServer.shared.port(.tls))") == .failure(.otherServer))
        let proven = try await verify(order, at: "localhost:\(FaultServer.shared.port(.tls))")
        #expect(throws: Never.self) { try proven.get() }
    }

    @Test(
        "an answer that is not what the specification describes is refused",
        arguments: [
            "", "<html></html>", "[]", "null", "\"@a:b\"", "{", "{}", #"{"sub":null}"#, #"{"sub":1}"#, #"{"sub":""}"#,
            #"{"sub":"@:x"}"#, #"{"sub":"alice"}"#, #"{"sub":["@a:b"]}"#, #"{"sub":"@a\u0000:b"}"#, #"{"sub":"@\ud800:b"}"#,
            #"{"sub":"@a:b","sub":"@a:b"}"#, #"{"sub":"@a:b"} x"#, #"{"Sub":"@a:b"}"#, #"{"user":{"sub":"@a:b"}}"#,
        ])
    func malformed(body: String) async throws {
        #expect(try await verify(body: body) == .failure(.malformedAnswer))
    }

    @Test("a sub of more than 255 bytes is refused")
    func longSub() async throws {
        let sub = "@" + String(repeating: "a", count: 250) + ":" + server()
        #expect(try await verify(body: #"{"sub":"\#(sub)"}"#) == .failure(.malformedAnswer))
    }

    @Test("a definite no is a no", arguments: [401, 403])
    func rejected(status: Int) async throws {
        #expect(try await verify(body: #"{"errcode":"M_UNKNOWN_TOKEN"}"#, status: status) == .failure(.tokenRejected))
        #expect(try await verify("no-such-token", at: server()) == .failure(.tokenRejected))
    }

    @Test("being busy or broken is not a no", arguments: [408, 429, 500, 502, 503, 504, 520])
    func unknown(status: Int) async throws {
        let body = #"{"errcode":"M_UNKNOWN_TOKEN","sub":"@a:\#(server())"}"#
        #expect(try await verify(body: body, status: status) == .failure(.unreachable))
    }

    @Test("only 200 is a yes; a redirect is not followed", arguments: [201, 204, 206, 301, 302, 307, 308, 400, 404])
    func otherStatus(status: Int) async throws {
        let good = FaultServer.shared.url(.tls, Tenant.order(#"{"sub":"@a:\#(server())"}"#))
        let answer = try await verify(
            body: status == 204 ? "" : #"{"sub":"@a:\#(server())"}"#, status: status, headers: ["Location": good])
        #expect(answer == .failure(.malformedAnswer))
    }

    @Test(
        "an answer without end or measure is cut",
        arguments: [#"{"do":"endless_body"}"#, #"{"do":"big","bytes":10000000}"#, #"{"do":"endless_header"}"#])
    func tooMuch(order: String) async throws {
        #expect(try await verify(order, at: server()) == .failure(.malformedAnswer))
    }

    @Test(
        "a connection that breaks says nothing about the person",
        arguments: [#"{"do":"close"}"#, #"{"do":"raw","bytes":"HTTP/1.1\u0020200\u0020OK\r\nContent-Length:\u00209\r\n\r\n{"}"#])
    func breaks(order: String) async throws {
        #expect(try await verify(order, at: server()) == .failure(.unreachable))
    }

    @Test("no valid certificate, no answer", arguments: [FaultServer.Listener.tlsOtherAuthority, .tlsWithoutIP])
    func certificates(listener: FaultServer.Listener) async throws {
        let order = Tenant.order(#"{"sub":"@a:\#(server(listener))"}"#)
        #expect(try await verify(order, at: server(listener)) == .failure(.unreachable))
    }

    @Test("nobody listens there")
    func nobody() async throws {
        #expect(try await verify("t", at: "127.0.0.1:1") == .failure(.unreachable))
        #expect(try await verify("t", at: "nobody.invalid:443") == .failure(.unreachable))
    }

    @Test("a private address is not connected to, unless exactly this server is permitted")
    func privateAddress() async throws {
        let port = FaultServer.shared.port(.untouched)
        for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]"] {
            #expect(try await verify("t", at: "\(host):\(port)", permitted: false) == .failure(.addressForbidden))
        }
        let token = try #require(OpenIDToken(server: "LocalHost:\(port)", token: "t"))
        let permitted = try #require(ServerName("localhost:\(port)"))
        let verifier = OpenIDVerifier(http: sharedClient, clock: StoppedClock(), privateServers: [permitted], log: silentLog)
        await #expect(throws: IdentityRefusal.addressForbidden) { try await verifier.verify(token) }
        #expect(try await FaultServer.shared.counters(sharedClient).untouched == nil)
    }

    @Test("an address in the name is not sent as a server name in the handshake")
    func noServerNameForAddresses() async throws {
        _ = try await verify("t", at: server())
        let names = try await FaultServer.shared.counters(sharedClient).server_names
        #expect(names.contains(""))
        #expect(!names.contains { $0.contains("127.0.0.1") })
    }

    @Test("too many at once are turned away at once, and places come back")
    func slots() throws {
        var slots = VerificationSlots()
        let one = try #require(ServerName("one.org"))
        let two = try #require(ServerName("two.org"))
        let three = try #require(ServerName("three.org"))
        let taken = (0...VerificationSlots.perServerMax).map { _ in slots.take(one) }
        #expect(taken == Array(repeating: true, count: VerificationSlots.perServerMax) + [false])
        var total = VerificationSlots.perServerMax
        while slots.take(two) { total += 1 }
        while slots.take(three) { total += 1 }
        #expect(total == VerificationSlots.totalMax)
        slots.giveBack(one)
        let later = [slots.take(three), slots.take(two), slots.take(one)]
        #expect(later == [true, false, false])
        #expect(VerificationSlots.totalMax < HTTPClient.underWayMax)
    }

    @Test("a place is given back after every end")
    func slotsComeBack() async throws {
        let name = try #require(ServerName(server()))
        let verifier = OpenIDVerifier(http: sharedClient, clock: StoppedClock(), privateServers: [name], log: silentLog)
        let token = try #require(OpenIDToken(server: server(), token: "no-such-token"))
        for _ in 0..<VerificationSlots.perServerMax + 1 {
            await #expect(throws: IdentityRefusal.tokenRejected) { try await verifier.verify(token) }
        }
    }

    @Test(
        "where a server answers follows from its name",
        arguments: [
            ("127.0.0.1", "127.0.0.1", 8448), ("127.0.0.1:18448", "127.0.0.1", 18448), ("[::1]", "[::1]", 8448),
            ("[::1]:443", "[::1]", 443), ("example.org:443", "example.org", 443), ("example.org", "example.org", 8448),
        ] as [(String, String, UInt16)])
    func endpoints(name: String, host: String, port: UInt16) throws {
        let server = try #require(ServerName(name))
        let wanted = ServerEndpoint(connectHost: host, port: port, hostHeader: name, certificateName: host)
        #expect(ServerEndpoint.candidates(for: server) == [wanted])
        let request = wanted.request("/x")
        #expect(request.url == "https://\(host):\(port)/x")
        #expect(request.headers == [HTTPRequest.Header("Host", name)])
        #expect(request.detour == nil)
    }

    @Test("an endpoint on another machine keeps the name for certificate and header")
    func delegated() {
        let endpoint = ServerEndpoint(
            connectHost: "node7.example.net", port: 4430, hostHeader: "example.org", certificateName: "example.org")
        let request = endpoint.request("/x")
        #expect(request.url == "https://example.org:4430/x")
        #expect(request.detour == HTTPRequest.Detour(host: "node7.example.net", port: 4430))
        #expect(request.headers == [HTTPRequest.Header("Host", "example.org")])
    }
}
