import FaultServer
import Testing
import UsherDomain
import UsherHTTP

@testable import UsherMatrix

let bot: UserID = {
    guard let user = UserID("@usher:example.org") else { preconditionFailure("a user ID") }
    return user
}()

/// The bot's account at a homeserver whose every answer is given.
func homeserver(_ tenant: Tenant, token: String = "syt_secret", clock: any WallClock = StoppedClock()) throws -> HomeserverClient
{
    let address = try #require(HomeserverAddress(tenant.address))
    return HomeserverClient(http: sharedClient, address: address, token: Secret(token), clock: clock)
}

@Suite("The bot's account")
struct HomeserverTests {
    private let whoami = "GET /_matrix/client/v3/account/whoami"

    private func check(_ order: String) async throws -> HomeserverClient.AccountCheck {
        let tenant = Tenant(FaultServer.shared, sharedClient)
        try await tenant.answer(whoami, order)
        return try await homeserver(tenant).checkAccount(expecting: bot)
    }

    @Test("is confirmed when the token is the configured user's, and the token travels in the header only")
    func confirmed() async throws {
        let tenant = Tenant(FaultServer.shared, sharedClient)
        try await tenant.answer(whoami, Tenant.order(#"{"user_id":"@usher:example.org","device_id":"X"}"#))
        #expect(try await homeserver(tenant).checkAccount(expecting: bot) == .confirmed)
        let seen = try await tenant.seen()
        #expect(seen.map(\.path) == ["/_matrix/client/v3/account/whoami"])
        #expect(seen.first?.headers["Authorization"] == "Bearer syt_secret")
    }

    @Test("is not confirmed for somebody else, a guest, or a token that nobody knows")
    func notConfirmed() async throws {
        #expect(try await check(Tenant.order(#"{"user_id":"@Usher:example.org"}"#)) == .otherUser("@Usher:example.org"))
        #expect(try await check(Tenant.order(#"{"user_id":"@usher:example.org","is_guest":true}"#)) == .guest)
        #expect(try await check(Tenant.order(#"{"errcode":"M_UNKNOWN_TOKEN"}"#, status: 401)) == .tokenRejected)
    }

    @Test("is unknown when the homeserver does not say")
    func unknown() async throws {
        #expect(try await check(Tenant.order("busy", status: 503)) == .unknown(.failed(status: 503)))
        #expect(try await check(Tenant.order("<html>", status: 401)) == .unknown(.failed(status: 401)))
        #expect(try await check(Tenant.order("<html>")) == .unknown(.malformedAnswer))
        #expect(try await check(Tenant.order("[]")) == .unknown(.malformedAnswer))
        #expect(try await check(Tenant.order(#"{"user_id":7}"#)) == .unknown(.malformedAnswer))
        #expect(try await check(#"{"do":"close"}"#) == .unknown(.noAnswer(.connectionLost)))
        let other = Tenant.order(#"{"user_id":"@usher:example.org"}"#, status: 302)
        #expect(try await check(other) == .unknown(.failed(status: 302)))
    }

    @Test(
        "how long to wait is the larger of the two hints, within reason",
        arguments: [
            (#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2000}"#, nil, 2_000),
            (#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2000}"#, "3", 3_000),
            (#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":4000}"#, "3", 4_000),
            (#"{"errcode":"M_LIMIT_EXCEEDED"}"#, "Sun, 06 Nov 1994 08:49:47 GMT", 10_000),
            (#"{"errcode":"M_LIMIT_EXCEEDED"}"#, nil, 5_000),
            ("<html>slow down</html>", nil, 5_000),
            ("<html>slow down</html>", "7", 7_000),
            (#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":86400000}"#, nil, 3_600_000),
            (#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":0}"#, nil, 500),
            (#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":-5}"#, "soon", 500),
            (#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":"many"}"#, nil, 5_000),
        ] as [(String, String?, Int64)])
    func limited(body: String, header: String?, wanted: Int64) async throws {
        let order = Tenant.order(body, status: 429, headers: header.map { ["Retry-After": $0] } ?? [:])
        #expect(try await check(order) == .unknown(.limited(retryAfterMilliseconds: wanted)))
    }

    @Test(
        "a base URL is an origin and perhaps a path",
        arguments: [
            ("https://matrix.example.org", "https://matrix.example.org"),
            ("https://matrix.example.org/", "https://matrix.example.org"),
            ("http://127.0.0.1:18008//", "http://127.0.0.1:18008"), ("https://example.org/matrix/", "https://example.org/matrix"),
            ("http://[::1]:8008", "http://[::1]:8008"),
        ])
    func address(text: String, wanted: String) {
        #expect(HomeserverAddress(text)?.text == wanted)
    }

    @Test(
        "and nothing else",
        arguments: [
            "", "matrix.example.org", "ftp://example.org", "https://", "https:///", "https://:80", "https://user@example.org",
            "https://example.org?x", "https://example.org#x", "https://exa mple.org", "https://example.org\n",
            "HTTPS://example.org",
        ])
    func noAddress(text: String) {
        #expect(HomeserverAddress(text) == nil)
    }
}
