import FaultServer
import Testing

@testable import UsherHTTP

@Suite("TLS")
struct TrustTests {
    @Test("a certificate of an unknown authority is refused")
    func unknownAuthority() async throws {
        #expect(await failure(request(.tlsOtherAuthority, "{}")) == .tlsFailed)
        let systemOnly = try HTTPClient(trust: TrustStore())
        #expect(await failure(request(.tls, "{}"), systemOnly) == .tlsFailed)
        await systemOnly.shutdown()
    }

    @Test("a certificate for other names is refused: an address must stand in it as an address")
    func otherName() async {
        #expect(await failure(request(.tlsWithoutIP, "{}")) == .tlsFailed)
    }

    @Test("plain HTTP at a TLS port is a failure and no answer")
    func mixedUp() async {
        var crossed = HTTPRequest(.get, "http://127.0.0.1:\(FaultServer.shared.port(.tls))/")
        crossed.addresses = .any
        crossed.allowsPlainText = true
        #expect(await failure(crossed) == .connectionLost)
    }

    @Test("a detour connects elsewhere, but the certificate must cover the name of the address")
    func detour() async throws {
        let port = FaultServer.shared.port(.tls)
        var detoured = HTTPRequest(.get, #"https://localhost/?do=%7B%22do%22%3A%22echo%22%7D"#)
        detoured.addresses = .any
        detoured.detour = HTTPRequest.Detour(host: "127.0.0.1", port: port)
        let body = String(decoding: try await sharedClient.perform(detoured).body, as: UTF8.self)
        #expect(body.contains(#""Host": "localhost""#))
        detoured.url = "https://elsewhere.test/"
        #expect(await failure(detoured) == .tlsFailed)
        let names = try await FaultServer.shared.counters(sharedClient).server_names
        #expect(names.contains("localhost") && names.contains("elsewhere.test"))
        #expect(!names.contains("127.0.0.1"))
    }
}
