import PluginABI
import PluginKit
import Testing

@testable import PluginTestHost

@Suite("The host for tests is no more lenient than the real one")
struct StrictHostTests {
    private static let manifest = """
        {"permissions": {"http": ["https://*.example.org", "https://*.example.com:8443", {"config": "/url"}],
        "net": ["*.example.net:636", {"config": "/server", "port": 389}, {"config": "/other"}]}}
        """

    @Test("a wildcard means everything below a name, and a place in the configuration is read as an admin writes it")
    func places() throws {
        let config = #"{"url": "http://localhost:8080/base", "server": "ldaps://Dir.internal:1636/x", "other": "10.0.0.1:99"}"#
        let permissions = TestPermissions(manifest: try #require(JSONDocument(Self.manifest)), config: JSONDocument(config))
        for url in [
            "https://a.example.org", "https://a.b.example.org/x", "https://a.example.com:8443/", "http://localhost:8080/members",
        ] { #expect(permissions.allowsHTTP(to: url), "\(url)") }
        for url in [
            "https://example.org", "http://a.example.org", "https://a.example.org:8443", "https://a.example.com",
            "https://badexample.org", "http://localhost", "https://a.example.org@evil.example", "https://.example.org",
        ] { #expect(!permissions.allowsHTTP(to: url), "\(url)") }
        #expect(permissions.allowsConnection(to: "a.example.net", port: 636))
        #expect(permissions.allowsConnection(to: "dir.internal", port: 1_636))
        #expect(permissions.allowsConnection(to: "10.0.0.1", port: 99))
        for (host, port) in [("example.net", 636), ("a.example.net", 389), ("dir.internal", 389), ("10.0.0.1", 98)] {
            #expect(!permissions.allowsConnection(to: host, port: UInt16(port)), "\(host):\(port)")
        }
    }

    @Test("a configured place without a port is that of the permission, and without either it is none")
    func ports() throws {
        let config = #"{"server": "dir.internal", "other": "dir.internal", "url": 5}"#
        let permissions = TestPermissions(manifest: try #require(JSONDocument(Self.manifest)), config: JSONDocument(config))
        #expect(permissions.net?.contains("dir.internal:389") == true && permissions.net?.count == 2)
        #expect(permissions.http?.count == 2)
    }

    @Test("what is no number of JSON is none", arguments: ["01", "+1", "1.", ".5", "1e", "0x1", "--1", "1e+", "-", "Infinity"])
    func numbers(_ text: String) {
        #expect(JSONDocument(text) == nil)
        #expect(JSONDocument("[\(text)]") == nil)
    }

    @Test("every number of JSON is one", arguments: ["0", "-0", "10", "0.5", "-1.5e3", "1E-7", "1e+10", "9007199254740993"])
    func goodNumbers(_ text: String) {
        #expect(JSONDocument(text)?.text("") == text)
    }

    @Test("an item that does not belong to the running function is refused, and listed")
    func foreignItem() {
        let host = TestHost()
        let outcome = host.call(limits: .emitting(USHER_ITEM_CLAIM)) { call in
            var result = usher_result()
            result.head = usher_item(size: UInt32(MemoryLayout<usher_result>.size), kind: UInt32(USHER_ITEM_RESULT))
            return withUnsafePointer(to: &result) { pointer in
                call.pointee.host.pointee.emit(call, UnsafeRawPointer(pointer).assumingMemoryBound(to: usher_item.self))
            }
        }
        #expect(outcome.status == USHER_E_INVALID && outcome.items.isEmpty && host.violations.count == 1)
    }

    @Test("an unknown algorithm makes no sense, and a signature that is none is wrong")
    func signatures() throws {
        let host = TestHost()
        host.secrets.values["config/key"] = Array("key".utf8)
        host.permissions = .all
        for (algorithm, mac, status) in [
            ("sha512", "00", USHER_E_INVALID), ("sha256", "xyz", USHER_E_POLICY), ("sha256", "0", USHER_E_POLICY),
            ("sha256", "", USHER_E_POLICY),
        ] {
            let outcome = host.call { call in
                guard let table = call.pointee.host.pointee.service(call.pointee.host, USHER_SVC_SECRETS) else {
                    return usher_status(USHER_E_UNSUPPORTED)
                }
                return with("config/key", algorithm, "data", mac) { texts in
                    table.assumingMemoryBound(to: usher_svc_secrets.self).pointee
                        .hmac_verify(call, texts[0], texts[1], texts[2], texts[3])
                }
            }
            #expect(Int(outcome.status) == status, "\(algorithm) \(mac)")
        }
    }

    @Test("a credential that the host adds needs the permission for secrets")
    func credentials() throws {
        let host = TestHost()
        let instance = try TestInstance(of: directoryTable.pointer, config: "{}", host: host)
        host.permissions.usesSecrets = false
        host.secrets.values["config/token"] = Array("t".utf8)
        #expect(instance.evaluate(#"{"team":"core"}"#, of: TestSubject(accountID: "7")).status == USHER_E_POLICY)
        #expect(host.violations.count == 1)
    }
}
