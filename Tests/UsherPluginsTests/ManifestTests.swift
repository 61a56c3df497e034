import Testing
import UsherDomain

@testable import UsherPlugins

@Suite("What a manifest may say")
struct ManifestTests {
    private static let start = #""usher":1,"id":"gate","name":"Gate","version":"1.0.0""#

    @Test("Everything that the tutorial lists is read, and keys of one's own are left alone")
    func whole() throws {
        let manifest = try Manifest(
            json: """
                {\(Self.start),"license":"Apache-2.0","homepage":"https://example.com","permissions":{},"config_schema":{},
                "requirement_schema":{},"check":{"config":{}},"x-mine":[1]}
                """)
        #expect(manifest.id == "gate" && manifest.name == "Gate" && manifest.version == "1.0.0")
    }

    @Test(
        "A manifest that is not one is told what to write",
        arguments: [
            ("[]", "not a JSON object"), ("{", "not a JSON object"),
            (#"{"id":"gate"}"#, "\"usher\": 1"), (#"{"usher":1}"#, "needs \"id\""),
            (#"{"usher":1,"id":"Gate","name":"G","version":"1"}"#, "lower-case"),
            (#"{"usher":1,"id":"gate","name":"G\u0007","version":"1"}"#, "control characters"),
            (#"{"usher":1,"id":"gate","name":"G\u202e","version":"1"}"#, "control characters"),
            ("{\(start),\"permisions\":{}}", "did you mean \"permissions\"?"),
            ("{\(start),\"elephant\":{}}", "unknown key \"elephant\" (keys"),
            ("{\(start),\"id\":\"other\"}", "the member \"id\" twice"),
            ("{\(start),\"check\":{\"config\":{\"a\":1,\"b\":[{\"c\":1,\"c\":2}]}}}", "the member \"c\" twice"),
            ("{\(start),\"permissions\":[]}", "\"permissions\" must be an object"),
            ("{\(start),\"homepage\":\"javascript:alert(1)\"}", "must begin with https://"),
            ("{\(start),\"x-deep\":\(String(repeating: "[", count: 70))}", "not a JSON object"),
            ("{\(start),\"x-large\":\"\(String(repeating: "x", count: 70_000))\"}", "larger than 65536 bytes"),
        ])
    func problems(json: String, part: String) {
        #expect { try Manifest(json: json) } throws: { "\($0)".contains(part) }
    }

    @Test(
        "Versions are put in order as semver.org has it",
        arguments: [
            ("1.0.0", "1.0.1"), ("1.0", "1.0.1"), ("1.9.0", "1.10.0"), ("0.9", "1"), ("1.0.0-alpha", "1.0.0"),
            ("1.0.0-alpha", "1.0.0-alpha.1"), ("1.0.0-alpha.1", "1.0.0-alpha.beta"), ("1.0.0-2", "1.0.0-10"),
            ("1.0.0-9", "1.0.0-a"), ("2025.12.31", "2026.1.1"),
        ])
    func order(older: String, newer: String) throws {
        let (old, new) = (try #require(PluginVersion(older)), try #require(PluginVersion(newer)))
        #expect(old.isOlder(than: new) && !new.isOlder(than: old) && !old.isOlder(than: old))
    }

    @Test("Missing numbers are 0 and what stands behind a plus does not count; what is no version has no order")
    func versions() throws {
        for (one, other) in [("1", "1.0.0"), ("1.0.0+a", "1.0.0+b")] {
            let (left, right) = (try #require(PluginVersion(one)), try #require(PluginVersion(other)))
            #expect(!left.isOlder(than: right) && !right.isOlder(than: left))
        }
        for text in ["", "spring", "1..0", "v1", "1.x", "1-", "1.2.3.4.5.6.7", "9999999999999"] {
            #expect(PluginVersion(text) == nil, "\(text)")
        }
    }
}
