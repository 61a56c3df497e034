import PluginKit
import Testing

@Suite("Schemas in a manifest")
struct SchemaTests {
    @Test("Each kind of value is written as JSON Schema has it")
    func kinds() {
        let schema = Schema.object(
            [
                "url": .text("an address", length: 1...200, format: "uri"), "token": .secret(), "uses": .integer(in: 1...9),
                "open": .flag("for all"), "how": .choice(of: ["a", "b"]), "who": .list(of: .text(), count: 0...3),
            ], required: ["url"], description: "all of it")
        let manifest = Manifest(
            id: "a", name: "A", version: "1", license: "MIT", configSchema: schema, requirementSchema: ["type": "object"])
        let parts = [
            #""config_schema":{"type":"object","description":"all of it","required":["url"],"properties":{"#,
            #""url":{"type":"string","description":"an address","minLength":1,"maxLength":200,"format":"uri"}"#,
            #""token":{"type":"string","x-secret":true}"#, #""uses":{"type":"integer","minimum":1,"maximum":9}"#,
            #""open":{"type":"boolean","description":"for all"}"#, #""how":{"type":"string","enum":["a","b"]}"#,
            #""who":{"type":"array","items":{"type":"string"},"maxItems":3}}"#, #""additionalProperties":false}"#,
            #""requirement_schema":{"type":"object"}"#,
        ]
        for part in parts { #expect(manifest.json.contains(part), "\(part)") }
    }
}
