import PluginABI
import PluginKit
import PluginTestHost
import Testing

@Suite("The services of a host")
struct ServicesTests {
    private let host = TestHost()
    private let instance: TestInstance
    private let url = "https://api.example.com/teams/core/members/7"

    init() throws {
        instance = try TestInstance(of: directoryTable.pointer, config: #"{"server":"Dir.example.org"}"#, host: host)
    }

    private func ask(_ requirement: String, _ subject: TestSubject = TestSubject(accountID: "7")) -> String {
        let outcome = instance.evaluate(requirement, of: subject)
        guard case .evidence(let evidence)? = outcome.items.first else { return "\(outcome.status) \(outcome.message ?? "")" }
        return evidence.finding == USHER_HOLDS ? "holds" : evidence.reason
    }

    @Test("HTTP: the request arrives as it was made, with a credential that the plugin never saw")
    func request() throws {
        host.secrets.values["config/token"] = Array("t0ken".utf8)
        host.http.answer("GET", url, with: .init(204), .init(404))
        #expect(ask(#"{"team":"core"}"#) == "holds")
        #expect(ask(#"{"team":"core"}"#) == "You are not in the team.")
        let request = try #require(host.http.requests.first)
        #expect(request.header("authorization") == "Bearer t0ken" && request.header("x-test") == "1")
        #expect(request.isCached && !request.followsRedirects && request.method == "GET" && request.body.isEmpty)
        #expect(host.violations.isEmpty)
    }

    @Test("HTTP: what is no answer to the question is an error of the right kind, never a no")
    func failures() {
        host.secrets.values["config/token"] = Array("t".utf8)
        var limited = ScriptedHTTP.Answer(429)
        limited.retryAfterMilliseconds = 9_000
        var forbidden = ScriptedHTTP.Answer(403)
        forbidden.retryAfterMilliseconds = 1
        var slow = ScriptedHTTP.Answer(204)
        slow.takesMilliseconds = 15_000
        let answers: [(ScriptedHTTP.Answer, Int)] = [
            (.init(401), USHER_E_CONFIG), (limited, USHER_E_RATE_LIMITED), (forbidden, USHER_E_RATE_LIMITED),
            (.init(403), USHER_E_UPSTREAM), (.init(500), USHER_E_UPSTREAM), (.init(302), USHER_E_UPSTREAM),
            (.failure(USHER_E_UPSTREAM), USHER_E_UPSTREAM), (slow, USHER_E_TIMEOUT),
        ]
        for (answer, status) in answers {
            host.http.answer("GET", url, with: answer)
            let outcome = instance.evaluate(#"{"team":"core"}"#, of: TestSubject(accountID: "7"))
            #expect(Int(outcome.status) == status, "\(answer)")
            guard case .failure(let failure)? = outcome.items.first else {
                Issue.record("no explanation for \(answer)")
                continue
            }
            #expect(failure.retryAfterMilliseconds == max(answer.retryAfterMilliseconds, 0))
        }
        #expect(instance.evaluate(#"{"team":"core"}"#, of: TestSubject(secretKey: "gone")).status == USHER_E_NOT_FOUND)
        #expect(host.violations.isEmpty)
    }

    @Test("HTTP: many requests at once take as long as the longest, and each has its own result")
    func many() {
        var slow = ScriptedHTTP.Answer.json("a")
        slow.takesMilliseconds = 70
        var slower = ScriptedHTTP.Answer.json("b")
        slower.takesMilliseconds = 100
        host.http.answer("GET", "https://api.example.com/a", with: slow)
        host.http.answer("GET", "https://api.example.com/b", with: slower)
        let start = host.now
        #expect(ask(#"{"do":"many"}"#) == "200a policy 200b")
        #expect(host.now - start == 100)
        #expect(host.violations == ["usher.http to https://elsewhere.example.com/, which the manifest does not name"])
    }

    @Test("secrets can be read, written and removed, but not those that the admin configured")
    func secrets() {
        #expect(ask(#"{"do":"secrets"}"#) == "- x - policy")
        host.withheld = [USHER_SVC_SECRETS]
        #expect(ask(#"{"do":"secrets"}"#).hasPrefix("\(USHER_E_UNSUPPORTED) "))
    }

    @Test("connections go only to what the manifest names, as the admin configured it")
    func network() {
        host.connect = { host, port in host == "ldap.example.com" && port == 389 ? 17 : port == 636 ? 18 : nil }
        #expect(ask(#"{"do":"net","host":"ldap.example.com","port":389}"#) == "17")
        #expect(ask(#"{"do":"net","host":"dir.example.org","port":636}"#) == "18")
        host.connect = { _, _ in nil }
        #expect(ask(#"{"do":"net","host":"ldap.example.com","port":389}"#).hasPrefix("\(USHER_E_UPSTREAM) "))
        #expect(host.violations.isEmpty)
        #expect(ask(#"{"do":"net","host":"ldap.example.com","port":390}"#).hasPrefix("\(USHER_E_POLICY) "))
        #expect(host.violations.count == 1)
    }

    @Test("pages are followed to the end, but not in a circle and not for ever")
    func pages() {
        func page(_ name: String, _ link: String?) -> ScriptedHTTP.Answer {
            .json(#"["\#(name)"]"#, headers: link.map { [.init("Link", $0)] } ?? [])
        }
        let first = "https://api.example.com/teams"
        host.http.answer("GET", first, with: page("a", #"<https://api.example.com/teams?page=2>; rel="next", <x>; rel=last"#))
        host.http.answer("GET", first + "?page=2", with: page("b", "</teams?page=3>; rel=next"))
        host.http.answer("GET", first + "?page=3", with: page("c", nil))
        #expect(ask(#"{"do":"pages"}"#) == "a b c")
        host.http.answer("GET", first + "?page=3", with: page("c", "<?page=2>; rel=next"))
        #expect(ask(#"{"do":"pages"}"#) == "\(USHER_E_UPSTREAM) the third party's listing repeats itself")
        host.http.answer("GET", first + "?page=3", with: page("c", "<?page=4>; rel=next"))
        #expect(ask(#"{"do":"pages"}"#) == "\(USHER_E_LIMIT) the listing has more than 3 pages")
        host.http.answer("GET", first + "?page=3", with: .init(500))
        #expect(ask(#"{"do":"pages"}"#) == "\(USHER_E_UPSTREAM) the teams: HTTP status 500")
        host.http.answer("GET", first, with: page("a", "<https://evil.example.org/>; rel=next"))
        #expect(ask(#"{"do":"pages"}"#) == "\(USHER_E_UPSTREAM) the next page is on another origin")
        var slow = page("a", "</teams?page=2>; rel=next")
        slow.takesMilliseconds = 14_999
        host.http.answer("GET", first, with: slow)
        var late = page("b", "</teams?page=3>; rel=next")
        late.takesMilliseconds = 1
        host.http.answer("GET", first + "?page=2", with: late)
        #expect(ask(#"{"do":"pages"}"#).hasPrefix("\(USHER_E_TIMEOUT) "))
    }
}
