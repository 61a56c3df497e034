import FaultServer
import Testing

@testable import UsherHTTP

@Suite("A request that may only go to the public internet", .serialized)
struct ForbiddenAddressTests {
    @Test(
        "does not even connect to a private address, by whatever name",
        arguments: ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "0x7f000001", "2130706433"])
    func refuses(host: String) async throws {
        let port = FaultServer.shared.port(.untouched)
        let forbidden = HTTPRequest(.get, "https://\(host):\(port)/")
        #expect(await failure(forbidden) == .addressForbidden)
        #expect(try await FaultServer.shared.counters(sharedClient).untouched == nil)
    }

    @Test("does not follow a detour there")
    func refusesDetour() async throws {
        var forbidden = HTTPRequest(.get, "https://example.org/")
        forbidden.detour = HTTPRequest.Detour(host: "127.0.0.1", port: FaultServer.shared.port(.untouched))
        #expect(await failure(forbidden) == .addressForbidden)
        #expect(try await FaultServer.shared.counters(sharedClient).untouched == nil)
    }

    @Test("does not use a connection that another request was allowed to make")
    func refusesReuse() async throws {
        let client = try HTTPClient(trust: FaultServer.shared.trust)
        let tenant = Tenant(FaultServer.shared, client)
        try await tenant.answer("GET /x", "{}")
        var allowed = HTTPRequest(.get, tenant.address + "/x")
        allowed.allowsPlainText = true
        allowed.addresses = .any
        #expect(try await client.perform(allowed).status == 200)
        var forbidden = allowed
        forbidden.addresses = .publicOnly
        #expect(await failure(forbidden, client) == .addressForbidden)
        #expect(try await client.perform(allowed).status == 200)
        #expect(try await tenant.seen().count == 2)
        await client.shutdown()
    }
}
