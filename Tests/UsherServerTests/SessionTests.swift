import HTTPTypes
import Testing
import UsherDomain
import UsherTesting

@testable import UsherServer

@Suite("Signing in")
struct SessionTests {
    @Test("opens a session whose cookie only this host's pages over TLS can use")
    func begins() async throws {
        try await Door.open { door in
            let person = try await door.signIn("alice")
            let answer = try await door.send(.get, "/api/session", session: person)
            #expect(try answer.field("user") == "@alice:example.org")
            #expect(try answer.field("csrf") == person.csrf)

            door.homeserver.issue("another", to: person.user)
            let again = try await door.send(.post, "/api/session", json: #"{"server":"example.org","token":"another"}"#)
            let cookie = try #require(again.headers[.setCookie])
            for part in ["__Host-usher=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
                #expect(cookie.contains(part))
            }
            #expect(!cookie.contains("Domain"))
        }
    }

    @Test("without a session nobody is signed in, and asking changes nothing")
    func nobody() async throws {
        try await Door.open { door in
            let answer = try await door.send(.get, "/api/session")
            #expect(answer.body == #"{"csrf":null,"user":null}"#)
            #expect(answer.headers[.setCookie] == nil)
        }
    }

    @Test("a token is good for one session only")
    func replay() async throws {
        try await Door.open { door in
            _ = try await door.signIn("alice", token: "once")
            let answer = try await door.send(.post, "/api/session", json: #"{"server":"example.org","token":"once"}"#)
            #expect(answer.status == 401)
            #expect(try answer.field("code") == "identity-replayed")
        }
    }

    @Test(
        "every definite no reads the same, and what nobody knows is no no",
        arguments: [
            (IdentityRefusal.tokenRejected, 401, "identity-refused"), (.otherServer, 401, "identity-refused"),
            (.malformedAnswer, 401, "identity-refused"), (.addressForbidden, 401, "identity-refused"),
            (.unreachable, 503, "identity-unreachable"), (.busy, 429, "busy"),
        ])
    func refusals(refusal: IdentityRefusal, status: Int, code: String) async throws {
        try await Door.open { door in
            door.homeserver.troubles.set { _ in .refused(refusal) }
            let answer = try await door.send(.post, "/api/session", json: #"{"server":"example.org","token":"t"}"#)
            #expect(answer.status == status)
            #expect(try answer.field("code") == code)
            #expect(answer.headers[.setCookie] == nil)
            if status == 401 {
                #expect(try answer.field("detail") == "Your homeserver did not confirm who you are. Sign in again.")
            }
        }
    }

    @Test(
        "what cannot be a token or a server is refused before anybody is asked",
        arguments: [
            #"{"server":"https://example.org","token":"t"}"#, #"{"server":"example.org","token":""}"#,
            #"{"server":"example.org","token":"a b"}"#, #"{"server":"example.org"}"#, "[]", "", "{",
            #"{"server":"example.org","token":7}"#,
        ])
    func malformed(json: String) async throws {
        try await Door.open { door in
            let answer = try await door.send(.post, "/api/session", json: json)
            #expect(answer.status == 400)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }

    @Test("signing out ends the session for good, and twice is as good as once")
    func ends() async throws {
        try await Door.open { door in
            let person = try await door.signIn("alice")
            #expect(try await door.send(.delete, "/api/session", session: person).status == 204)
            let after = try await door.send(.get, "/api/session", session: person)
            #expect(try after.field("user") == nil)
            #expect(try await door.send(.delete, "/api/session", session: person).status == 204)
        }
    }
}
