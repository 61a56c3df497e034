import Foundation
import Testing

@testable import UsherPlugins

/// One table of manifests, read by the checker and by the daemon.
@Suite("The checker and the daemon read manifests alike")
struct ManifestAgreementTests {
    private static let start = #""usher": 1, "id": "gate", "name": "Gate", "version": "1.0.0""#

    private static let manifests =
        [
            #"{"usher": 1, "id": "gate", "name": "G", "version": "spring"}"#,
            #"{"usher": 1, "id": "gate", "name": "G", "version": ""}"#,
            #"{"usher": 1, "id": "gate", "name": "", "version": "1"}"#,
            #"{"usher": 1, "id": "Gate", "name": "G", "version": "1"}"#,
            #"{"usher": 1, "id": "1gate", "name": "G", "version": "1"}"#,
            #"{"usher": 1, "id": "g.a-t1", "name": "G", "version": "1"}"#,
            #"{"usher": 2, "id": "gate", "name": "G", "version": "1"}"#,
            #"{"usher": 1.0, "id": "gate", "name": "G", "version": "1"}"#,
            #"{"usher": 1, "id": "gate", "name": "G\u0007", "version": "1"}"#,
            #"{"usher": 1, "id": "gate", "name": "G\u202e", "version": "1"}"#,
            #"{"usher": 1, "id": "gate", "version": "1"}"#, #"{"usher": 1, "id": "gate", "name": 5, "version": "1"}"#, "[]", "{",
            "{\"usher\": 1, \"id\": \"\(String(repeating: "g", count: 65))\", \"name\": \"G\", \"version\": \"1\"}",
            "{\"usher\": 1, \"id\": \"gate\", \"name\": \"\(String(repeating: "g", count: 101))\", \"version\": \"1\"}",
            "{\"usher\": 1, \"id\": \"gate\", \"name\": \"G\", \"version\": \"\(String(repeating: "1", count: 33))\"}",
        ]
        + [
            "", #""license": """#, #""license": 5"#, #""license": "MIT""#, #""homepage": "https://example.com""#,
            #""homepage": "http://example.com""#, #""homepage": "example.com""#, #""homepage": """#,
            "\"homepage\": \"https://\(String(repeating: "e", count: 492))\"",
            "\"homepage\": \"https://\(String(repeating: "e", count: 493))\"",
            #""x-mine": {"a": 1, "a": 2}"#, #""x-mine": [[1]]"#, #""mine": 1"#,
            #""check": {"config": {"a": [{"c": 1, "c": 2}]}}"#,
            #""check": []"#, #""config_schema": {"type": "object", "type": "object"}"#, #""config_schema": []"#,
            #""requirement_schema": 1"#,
            #""permissions": []"#, #""permissions": {"http": ["https://api.example.com"]}"#,
            #""permissions": {"http": ["http://api.example.com"]}"#,
            #""permissions": {"http": ["https://API.example.com"]}"#, #""permissions": {"http": ["https://localhost"]}"#,
            #""permissions": {"http": ["https://*.example.com:8443"]}"#, #""permissions": {"http": ["https://a.example.com:0"]}"#,
            #""permissions": {"http": ["https://a.example.com/x"]}"#, #""permissions": {"http": ["https://10.0.0.1"]}"#,
            #""permissions": {"http": [{"config": "/url"}]}"#, #""permissions": {"http": [{"config": "url"}]}"#,
            #""permissions": {"http": [{"config": "/url", "port": 1}]}"#,
            #""permissions": {"http": [{"config": "/url", "x-a": 1}]}"#,
            #""permissions": {"net": ["ldap.example.com:389"]}"#, #""permissions": {"net": ["ldap.example.com"]}"#,
            #""permissions": {"net": [{"config": "/a", "port": 0}]}"#,
            #""permissions": {"net": [{"config": "", "port": 65535}]}"#,
            #""permissions": {"link_hosts": ["example.com", "*.example.org"]}"#,
            #""permissions": {"link_hosts": ["example.com:443"]}"#,
            #""permissions": {"link_hosts": ["*"]}"#, #""permissions": {"link_hosts": ["a.0x1"]}"#,
            #""permissions": {"link_hosts": ["-a.b"]}"#,
            #""permissions": {"secrets": 1}"#, #""permissions": {"secrets": false, "webhook": true}"#,
            #""permissions": {"threads": 65}"#,
            #""permissions": {"threads": 64.0}"#, #""permissions": {"kv_bytes": 0}"#, #""permissions": {"kv_bytes": 16777217}"#,
            #""permissions": {"memory_bytes": 1024}"#, #""permissions": {"profile": "threaded"}"#,
            #""permissions": {"profile": "loose"}"#,
            #""permissions": {"profile": "strict", "profile": "threaded"}"#, #""permissions": {"elephants": true}"#,
            #""permissions": {"x-a": true}"#,
        ].map { "{\(start)\($0.isEmpty ? "" : ", ")\($0)}" }

    @Test("what one refuses, the other refuses", arguments: manifests)
    func verdicts(_ manifest: String) throws {
        let isRefused: Bool
        do {
            _ = try Manifest(json: manifest)
            _ = try Permissions(manifestJSON: manifest)
            isRefused = false
        } catch {
            isRefused = true
        }
        let literal = manifest.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let file = try Compiler.shared.library(
            "\(Places.good)/none.c", options: ["-fvisibility=hidden", "-DMANIFEST=\"\(literal)\""])
        let (code, report) = try Checker.check(file, ["--only", "load.manifest"])
        #expect(code == (isRefused ? 1 : 0), "the daemon \(isRefused ? "refuses" : "takes") it: \(report.findings)")
    }
}
