import Foundation
import PluginABI
import Testing
import UsherPlugins

@testable import usher_checker

/// The checker reads the header and PluginABI/README.md for itself. Here it is held against the daemon's own reading.
@Suite("The checker and the daemon agree")
struct AgreementTests {
    private static let permissions = """
        {"http": ["https://api.example.com", "https://*.example.org:8443", {"config": "/url"}, {"config": "/deep/0"}],
        "net": ["ldap.example.com:389", "*.example.net:636", {"config": "/server", "port": 389}, {"config": "/other"}],
        "link_hosts": ["example.com", "*.example.org", {"config": "/issuer"}]}
        """

    private static let configs = [
        "{}",
        #"{"url": "http://10.0.0.1:8080/base", "server": "ldaps://Directory.internal", "issuer": "https://ID.example:444/x"}"#,
        #"{"url": "https://[2001:DB8::1]/", "deep": ["http://a.b"], "server": "10.0.0.9:1389", "other": "x:99", "issuer": 7}"#,
        #"{"url": "example.com", "server": "a b", "other": "name", "issuer": "ftp://x.example"}"#,
        #"{"url": 5, "deep": [null], "server": "", "other": "[::1]:5", "issuer": "http://plain.example"}"#,
    ]

    private static let addresses = [
        "https://api.example.com/a?b#c", "https://API.example.com", "http://api.example.com/", "https://api.example.com:443",
        "https://api.example.com:0443", "https://api.example.com.", "https://x.example.org:8443/", "https://example.org:8443/",
        "https://x.example.org/", "https://a.b.example.org", "https://example.com", "https://www.example.com",
        "http://10.0.0.1:8080/members", "http://10.0.0.1/", "http://0x0a.0.0.1:8080/", "http://010.0.0.1:8080/",
        "https://[2001:db8:0::1]", "https://[2001:db8::2]", "http://a.b/x", "http://a.b:80", "https://a.b", "https://id.example",
        "https://id.example:444", "https://user@api.example.com", "https://api.example.com\\@evil.example", "https://",
        "https:///",
        "//api.example.com", "ftp://api.example.com", "https://api.example.com/ä", "https://api.example.com/a b", "",
        "https://plain.example", "https://x.example", "https://api.example.com:99999", "HTTPS://api.example.com",
    ]

    private static let places: [(String, UInt16)] = [
        ("ldap.example.com", 389), ("LDAP.example.com", 389), ("ldap.example.com", 636), ("a.example.net", 636),
        ("example.net", 636), ("directory.internal", 389), ("directory.internal", 636), ("10.0.0.9", 1_389), ("10.0.0.9", 389),
        ("x", 99), ("name", 99), ("::1", 5), ("0:0::1", 5), ("::1", 6), ("", 389), ("a b", 389),
    ]

    @Test("about where a plugin may go, with whatever configuration", arguments: configs)
    func egress(_ config: String) throws {
        let manifest = "{\"permissions\": \(Self.permissions)}"
        let daemon = try Permissions(manifestJSON: manifest).resolved(configJSON: config)
        let settings = CheckSettings(try Options(["file.so"]), Array(manifest.utf8))
        let checker = settings.reach.egress(config: config)
        for text in Self.addresses {
            let address = WebAddress(text)
            #expect(
                (address.map { checker.allowsHTTP(to: $0.origin) } ?? false) == (daemon.allows(url: text) != nil),
                "http to \(text)")
            #expect(
                (address.map { checker.allowsLink(to: $0.origin) } ?? false) == daemon.allowsLink(to: text), "link to \(text)")
        }
        for (host, port) in Self.places {
            let name = HostName(host.contains(":") ? "[\(host)]" : host[...])
            let isAllowed = name.map { checker.allowsConnection(to: HostAndPort(host: $0, port: port)) } ?? false
            #expect(isAllowed == (daemon.allows(host: host, port: port) != nil), "\(host):\(port)")
        }
    }

    @Test("about the sizes of ABI 1.0, which are those of its layout")
    func sizes() throws {
        struct Layout: Decodable {
            struct Struct: Decodable {
                let size: Int
            }

            let structs: [String: Struct]
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: Places.layout))
        let layout = try JSONDecoder().decode(Layout.self, from: data)
        for (name, size) in FirstMinor.sizes { #expect(layout.structs[name]?.size == size, "\(name)") }
        // What a plugin gives begins with a size: tables, items, actions.
        let given = layout.structs.keys.filter { $0.hasPrefix("usher_ext_") } + ["usher_plugin", "usher_action"]
        #expect(given.allSatisfy { FirstMinor.sizes[$0] != nil })
    }
}
