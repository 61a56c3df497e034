import Testing

@testable import UsherSchema

@Suite("What a schema may say")
struct SchemaTests {
    private func refusal(_ json: String, _ purpose: Schema.Purpose = .requirement) -> SchemaFault? {
        do throws(SchemaFault) {
            _ = try Schema(json: json, for: purpose)
            return nil
        } catch {
            return error
        }
    }

    private static let outside: [(String, String)] = [
        (#"{"if":{}}"#, #"uses "if", which the host does not know: use "oneOf""#),
        (
            #"{"properties":{"a":{"pattern":"^(a+)+$"}}}"#,
            #"uses "pattern" at properties/a, which the host does not know: say in"#
        ),
        (#"{"typo":1}"#, #"keys of your own begin with "x-""#),
        (#"{"$ref":"http://127.0.0.1/schema.json"}"#, "which the host does not fetch"),
        (##"{"$ref":"#"}"##, "which the host does not fetch"),
        (##"{"$ref":"#/properties/a","properties":{"a":{}}}"##, "which the host does not fetch"),
        (##"{"$defs":{"a":{"items":{"$ref":"#/$defs/a"}}}}"##, "leads back to itself"),
        (#"{"$schema":"http://json-schema.org/draft-07/schema#"}"#, "write it for https://json-schema.org/draft/2020-12/schema"),
        (#"{"items":{"$id":"http://x"}}"#, "only for the top"), (#"{"items":{"$defs":{}}}"#, "put them at the top"),
    ]

    @Test(
        "A word outside the subset is refused, with its place and what to write instead",
        arguments: outside)
    func unsupported(json: String, part: String) throws {
        let fault = try #require(refusal(json))
        #expect(fault.kind == .unsupported && fault.text.contains(part), "\(fault)")
    }

    private static let broken: [(String, String)] = [
        ("[]", "must have an object"), ("{", "must be JSON"), (#"{"type":42}"#, "one of string, integer"),
        (#"{"type":[]}"#, "each once"), (#"{"type":"string","type":"number"}"#, "type: must stand there once"),
        (#"{"required":"all"}"#, "a list of names"), (#"{"required":["a","a"]}"#, "each once"),
        (#"{"properties":[]}"#, "must have an object as \"properties\""), (#"{"enum":[]}"#, "values to choose from"),
        (#"{"minLength":-1}"#, "not negative"), (#"{"minItems":1.5}"#, "not negative"), (#"{"maximum":"9"}"#, "a number"),
        (#"{"anyOf":[]}"#, "at least one schema"), (#"{"oneOf":{}}"#, "at least one schema"),
        (#"{"uniqueItems":1}"#, "true or false"), (#"{"title":1}"#, "text as \"title\""),
        (##"{"$ref":"#/$defs/gone"}"##, "which is not there"), (#"{"maximum":1e99999}"#, "less than"),
        (#"{"properties":{"a":7}}"#, "must have an object: {…} at properties/a"),
    ]

    @Test(
        "A schema that is good nowhere is refused",
        arguments: broken)
    func invalid(json: String, part: String) throws {
        let fault = try #require(refusal(json))
        #expect(fault.kind == .invalid && fault.text.contains(part), "\(fault)")
    }

    @Test("Annotations, and keys of one's own, are left alone")
    func annotations() {
        let schema = #"""
            {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://example.com/a","$comment":"c","title":"t",
            "description":"d","default":{},"examples":[{}],"format":"email","deprecated":true,"readOnly":false,"writeOnly":false,
            "x-order":["a"],"$defs":{"unused":true}}
            """#
        #expect(refusal(schema) == nil)
    }

    @Test("A secret is text at the top of a configuration, under a name that a file can fill")
    func secrets() throws {
        let schema = try Schema(
            json: #"{"properties":{"token":{"type":"string","x-secret":true},"url":{"type":"string","x-secret":false}}}"#,
            for: .configuration)
        #expect(schema.secretNames == ["token"])
        let faults: [(String, String)] = [
            (#"{"properties":{"a":{"properties":{"b":{"type":"string","x-secret":true}}}}}"#, "deeper inside"),
            (##"{"properties":{"a":{"$ref":"#/$defs/s"}},"$defs":{"s":{"type":"string","x-secret":true}}}"##, "deeper inside"),
            (#"{"properties":{"aB":{"type":"string","x-secret":true}}}"#, "lower-case"),
            (#"{"properties":{"a":{"x-secret":true}}}"#, #""type" must be "string""#),
            (#"{"properties":{"a":{"type":"string","x-secret":"yes"}}}"#, "true or false"),
            (#"{"type":"object","x-secret":true}"#, "deeper inside"),
        ]
        for (json, part) in faults {
            #expect(try #require(refusal(json, .configuration)).text.contains(part))
        }
        #expect(
            try #require(refusal(#"{"properties":{"a":{"type":"string","x-secret":true}}}"#)).text.contains("only config_schema"))
    }

    @Test("A schema that is too deep or too large is refused before it costs anything")
    func limits() {
        func nested(_ depth: Int) -> String {
            String(repeating: #"{"items":"#, count: depth) + "{}" + String(repeating: "}", count: depth)
        }
        #expect(refusal(nested(SchemaLimit.depth - 1)) == nil)
        #expect(refusal(nested(SchemaLimit.depth))?.text.contains("24 levels") == true)
        let chain = (0..<40).map { "\"d\($0)\":{\"$ref\":\"#/$defs/d\($0 + 1)\"}" }.joined(separator: ",")
        #expect(refusal("{\"$defs\":{\(chain),\"d40\":{}}}")?.text.contains("24 levels") == true)
        let many = (0..<SchemaLimit.nodes).map { "\"p\($0)\":{}" }.joined(separator: ",")
        #expect(refusal("{\"properties\":{\(many)}}")?.text.contains("more than 1000") == true)
    }
}
