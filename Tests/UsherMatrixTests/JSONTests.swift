import Testing

@testable import UsherMatrix

@Suite("The JSON reader")
struct JSONTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test("reads every kind of value")
    func reads() throws {
        let text = #" { "a" : [ 1 , -0 , 2.5e3 , 12345678901234567168 , true , false , null , "x" ] , "b" : { } , "c" : [ ] } "#
        #expect(
            try parse(text)
                == .object([
                    "a": .array([
                        .integer(1), .integer(0), .double(2500), .double(12_345_678_901_234_567_168), .bool(true), .bool(false),
                        .null, .string("x"),
                    ]),
                    "b": .object([:]), "c": .array([]),
                ]))
    }

    @Test(
        "decodes strings",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u00fc\u0041""#, "üA"), (#""\ud83d\ude00""#, "😀"),
            (#""ü😀""#, "ü😀"), (#""""#, ""), (#""\u0000""#, "\u{0}"),
        ])
    func decodes(text: String, wanted: String) throws {
        #expect(try parse(text) == .string(wanted))
    }

    @Test(
        "refuses what is not JSON",
        arguments: [
            "", " ", "{", "}", "[", "]", "[1,]", "[,1]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "{\"a\":1 \"b\":2}", "{\"a\" 1}",
            "[1 2]",
            "01", "-", "1.", ".5", "1e", "+1", "0x1", "NaN", "Infinity", "1e999", "tru", "truee", "nul", "'a'", "\"", "\"a",
            "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\u{1}\"", "\"\n\"", "{} {}", "[]]", "<html>", "{\"a\":1,\"a\":2}",
            "/*c*/{}", "\u{feff}{}",
        ])
    func refuses(text: String) {
        #expect(throws: JSONProblem.self) { try parse(text) }
        // Passing over must find the same faults as reading, but for the repeated name and numbers that are only too large.
        if text != "{\"a\":1,\"a\":2}", text != "1e999" {
            #expect(throws: JSONProblem.self) {
                var reader = JSONReader(Array(text.utf8))
                try reader.skip()
                try reader.finish()
            }
        }
    }

    @Test(
        "half a surrogate pair is no text, and not some other text",
        arguments: [#""\ud83d""#, #""\ude00""#, #""\ud83dx""#, #""\ud83d\u0041""#])
    func surrogates(text: String) {
        #expect(throws: JSONProblem.notText) { try parse(text) }
    }

    @Test("bytes that are not UTF-8 are no text")
    func notUTF8() {
        #expect(throws: JSONProblem.notText) { try JSONValue(parsing: [0x22, 0xc3, 0x28, 0x22]) }
        #expect(throws: JSONProblem.notText) { try JSONValue(parsing: [0x22, 0xed, 0xa0, 0x80, 0x22]) }
    }

    @Test("depth has a limit for values in memory, and none for what is passed over")
    func depth() throws {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(throws: JSONProblem.tooDeep) { try parse(deep) }
        var reader = JSONReader(Array(deep.utf8))
        try reader.skip()
        try reader.finish()
        let allowed = String(repeating: "[", count: JSONValue.depthMax) + String(repeating: "]", count: JSONValue.depthMax)
        _ = try parse(allowed)
    }

    @Test("writes strings so that they read back")
    func writes() throws {
        let text = "a\"b\\c\n\u{0}\u{1f}ü😀</script>"
        #expect(try parse(JSONText.quote(text)) == .string(text))
        let object = JSONText.object(["user_id": "@a\"b:c", "reason": "x"])
        #expect(try JSONValue(parsing: object) == .object(["user_id": .string("@a\"b:c"), "reason": .string("x")]))
    }
}
