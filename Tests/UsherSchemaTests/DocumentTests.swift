import Testing

@testable import UsherSchema

@Suite("What is wrong with a document")
struct DocumentTests {
    private func problems(_ schema: String, _ document: String) throws -> [String] {
        try Schema(json: schema, for: .requirement).problems(of: document)
    }

    private static let documents: [(String, String, String)] = [
        (
            #"{"properties":{"accounts":{"items":{"type":"string"}}}}"#, #"{"accounts":["a","b","c",4]}"#,
            "accounts/3: must be text"
        ),
        (#"{"type":"object"}"#, "[]", "it must be an object"), ("{}", "{", "it must be JSON, nested at most 64 levels deep"),
        (#"{"type":["integer","null"]}"#, "1.5", "it must be a whole number or null"),
        (#"{"required":["team"]}"#, "{}", "team: is missing"),
        (
            #"{"additionalProperties":false,"properties":{"from":{},"to":{}}}"#, #"{"form":1}"#,
            "form: is not known here; known are from and to"
        ),
        (#"{"additionalProperties":false}"#, #"{"a":1}"#, "a: is not known here"),
        (#"{"properties":{"a":false}}"#, #"{"a":1}"#, "a: must not be there"),
        (#"{"enum":["a",2,null]}"#, "3", "it must be \"a\", 2 or null"), (#"{"const":true}"#, "false", "it must be true"),
        (#"{"minimum":0.5}"#, "0.49999999999999999999999", "it must be at least 0.5"),
        (#"{"maximum":1e3}"#, "1001", "it must be at most 1000"),
        (#"{"exclusiveMinimum":-2}"#, "-2.0", "it must be more than -2"),
        (#"{"exclusiveMaximum":3}"#, "3", "it must be less than 3"),
        (#"{"minLength":2}"#, #""é""#, "it must have at least 2 characters"),
        (#"{"maxLength":1}"#, #""ab""#, "it must have at most 1 characters"),
        (#"{"minItems":1}"#, "[]", "it must have at least 1 elements"),
        (#"{"maxProperties":0}"#, #"{"a":1}"#, "it must have at most 0 members"),
        (#"{"uniqueItems":true}"#, #"[{"a":1,"b":2},1,{"b":2.0,"a":1}]"#, "2: must not be there twice"),
        (
            #"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#, "null",
            "it must be text or a whole number, in one of the allowed forms"
        ),
        (#"{"oneOf":[{"const":"a","title":"A"},{"const":"b"}]}"#, "1", "it must be \"a\" or \"b\""),
        (#"{"oneOf":[{},{"type":"string"}]}"#, #""a""#, "it must fit only one of the allowed forms, and fits several"),
        ("{}", #"{"a":{"b":1,"b":1}}"#, "a/b: must stand there once"),
        ("{}", "[1e10001]", "0: must be a number of less than 10000 digits"),
        (#"{"additionalProperties":{"type":"string"}}"#, #"{"a/b~c":1}"#, "a~1b~0c: must be text"),
        (#"{"additionalProperties":{"type":"string"}}"#, #"{"\u001b[31m\u202e":1}"#, "?[31m?: must be text"),
    ]

    @Test(
        "A problem names the place and what is wanted there",
        arguments: documents)
    func problem(schema: String, document: String, problem: String) throws {
        #expect(try problems(schema, document) == [problem])
    }

    @Test("A few problems are told, however many there are")
    func few() throws {
        let list = "[" + Array(repeating: "1", count: 1_000).joined(separator: ",") + "]"
        #expect(try problems(#"{"items":{"type":"string"}}"#, list).count == SchemaLimit.problems)
    }

    @Test("Texts are equal when their characters are, not when they look alike")
    func spelling() throws {
        #expect(try problems("{\"const\":\"\u{e9}\"}", "\"\u{65}\u{301}\"") == ["it must be \"\u{e9}\""])
        #expect(try problems(#"{"uniqueItems":true}"#, "[\"\u{e9}\",\"\u{65}\u{301}\"]").isEmpty)
    }

    @Test("A small schema that multiplies its alternatives gives up instead of taking for ever")
    func multiplying() throws {
        var definitions = (0..<10).map {
            "\"d\($0)\":{\"anyOf\":[\(Array(repeating: "{\"$ref\":\"#/$defs/d\($0 + 1)\"}", count: 8).joined(separator: ","))]}"
        }
        definitions.append("\"d10\":{\"type\":\"string\"}")
        let schema = "{\"$ref\":\"#/$defs/d0\",\"$defs\":{\(definitions.joined(separator: ","))}}"
        #expect(try problems(schema, "1") == ["it is too large to be checked"])
    }

    @Test("A document that is large and fits is checked to its end")
    func large() throws {
        let list = "[" + (0..<10_000).map { "{\"id\":\($0)}" }.joined(separator: ",") + "]"
        let schema = #"{"uniqueItems":true,"items":{"required":["id"],"properties":{"id":{"type":"integer"}}}}"#
        #expect(try problems(schema, list).isEmpty)
    }

    @Test(
        "Numbers are compared without rounding, and said as people write them",
        arguments: [
            ("0", "-0.000", "0"), ("1.50", "15e-1", "1.5"), ("100", "1E2", "100"), ("-0.001", "-1e-3", "-0.001"),
            ("1e30", "1000000000000000000000000000000", "1e30"),
            ("12345678901234567890", "1.2345678901234567890e19", "12345678901234567890"),
            ("1.25e-9", "0.00000000125", "1.25e-9"),
        ])
    func numbers(one: String, other: String, words: String) throws {
        let (one, other) = (try #require(ExactNumber(Array(one.utf8))), try #require(ExactNumber(Array(other.utf8))))
        #expect(one == other && !(one < other) && !(other < one) && "\(one)" == words)
    }

    @Test("Numbers are in order")
    func order() throws {
        let numbers = try ["-1e9", "-10", "-9.99", "-0.1", "0", "1e-9", "0.1", "0.11", "1", "9", "10", "10.5", "1e9"].map {
            try #require(ExactNumber(Array($0.utf8)))
        }
        for (one, next) in zip(numbers, numbers.dropFirst()) { #expect(one < next && !(next < one)) }
    }
}

@Suite("Taking secrets out of a configuration")
struct SplitConfigTests {
    private let schema = #"""
        {"type":"object","additionalProperties":false,"required":["url","token"],
        "properties":{"url":{"type":"string"},"token":{"type":"string","minLength":8,"x-secret":true}}}
        """#

    private func split(_ json: String, _ secrets: [String: String] = [:]) throws -> SplitConfig {
        SplitConfig(
            json: json, secrets: secrets.mapValues { Array($0.utf8) }, by: try Schema(json: schema, for: .configuration))
    }

    @Test("What is marked is no longer in the JSON, and is a secret; the rest stands there as it was written")
    func taken() throws {
        let config = try split(#"{ "url" : "https:\/\/a", "token": "s3cret-t0ken" }"#)
        #expect(config.json == #"{"url":"https:\/\/a"}"# && config.problems.isEmpty)
        #expect(config.secrets == ["token": Array("s3cret-t0ken".utf8)])
    }

    @Test("A secret from a file counts as given, and is checked like one in the configuration")
    func fromFile() throws {
        #expect(try split(#"{"url":"a"}"#, ["token": "s3cret-t0ken"]).problems.isEmpty)
        #expect(try split(#"{"url":"a"}"#, ["token": "short"]).problems == ["token: must have at least 8 characters"])
        #expect(try split(#"{"url":"a"}"#).problems == ["token: is missing"])
    }

    @Test("A secret that is given twice, or is none, or is unknown, is a problem")
    func confusions() throws {
        let twice = try split(#"{"url":"a","token":"s3cret-t0ken"}"#, ["token": "an0ther-token"])
        #expect(twice.problems == ["token: is given twice, in the configuration and as a secret; remove one of them"])
        let none = try split(#"{"token":"s3cret-t0ken"}"#, ["url": "https://a"])
        #expect(none.problems.first == "url: is no secret of this plugin; write it into the configuration")
        let unknown = try split(#"{"url":"a","token":"s3cret-t0ken"}"#, ["tokn": "x"])
        #expect(unknown.problems == ["tokn: is not known here; known are token and url"])
    }

    @Test("No problem tells a value, whatever is wrong with it")
    func silence() throws {
        let secret = "1234567890"
        for json in [
            "{\"url\":\"a\",\"token\":\(secret)}", "{\"url\":\"a\",\"token\":[\"\(secret)\"]}",
            "{\"url\":\"a\",\"token\":\"\(secret)\",\"token\":\"\(secret)\"}", "{\"url\":\"a\",\"token\":{\"\(secret)\":1}}",
            "\"\(secret)\"", "[\"\(secret)\"]",
        ] {
            let config = try split(json)
            #expect(!config.problems.isEmpty && !config.problems.joined().contains(secret))
            #expect(!config.json.contains(secret))
        }
    }

    @Test("Without a schema nothing is taken out")
    func without() {
        let config = SplitConfig(json: #"{"token":"a"}"#, secrets: ["b": [1]], by: nil)
        #expect(config.json == #"{"token":"a"}"# && config.secrets == ["b": [1]] && config.problems.isEmpty)
    }
}
