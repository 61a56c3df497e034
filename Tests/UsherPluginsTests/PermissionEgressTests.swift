import Foundation
import Testing
import UsherHTTP
import UsherTesting

@testable import UsherPlugins

@Suite("Where an instance may go")
struct PermissionEgressTests {
    private let permissions: Permissions
    private let egress: Egress

    init() throws {
        permissions = try Permissions(
            json: """
                {"http":["https://api.example.com","https://*.cdn.example.org:8443",{"config":"/url"}],
                "net":["ldap.example.com:389","*.dir.example.com:636",{"config":"/server","port":389}],
                "link_hosts":["example.com",{"config":"/url"}]}
                """)
        egress = permissions.resolved(configJSON: #"{"url":"http://10.1.2.3:8080/base","server":"ldaps://dc1.corp:636/x"}"#)
    }

    @Test("listed origins are for the public internet, configured ones are anywhere")
    func http() {
        for url in [
            "https://api.example.com", "https://api.example.com/", "https://api.example.com:443/a?b=c#d",
            "https://API.Example.COM/x",
            "https://api.example.com?x", "https://a.cdn.example.org:8443/", "https://a.b.cdn.example.org:8443/",
        ] {
            #expect(egress.allows(url: url) == .publicOnly, "\(url)")
        }
        #expect(egress.allows(url: "http://10.1.2.3:8080/elsewhere?q") == .any)
    }

    @Test(
        "everything else is refused",
        arguments: [
            "", "https://", "https:///", "api.example.com", "//api.example.com/", "http://api.example.com/",
            "https://api.example.com:8443/", "https://api.example.com:444/", "https://api.example.com./",
            "https://api.example.com.evil.org/", "https://evil.org/api.example.com", "https://api.example.com@evil.org/",
            "https://user@api.example.com/", "https://user:pw@api.example.com/", "https://@api.example.com/",
            "https://api.example.com\\@evil.org/", "https://api.example.com\\.evil.org/", "https:\\\\api.example.com/",
            "https://evil.org\\api.example.com/", "https://evil.org#@api.example.com/", "https://evil.org?@api.example.com/",
            "https://api.example.com%2eevil.org/", "https://api%2eexample.com/", "https://%61pi.example.com/",
            "https://api.example.com\r\nHost: evil/", "https://api.example.com/\n", "https://api.example.com/ x",
            "\thttps://api.example.com/",
            "https://api.example.com\u{0}.evil.org/", "https://api。example。com/", "https://ａpi.example.com/",
            "https://api.example.com:/", "https://api.example.com:0443/", "https://api.example.com:+443/",
            "https://api.example.com:99999999999/", "HTTPS://api.example.com/", "https://cdn.example.org:8443/",
            "https://a.cdn.example.org/", "https://acdn.example.org:8443/", "https://.cdn.example.org:8443/",
            "https://a..cdn.example.org:8443/", "https://10.1.2.3:8080/", "http://10.1.2.3/", "http://10.1.515:8080/",
            "http://0xa.1.2.3:8080/", "http://167838211:8080/", "http://010.1.2.3:8080/", "http://[::ffff:10.1.2.3]:8080/",
            "ftp://api.example.com/", "file:///etc/passwd", "javascript:alert(1)", "https://[::1]/", "https://[api.example.com]/",
            "https://api.example.com/{x}", "https://api_example.com/", "https://-api.example.com/",
        ])
    func refused(url: String) {
        #expect(egress.allows(url: url) == nil)
    }

    @Test("connections go to listed places on the public internet, and to the configured one anywhere")
    func net() throws {
        #expect(egress.allows(host: "ldap.example.com", port: 389) == .publicOnly)
        #expect(egress.allows(host: "LDAP.example.com", port: 389) == .publicOnly)
        #expect(egress.allows(host: "a.dir.example.com", port: 636) == .publicOnly)
        #expect(egress.allows(host: "dc1.corp", port: 636) == .any)
        for (host, port) in [
            ("ldap.example.com", 390), ("dc1.corp", 389), ("dc1.corp.", 636), ("dir.example.com", 636), ("dc1.corp:636", 636),
            ("", 636), ("u@dc1.corp", 636), ("10.1.2.3", 8080), ("::1", 389), ("dc1.corp\u{0}", 636), ("\u{212a}.corp", 636),
        ] {
            #expect(egress.allows(host: host, port: UInt16(port)) == nil, "\(host)")
        }
    }

    @Test(
        "a configured server may be written in several ways",
        arguments: [
            ("dc.corp", "dc.corp", 389), ("dc.corp:1389", "dc.corp", 1389), ("ldap://dc.corp", "dc.corp", 389),
            ("ldap://dc.corp:1389", "dc.corp", 1389), ("ldap://DC.corp/dc=x", "dc.corp", 389), ("10.0.0.7", "10.0.0.7", 389),
            ("[::1]", "::1", 389), ("ldap://[::1]:1389/", "0:0::1", 1389), ("localhost", "localhost", 389),
        ])
    func servers(text: String, host: String, port: Int) throws {
        let egress = permissions.resolved(configJSON: #"{"server":"\#(text)"}"#)
        #expect(egress.problems == [])
        #expect(egress.allows(host: host, port: UInt16(port)) == .any)
        #expect(egress.allows(host: host, port: UInt16(port) + 1) == nil)
    }

    @Test(
        "what an admin wrote wrongly grants nothing, and is named by its place, not by its value",
        arguments: [
            #"{"url":"https://u:hunter2@x.y/"}"#, #"{"url":["https://hunter2.y"]}"#, #"{"url":"hunter2"}"#,
            #"{"url":"https://hunter2 .y/"}"#, #"{"server":"u:hunter2@h:1"}"#, #"{"server":{"hunter2":1}}"#,
            #"{"server":"hunter2:x"}"#,
        ])
    func wrong(config: String) {
        let egress = permissions.resolved(configJSON: config)
        #expect(egress.problems.count == 1 && !egress.problems[0].contains("hunter2"))
        #expect(egress.problems[0].hasPrefix(config.contains("url") ? "/url" : "/server"))
    }

    @Test(
        "a place that an admin left out grants nothing, and is no problem",
        arguments: ["{}", #"{"url":null,"server":""}"#, "no JSON"])
    func absent(config: String) {
        let egress = permissions.resolved(configJSON: config)
        #expect(egress.problems == [] && egress.allows(url: "http://10.1.2.3:8080/") == nil)
    }

    @Test("browsers are sent to listed hosts, by https only")
    func links() throws {
        #expect(egress.allowsLink(to: "https://example.com/login?x=1"))
        let secure = permissions.resolved(configJSON: #"{"url":"https://id.corp:8443"}"#)
        #expect(secure.allowsLink(to: "https://id.corp:8443/authorize"))
        for url in [
            "http://example.com/", "https://example.com.evil.org/", "https://www.example.com/", "javascript:x",
            "https://u@example.com/",
        ] {
            #expect(!egress.allowsLink(to: url), "\(url)")
        }
    }

    @Test(
        "a redirect leads where a browser would go, or nowhere",
        arguments: [
            ("https://x.y/z", "https://x.y/z"), ("//x.y/z", "https://x.y/z"), ("/z?q", "https://a.b:1/z?q"),
            ("?q", "https://a.b:1/c/d?q"),
            ("z", "https://a.b:1/c/z"), ("../z", "https://a.b:1/c/../z"), ("/z#f", "https://a.b:1/z"),
            ("http://x.y", "http://x.y"),
        ])
    func redirects(location: String, target: String) throws {
        #expect(try #require(WebAddress("https://a.b:1/c/d?e")).following(location)?.text == target)
    }

    @Test(
        "a redirect that is none leads nowhere",
        arguments: [
            "", "#x", "javascript:x", "mailto:a@b", "https:x", "https:/x", "///x", "//u@x.y/", "/a b", "/a\r\nb", "\\\\x.y",
            "/\\x.y", "ä",
        ])
    func noRedirects(location: String) throws {
        #expect(try #require(WebAddress("https://a.b/c")).following(location) == nil)
    }

    @Test("whatever is allowed, another reader of addresses finds the same listed host in it")
    func property() throws {
        let random = SeededRandom("egress")
        let hosts = ["api.example.com", "a.cdn.example.org", "10.1.2.3", "evil.org"]
        let pieces = [
            "@", ":", "/", "\\", "?", "#", "%2e", "%00", ".", "..", "\r\n", "\t", " ", ":443", ":8443", ":8080", "[", "]", "::1",
            "。",
            "xn--", "*", "user", "https://", "http://", "//", "A", "\u{212a}", ";", "&", "%40", "0x", "-",
        ]
        var allowed = 0
        for _ in 0..<20_000 {
            var url =
                (random.element(of: ["https://", "http://", "https:/", "HTTPS://"]) ?? "") + (random.element(of: hosts) ?? "")
            for _ in 0..<random.number(in: 0...4) {
                let piece = random.element(of: pieces + hosts) ?? ""
                let index = url.index(url.startIndex, offsetBy: random.number(in: 0...url.count))
                url.insert(contentsOf: piece, at: index)
            }
            guard egress.allows(url: url) != nil else { continue }
            allowed += 1
            let read = try #require(URLComponents(string: url), "\(url)")
            let port = read.port ?? (read.scheme == "https" ? 443 : 80)
            let host = try #require(read.host, "\(url)").lowercased()
            let isListed =
                (read.scheme == "https" && host == "api.example.com" && port == 443)
                || (read.scheme == "https" && host.hasSuffix(".cdn.example.org") && port == 8443)
                || (read.scheme == "http" && host == "10.1.2.3" && port == 8080)
            #expect(isListed && read.user == nil && read.password == nil, "\(url)")
        }
        #expect(allowed > 100)
    }
}
