import Testing

@testable import UsherDomain

@Suite("A server name")
struct ServerNameTests {
    @Test(
        "is a host with or without a port",
        arguments: [
            ("example.org", .dns("example.org"), nil), ("Example.ORG:8448", .dns("Example.ORG"), 8448),
            ("localhost", .dns("localhost"), nil), ("a-b.c-d.xn--nxa:1", .dns("a-b.c-d.xn--nxa"), 1),
            ("1.2.3.4", .ipv4("1.2.3.4"), nil), ("127.0.0.1:65535", .ipv4("127.0.0.1"), 65535),
            ("[::1]", .ipv6("::1"), nil), ("[2001:db8::1]:443", .ipv6("2001:db8::1"), 443),
            ("[::ffff:10.0.0.1]", .ipv6("::ffff:10.0.0.1"), nil), ("1234.org", .dns("1234.org"), nil),
        ] as [(String, ServerName.Host, UInt16?)])
    func parses(text: String, host: ServerName.Host, port: UInt16?) throws {
        let name = try #require(ServerName(text))
        #expect(name.host == host)
        #expect(name.port == port)
        #expect("\(name)" == text)
    }

    @Test(
        "is nothing else: refused before DNS is asked",
        arguments: [
            "", " ", "example.org ", " example.org", "exa mple.org", "example.org\n", "exam\u{0}ple.org", "https://example.org",
            "example.org/path", "example.org?x", "example.org#x", "user@example.org", "exa%6dple.org", "example.org:",
            "example.org:0", "example.org:99999", "example.org:65536", "example.org:080080", "example.org:-1", "example.org:+80",
            "example.org:80:80", "a_b.org", "example.org.", ".example.org", "a..b", "müller.example", "例え.jp", ":8448",
            "[::1",
            "::1",
            "[]", "[1.2.3.4]", "[fe80::1%25eth0]", "[::1]8448", "[::1]:", "[::g]", "1234", "127.1", "0x7f000001", "0x7f.1",
            "1.2.3.256", "01.2.3.4", "1.2.3.4.5", "foo.123", "foo.0x1",
            String(repeating: "a", count: 64) + ".org", String(repeating: "abcdefghi.", count: 23) + "org",
        ])
    func refuses(text: String) {
        #expect(ServerName(text) == nil)
    }

    @Test("names are compared byte by byte")
    func caseMatters() {
        #expect(ServerName("Example.org") != ServerName("example.org"))
        #expect(ServerName("example.org") == ServerName("example.org"))
    }
}

@Suite("A user ID")
struct UserIDTests {
    @Test(
        "is split at its first colon",
        arguments: [
            ("@alice:example.org", "example.org"), ("@a:127.0.0.1:18448", "127.0.0.1:18448"), ("@a:[::1]:8448", "[::1]:8448"),
            ("@A b/%x=+:example.org", "example.org"), ("@ümlaut:example.org", "example.org"),
        ])
    func parses(text: String, server: String) throws {
        let id = try #require(UserID(text))
        #expect(id.server.text == server)
        #expect(id.text == text)
    }

    @Test(
        "is nothing else",
        arguments: [
            "", "@", "alice:example.org", "@alice", "@:x", "@:example.org", "@alice:", "@a\u{0}b:example.org",
            "!room:example.org",
            "@alice:example.org/", "@alice:exa mple.org", "@alice:example.org:1:2",
            "@" + String(repeating: "a", count: 250) + ":a.org",
        ])
    func refuses(text: String) {
        #expect(UserID(text) == nil)
    }

    @Test("may have 255 bytes and not one more; bytes count, not characters")
    func length() {
        #expect(UserID("@" + String(repeating: "a", count: 248) + ":a.org") != nil)
        #expect(UserID("@" + String(repeating: "a", count: 249) + ":a.org") == nil)
        #expect(UserID("@" + String(repeating: "ü", count: 125) + ":a.org") == nil)
    }

    @Test("a colon with a combining mark is still a colon")
    func combiningColon() throws {
        // The mark then belongs to the server's name, which it makes invalid; a split by characters would find a later colon.
        #expect(UserID("@admin:\u{301}x:victim.org") == nil)
    }
}

@Suite("A proof of identity")
struct ProvenUserTests {
    private let now = Instant(unixMilliseconds: 1_000)

    @Test("stands when the answering server is the user's own")
    func accepts() throws {
        let server = try #require(ServerName("example.org:8448"))
        let user = try ProvenUser(sub: "@alice:example.org:8448", askedOf: server, at: now)
        #expect(user.id.text == "@alice:example.org:8448")
        #expect(user.provenAt == now)
    }

    @Test(
        "falls when the answer names somebody of another server",
        arguments: [
            ("evil.org", "@alice:example.org"), ("example.org:8448", "@admin:victim.org:8448"), ("Example.org", "@a:example.org"),
            ("example.org", "@a:Example.org"), ("example.org", "@a:example.org:8448"), ("example.org:443", "@a:example.org"),
            ("org", "@a:example.org"),
        ])
    func refusesOtherServers(server: String, sub: String) throws {
        let asked = try #require(ServerName(server))
        #expect(throws: IdentityRefusal.otherServer) { try ProvenUser(sub: sub, askedOf: asked, at: now) }
    }

    @Test("falls when the answer names nobody", arguments: ["", "@:x", "alice", "@a\u{0}:example.org", "@alice"])
    func refusesNonsense(sub: String) throws {
        let asked = try #require(ServerName("example.org"))
        #expect(throws: IdentityRefusal.malformedAnswer) { try ProvenUser(sub: sub, askedOf: asked, at: now) }
    }

    @Test("a number is no server name, so nobody can be asked whose users end in it")
    func portTrick() {
        #expect(ServerName("1234") == nil)
        #expect(OpenIDToken(server: "1234", token: "t") == nil)
    }
}

@Suite("An OpenID token")
struct OpenIDTokenTests {
    @Test("is printable ASCII of a sane length", arguments: ["t", "a&b=c#d%e", String(repeating: "x", count: 2048)])
    func accepts(token: String) {
        #expect(OpenIDToken(server: "example.org", token: token)?.secret.reveal() == token)
    }

    @Test(
        "is refused before the call otherwise",
        arguments: ["", "a b", "a\nb", "a\r\nb", "a\u{0}b", "ä", "\u{7f}", String(repeating: "x", count: 2049)])
    func refuses(token: String) {
        #expect(OpenIDToken(server: "example.org", token: token) == nil)
    }

    @Test("never prints its secret")
    func redacts() throws {
        let token = try #require(OpenIDToken(server: "example.org", token: "sesame"))
        var dumped = ""
        dump(token, to: &dumped)
        for text in ["\(token)", String(reflecting: token), dumped, "\(token.secret)", String(reflecting: token.secret)] {
            #expect(!text.contains("sesame"))
        }
        #expect("\(token.secret)" == "<redacted>")
    }
}
