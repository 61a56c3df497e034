import HTTPTypes
import Testing
import UsherDomain

@testable import UsherServer

@Suite("The server defends itself")
struct DefenceTests {
    @Test(
        "a change from another site is refused, signed in or not",
        arguments: [nil, "https://evil.example.org", "null", "https://usher.example.org.evil.org", "http://usher.example.org"])
    func origin(origin: String?) async throws {
        try await Door.open { door in
            let person = try await door.signIn("alice")
            for session in [nil, person] {
                let answer = try await door.send(
                    .post, "/api/claims/describe", json: #"{"instance":"invites","code":"x"}"#, session: session,
                    headers: ["Origin": origin])
                #expect(answer.status == 403)
                #expect(try answer.field("code") == "other-origin")
            }
        }
    }

    @Test("a change with a session needs the session's own token", arguments: [nil, "", "AAAA", "not base64!"])
    func csrf(token: String?) async throws {
        try await Door.open { door in
            let person = try await door.signIn("alice")
            let answer = try await door.send(
                .post, "/api/redemptions", json: #"{"instance":"invites","code":"x"}"#, session: person,
                headers: ["X-Usher-CSRF": token])
            #expect(answer.status == 403)
            #expect(try answer.field("code") == "csrf")
        }
    }

    @Test("somebody else's token does not do")
    func foreignCSRF() async throws {
        try await Door.open { door in
            let alice = try await door.signIn("alice")
            let bob = try await door.signIn("bob")
            let mixed = Door.SignedIn(user: alice.user, cookie: alice.cookie, csrf: bob.csrf)
            #expect(try await door.redeem("x", as: mixed).status == 403)
        }
    }

    @Test("a body over the limit is refused", arguments: [DoorContext.bodyBytesMax + 1, 10 * DoorContext.bodyBytesMax])
    func tooLarge(size: Int) async throws {
        try await Door.open { door in
            let json = #"{"server":"example.org","token":""# + String(repeating: "a", count: size) + #""}"#
            let answer = try await door.send(.post, "/api/session", json: json)
            #expect(answer.status == 413)
            #expect(try answer.field("code") == "too-large")
        }
    }

    @Test("a body that does not say it is JSON is refused", arguments: ["text/plain", "application/x-www-form-urlencoded", nil])
    func mediaType(type: String?) async throws {
        try await Door.open { door in
            let answer = try await door.send(
                .post, "/api/session", json: #"{"server":"example.org","token":"t"}"#, headers: ["Content-Type": type])
            #expect(answer.status == 415)
        }
    }

    @Test(
        "every answer carries the security headers and a request id",
        arguments: ["/", "/i/invites", "/assets/app-1.js", "/api/page", "/api/session", "/nothing", "/api/nothing", "/healthz"])
    func headers(path: String) async throws {
        try await Door.open { door in
            let answer = try await door.send(.get, path)
            let policy = try #require(answer.headers[.contentSecurityPolicy] as String?)
            #expect(policy.hasPrefix("default-src 'none'; script-src 'self';"))
            #expect(policy.contains("connect-src 'self' https: http://127.0.0.1:8008;"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(policy.contains("require-trusted-types-for 'script'"))
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.referrerPolicy] == "no-referrer")
            #expect(answer.headers[.requestID] == "test")
            #expect(answer.headers[.cacheControl] != nil)
        }
    }

    @Test(
        "an address that does not exist is a problem, not a page",
        arguments: ["/nothing", "/api/nothing", "/assets/none.js", "/i"])
    func notFound(path: String) async throws {
        try await Door.open { door in
            let answer = try await door.send(.get, path)
            #expect(answer.status == 404)
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(try answer.field("request_id") == "test")
        }
    }

    @Test("a person at an address that does not exist gets the page, which says so", arguments: ["/nothing", "/a/b/c", "/i"])
    func notFoundPage(path: String) async throws {
        try await Door.open { door in
            let answer = try await door.send(.get, path, headers: ["Accept": "text/html,application/xhtml+xml"])
            #expect(answer.status == 404)
            #expect(answer.body.contains("<title>Usher</title>"))
        }
    }

    @Test("a page is served again only when it changed")
    func cached() async throws {
        try await Door.open { door in
            let page = try await door.send(.get, "/i/invites")
            #expect(page.body.contains("<title>Usher</title>"))
            #expect(page.headers[.cacheControl] == "no-cache")
            let tag = try #require(page.headers[.eTag])
            #expect(try await door.send(.get, "/", headers: ["If-None-Match": tag]).status == 304)
            #expect(try await door.send(.get, "/assets/app-1.js").headers[.cacheControl]?.contains("immutable") == true)
        }
    }
}
