import PluginABI
import PluginTestHost
import Testing

@testable import PluginKit

@Suite("OAuth")
struct OAuthTests {
    private let host = TestHost()
    private let instance: TestInstance
    private let tokenURL = "https://api.example.com/token"

    init() throws {
        host.secrets.values["config/client_secret"] = Array("s:e crét".utf8)
        instance = try TestInstance(of: directoryTable.pointer, host: host)
    }

    private func step(_ outcome: TestHost.Outcome) -> EmittedItem.LinkStep? {
        guard outcome.status == USHER_OK, outcome.items.count == 1, case .linkStep(let step)? = outcome.items.first else {
            return nil
        }
        return step
    }

    private func json(_ bytes: [UInt8]) -> JSONDocument? { JSONDocument(String(decoding: bytes, as: UTF8.self)) }

    @Test("sends the browser away with state and the S256 challenge (RFC 6749 4.1.1, RFC 7636 4.3)")
    func authorization() throws {
        let redirect = try #require(step(instance.begin(oauthState: "st/1", pkceChallenge: "ch-4_")))
        #expect(redirect.step == USHER_STEP_REDIRECT && redirect.state.isEmpty)
        #expect(
            redirect.url == "https://example.com/authorize?response_type=code&client_id=the%20client"
                + "&redirect_uri=https%3A%2F%2Fusher.example.org%2Flink%2Freturn&state=st%2F1&code_challenge=ch-4_"
                + "&code_challenge_method=S256&scope=read%3Ateam%20email&prompt=consent%20%26%20more")
    }

    @Test("turns the code into tokens, with the verifier and the client's secret (RFC 6749 4.1.3 and 2.3.1, RFC 7636 4.5)")
    func exchange() throws {
        host.http.answer(
            "POST", tokenURL,
            with: .json(
                #"{"access_token":"at","refresh_token":"rt","token_type":"bearer","expires_in":3600,"scope":"read:team"}"#))
        let done = try #require(step(instance.resume(.returned(query: "code=c%2B1&state=st"), pkceVerifier: "ver")))
        #expect(done.step == USHER_STEP_DONE && done.accountID == "42" && done.linkJSON == #"{"scope":"read:team"}"#)
        let secret = try #require(json(done.secret))
        #expect(secret.text("/access_token") == "at" && secret.text("/refresh_token") == "rt")
        #expect(secret.text("/expires_at_ms") == String(host.now + 3_600_000))
        let request = try #require(host.http.requests.first)
        #expect(
            request.text == "grant_type=authorization_code&code=c%2B1"
                + "&redirect_uri=https%3A%2F%2Fusher.example.org%2Flink%2Freturn&code_verifier=ver")
        // base64("the%20client:s%3Ae%20cr%C3%A9t")
        #expect(request.header("authorization") == "Basic dGhlJTIwY2xpZW50OnMlM0FlJTIwY3IlQzMlQTl0")
        #expect(request.header("content-type") == "application/x-www-form-urlencoded" && !request.followsRedirects)
        #expect(host.violations.isEmpty)
    }

    @Test(
        "knows who has to mend an error (RFC 6749 5.2), also when it comes with status 200",
        arguments: [
            (400, #"{"error":"invalid_grant"}"#, USHER_E_RELINK), (200, #"{"error":"invalid_grant"}"#, USHER_E_RELINK),
            (401, #"{"error":"invalid_client"}"#, USHER_E_CONFIG), (400, #"{"error":"invalid_scope"}"#, USHER_E_CONFIG),
            (400, #"{"error":"slow_down"}"#, USHER_E_RATE_LIMITED), (400, #"{"error":"odd"}"#, USHER_E_UPSTREAM),
            (400, "<html>", USHER_E_UPSTREAM), (401, "no", USHER_E_CONFIG), (500, "{}", USHER_E_UPSTREAM),
            (429, "", USHER_E_RATE_LIMITED), (200, "<html>", USHER_E_UPSTREAM), (200, "[]", USHER_E_UPSTREAM),
            (200, "{}", USHER_E_UPSTREAM), (200, #"{"access_token":""}"#, USHER_E_UPSTREAM),
            (200, #"{"access_token":7}"#, USHER_E_UPSTREAM), (302, "", USHER_E_UPSTREAM),
            (200, #"{"access_token":"a","token_type":"mac"}"#, USHER_E_UPSTREAM),
        ])
    func errors(status: Int, body: String, expected: Int) {
        host.http.answer("POST", tokenURL, with: .json(body, status: UInt32(status)))
        let outcome = instance.resume(.returned(query: "code=c"))
        #expect(Int(outcome.status) == expected, "\(status) \(body): \(outcome)")
    }

    @Test("a person who says no is told so; a broken return is an error")
    func returns() throws {
        let denied = try #require(step(instance.resume(.returned(query: "error=access_denied&state=s"))))
        #expect(denied.step == USHER_STEP_FAILED && denied.message == "You did not allow access to your account.")
        for (query, status) in [
            ("", USHER_E_UPSTREAM), ("code=", USHER_E_UPSTREAM), ("code=a&code=b", USHER_E_UPSTREAM),
            ("error=server_error", USHER_E_UPSTREAM), ("error=unauthorized_client", USHER_E_CONFIG),
        ] {
            #expect(Int(instance.resume(.returned(query: query)).status) == status, "\(query)")
        }
        #expect(instance.resume(.poll).status == USHER_E_INVALID)
        #expect(host.http.requests.isEmpty)
    }

    @Test("an error of the third party is repeated to the admin only when it is a plain word")
    func hostileError() {
        host.http.answer("POST", tokenURL, with: .json(#"{"error":"a\nb","error_description":"hunter2"}"#, status: 400))
        let outcome = instance.resume(.returned(query: "code=c"))
        #expect(outcome.message == "the third party answered with an error that is not a word")
    }

    private func ask() -> String {
        let outcome = instance.evaluate(#"{"do":"token"}"#, of: TestSubject(secretKey: "account/7"))
        guard case .evidence(let evidence)? = outcome.items.first else { return "\(outcome.status) \(outcome.message ?? "")" }
        return evidence.reason
    }

    private func store(expiresIn milliseconds: Int64?, refreshToken: String? = "rt1") {
        host.secrets.values["account/7"] =
            OAuthTokens(
                accessToken: "at1", refreshToken: refreshToken, expiresAtMilliseconds: milliseconds.map { host.now + $0 },
                scope: "x"
            ).secret
    }

    @Test("a token that is good is used as it is")
    func goodToken() {
        store(expiresIn: 61_000)
        #expect(ask() == "at1")
        store(expiresIn: nil)
        #expect(ask() == "at1" && host.http.requests.isEmpty && host.store.writes == 0)
    }

    @Test("a token that is about to end is refreshed, and the new ones are stored before they are used")
    func refresh() throws {
        store(expiresIn: 60_000)
        host.http.answer("POST", tokenURL, with: .json(#"{"access_token":"at2","refresh_token":"rt2","expires_in":100}"#))
        #expect(ask() == "at2")
        let stored = try #require(host.secrets.values["account/7"].flatMap(json))
        #expect(stored.text("/access_token") == "at2" && stored.text("/refresh_token") == "rt2" && stored.text("/scope") == "x")
        #expect(host.http.requests.first?.text == "grant_type=refresh_token&refresh_token=rt1" && host.store.entries.isEmpty)
        #expect(ask() == "at2" && host.http.requests.count == 1)
        // A third party that keeps the refresh token does not repeat it.
        host.now += 100_000
        host.http.answer("POST", tokenURL, with: .json(#"{"access_token":"at3"}"#))
        #expect(ask() == "at3")
        #expect(host.secrets.values["account/7"].flatMap(json)?.text("/refresh_token") == "rt2")
    }

    @Test("a refresh that cannot be stored gives no token")
    func unstored() {
        store(expiresIn: 0)
        host.http.answer(
            "POST", tokenURL, with: .json(#"{"access_token":"\#(String(repeating: "x", count: 70_000))"}"#))
        #expect(ask().hasPrefix("\(USHER_E_LIMIT) ") && host.store.entries.isEmpty)
    }

    @Test("only one caller refreshes at a time; the others wait, and not for ever")
    func lease() {
        store(expiresIn: 0)
        host.store.plant("oauth-refresh/account/7", "")
        #expect(ask() == "\(USHER_E_RATE_LIMITED) the token is being refreshed" && host.http.requests.isEmpty)
        // The one that refreshes was ended in the middle: its lease ends too.
        host.http.answer("POST", tokenURL, with: .failure(USHER_E_UPSTREAM))
        host.store.forget("oauth-refresh/account/7")
        #expect(ask().hasPrefix("\(USHER_E_UPSTREAM) ") && host.store.entries.isEmpty)
        host.http.answer("POST", tokenURL, with: .json(#"{"access_token":"at2"}"#))
        #expect(ask() == "at2")
    }

    @Test("an account whose token is gone or cannot be refreshed must be linked again")
    func relink() {
        #expect(ask() == "\(USHER_E_RELINK) there is no token of this account")
        store(expiresIn: 0, refreshToken: nil)
        #expect(ask() == "\(USHER_E_RELINK) the access token has ended, and there is no refresh token")
        store(expiresIn: 0)
        host.http.answer("POST", tokenURL, with: .json(#"{"error":"invalid_grant"}"#, status: 400))
        #expect(ask() == "\(USHER_E_RELINK) the third party answered invalid_grant")
        host.secrets.values["account/7"] = Array(#"{"access_token":7}"#.utf8)
        #expect(ask().hasPrefix("\(USHER_E_RELINK) "))
    }

    @Test("an issuer that was named must be the one that answers (RFC 9207)")
    func issuer() throws {
        var client = Directory.oauth
        client.issuer = "https://id.example.com"
        let outcome = instance.raw { _, raw in
            answer(raw) { call, _ in
                let input = LinkInput(
                    event: .returned(query: "code=c&iss=https%3A%2F%2Fevil.example.org"), flowID: "", returnURL: "", state: [],
                    pkceVerifier: "", locale: "")
                _ = try client.exchange(input, call: call)
            }
        }
        #expect(outcome.status == USHER_E_UPSTREAM && outcome.message?.contains("another issuer") == true)
    }

    @Test("form fields survive the way there and back")
    func formFields() {
        let fields = [("a b", "1+2&=%"), ("ü", ""), ("", "x")]
        let parsed = FormFields.parsed(FormFields.encoded(fields))
        #expect(parsed.map { [$0.name, $0.value] } == fields.map { [$0.0, $0.1] })
        let odd = FormFields.parsed("a=%zz&b=%4&c=x+y&d&&e=%+1")
        #expect(odd.map { $0.name + "|" + $0.value } == ["a|%zz", "b|%4", "c|x y", "d|", "e|% 1"])
    }

    @Test("Basic credentials are Base64 (RFC 4648, section 10)")
    func base64() {
        let samples = [
            "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=", "foobar": "Zm9vYmFy",
        ]
        for (text, expected) in samples { #expect(Base64.text(Array(text.utf8)) == expected) }
    }
}
