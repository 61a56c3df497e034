import Testing
import UsherHTTP

@testable import UsherPlugins

@Suite("Permissions of a manifest")
struct PermissionTests {
    static let everything = """
        {"usher":1,"id":"x","permissions":{"profile":"threaded","memory_bytes":67108864,"threads":8,"webhook":true,
        "kv_bytes":1048576,"secrets":true,"link_hosts":["login.example.com",{"config":"/issuer"}],
        "net":["ldap.example.com:389",{"config":"/server","port":636}],
        "http":["https://*.example.com:8443",{"config":"/url"},"https://api.example.com"],"x-note":[1,{"any":null}]}}
        """

    @Test("a manifest without permissions asks for nothing but the default store, threads and memory")
    func nothing() throws {
        let permissions = try Permissions(manifestJSON: #"{"usher":1}"#)
        #expect(permissions.json == "{}")
        #expect(try Permissions(json: #"{"http":[],"secrets":false,"profile":"strict"}"#) == permissions)
        #expect(permissions.lines.count == 3)
        let egress = permissions.resolved(configJSON: #"{"url":"https://example.com"}"#)
        #expect(egress.allows(url: "https://example.com/") == nil)
        #expect(egress.allows(host: "example.com", port: 443) == nil)
        #expect(!egress.allowsLink(to: "https://example.com/"))
    }

    @Test("the canonical form is one text, whatever the order, and is read back")
    func canonical() throws {
        let permissions = try Permissions(manifestJSON: Self.everything)
        let json = permissions.json
        #expect(
            json == #"{"http":["https://*.example.com:8443","https://api.example.com",{"config":"/url"}],"#
                + #""link_hosts":["login.example.com",{"config":"/issuer"}],"#
                + #""net":["ldap.example.com:389",{"config":"/server","port":636}],"kv_bytes":1048576,"memory_bytes":67108864,"#
                + #""profile":"threaded","secrets":true,"threads":8,"webhook":true}"#)
        #expect(try Permissions(json: json) == permissions)
        #expect(try Permissions(json: json).json == json)
        #expect(
            try Permissions(json: #"{"http":["https://a.b:443","https://a.b"]}"#).json == #"{"http":["https://a.b"]}"#)
    }

    @Test("people are told each thing that is asked for")
    func lines() throws {
        let lines = try Permissions(manifestJSON: Self.everything).lines
        #expect(lines.contains("use the web: https://api.example.com"))
        #expect(lines.contains("use the web: https://*.example.com:8443 (every name below example.com)"))
        #expect(lines.contains("use the web: the address that you write at /url of an instance's configuration"))
        #expect(lines.contains("connect to ldap.example.com:389"))
        #expect(lines.contains("keep secrets, and read those of its configuration"))
        #expect(lines.contains("store up to 1 MiB for each instance"))
        #expect(lines.count == 13)
    }

    @Test(
        "an author is told what to write",
        arguments: [
            (#"7"#, "must be an object"), (#"{"https":[]}"#, "unknown member \"https\""),
            (#"{"http":"https://a.b"}"#, "must be a list"), (#"{"http":[1]}"#, "neither text nor"),
            (#"{"http":["http://a.b"]}"#, "https://"), (#"{"http":["https://a.b/"]}"#, "no path"),
            (#"{"http":["https://A.b"]}"#, "lower case"), (#"{"http":["https://u@a.b"]}"#, "origin"),
            (#"{"http":["https://localhost"]}"#, "origin"), (#"{"http":["https://*.com"]}"#, "origin"),
            (#"{"http":["https://*"]}"#, "origin"), (#"{"http":["https://a.*.b"]}"#, "origin"),
            (#"{"http":["https://*a.b.c"]}"#, "origin"), (#"{"http":["https://10.0.0.1"]}"#, "config"),
            (#"{"http":["https://[2001:db8::1]"]}"#, "config"), (#"{"http":["https://a.b."]}"#, "origin"),
            (#"{"http":["https://a.b:0"]}"#, "origin"), (#"{"http":["https://a.b:65536"]}"#, "origin"),
            (#"{"http":["https://a.0x7f"]}"#, "origin"), (#"{"http":["https://ä.b"]}"#, "origin"),
            (#"{"http":["https://\u212a.b"]}"#, "origin"), (#"{"http":["https://a.b\r\n"]}"#, "origin"),
            (#"{"http":[{}]}"#, "JSON Pointer"), (#"{"http":[{"config":"url"}]}"#, "JSON Pointer"),
            (#"{"http":[{"config":"/url","port":1}]}"#, "unknown member \"port\""), (#"{"net":["a.b"]}"#, "with a port"),
            (#"{"net":[{"config":"/a","port":0}]}"#, "1 to 65535"), (#"{"net":[{"config":"/a","port":1e2}]}"#, "1 to 65535"),
            (#"{"link_hosts":["https://a.b"]}"#, "a host name"), (#"{"secrets":1}"#, "true or false"),
            (#"{"kv_bytes":-1}"#, "whole number"), (#"{"kv_bytes":1.0}"#, "whole number"), (#"{"kv_bytes":"1"}"#, "whole"),
            (#"{"threads":0}"#, "1 to 64"), (#"{"memory_bytes":1}"#, "33554432"), (#"{"profile":"loose"}"#, "\"strict\" or"),
            (#"{"secrets":true,"secrets":false}"#, "twice"),
        ])
    func advice(json: String, part: String) throws {
        let problem = try #require(throws: PluginProblem.self) {
            try Permissions(manifestJSON: #"{"usher":1,"permissions":\#(json)}"#)
        }
        #expect(problem.text.contains(part), "\(problem.text)")
        #expect(!problem.text.contains("\n"))
    }

    @Test("a list that is too long is refused, and a manifest that is no JSON")
    func others() {
        let many = (0...32).map { #""https://a\#($0).b""# }.joined(separator: ",")
        #expect(throws: PluginProblem.self) { try Permissions(json: #"{"http":[\#(many)]}"#) }
        #expect(throws: PluginProblem.self) { try Permissions(manifestJSON: "{") }
        #expect(throws: PluginProblem.self) { try Permissions(manifestJSON: "[]") }
    }

    @Test("an upgrade asks for consent to what is more, and to nothing else")
    func excess() throws {
        let all = try Permissions(manifestJSON: Self.everything)
        let none = try Permissions(json: "{}")
        #expect(all.excess(over: all) == [])
        // Fewer bytes and less memory than the default are no more than nothing.
        #expect(all.excess(over: none).count == 11)
        #expect(none.excess(over: all) == ["store up to 16 MiB for each instance", "use up to 256 MiB of memory"])
        for (old, new, count) in [
            (#"{"http":["https://a.b"]}"#, #"{"http":["https://a.b","https://c.d"]}"#, 1),
            (#"{"http":["https://*.a.b"]}"#, #"{"http":["https://x.a.b"]}"#, 1),
            (#"{"http":["https://a.b"]}"#, #"{"http":["https://a.b:8443"]}"#, 1),
            (#"{"net":["a.b:1"]}"#, #"{"http":["https://a.b:1"]}"#, 1), (#"{"secrets":true}"#, "{}", 0),
            (#"{"kv_bytes":10}"#, #"{"kv_bytes":9}"#, 0), (#"{"kv_bytes":10}"#, #"{"kv_bytes":11}"#, 1),
            (#"{"threads":8}"#, #"{"threads":9}"#, 1), (#"{}"#, #"{"profile":"threaded"}"#, 1), (#"{}"#, #"{"webhook":true}"#, 1),
            (#"{"http":[{"config":"/a"}]}"#, #"{"http":[{"config":"/b"}]}"#, 1),
            (#"{"net":[{"config":"/a","port":1}]}"#, #"{"net":[{"config":"/a","port":2}]}"#, 1),
        ] {
            #expect(try Permissions(json: new).excess(over: Permissions(json: old)).count == count, "\(old) -> \(new)")
        }
    }
}
