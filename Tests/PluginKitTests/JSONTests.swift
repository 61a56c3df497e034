import PluginABI
import PluginKit
import PluginTestHost
import Testing

@Suite("JSON")
struct JSONTests {
    private func read(_ document: String) throws -> (status: usher_status, text: String) {
        let outcome = try TestInstance(of: sampleTable.pointer).evaluate(document, pseudonym: "p")
        if case .evidence(let evidence)? = outcome.items.first { return (outcome.status, evidence.reason) }
        return (outcome.status, outcome.message ?? "")
    }

    @Test("is read by pointers")
    func reading() throws {
        let document = #"""
            {"do":"json","text":"a\n\"b\" ü \ud83c\udf89","number":-7,"yes":true,"list":[1,"two",{}],"null":null,
             "object":{"k1":{"inner":[1,2]},"k\"2":"a,b:{","é\u0041":[{"x":1}]}}
            """#
        #expect(try read(document).text == "a\n\"b\" ü 🎉 -7 true 3 k1+k\"2+éA missing null two")
    }

    @Test("is read element by element, and number by number")
    func elements() throws {
        let document = #"""
            {"do":"elements","rows":[{"name":"a]\"},"},[1,{"x":[2]}] , "s,]" ,null,-1.5e3],"names":["x","ü\u0041"],"half":0.5}
            """#
        #expect(try read(document).text == #"a]"},|[1,{"x":[2]}]|"s,]"|null|-1.5e3 x|üA 0.5"#)
        #expect(try read(#"{"do":"elements","rows":[],"names":[ ]}"#).text == "  0.0")
        #expect(try read(#"{"do":"elements"}"#).text == "none - 0.0")
        #expect(try read(#"{"do":"elements","names":["a",1]}"#).text == "names: must be a list of texts")
        #expect(try read(#"{"do":"elements","rows":{}}"#).text == "rows: must be a list")
    }

    @Test("has defaults of the author's choice where nothing is")
    func defaults() throws {
        #expect(try read(#"{"do":"json","list":[],"object":{}}"#).text == "- -1 false 0  missing missing -")
    }

    @Test(
        "of the wrong type is an error that names the place",
        arguments: [
            (#"{"do":7}"#, "do: must be a text"), (#"{"do":null}"#, "do: must be a text"),
            (#"{"do":"json","text":["a"]}"#, "text: must be a text"),
            (#"{"do":"json","number":"1"}"#, "number: must be a whole number"),
            (#"{"do":"json","number":1.5}"#, "number: must be a whole number"),
            (#"{"do":"json","number":99999999999999999999}"#, "number: must be a whole number"),
            (#"{"do":"json","yes":1}"#, "yes: must be true or false"),
            (#"{"do":"json"}"#, "list: must be a list or an object"),
            (#"{"do":"json","list":[],"object":[]}"#, "object: must be an object"),
        ])
    func wrongType(document: String, complaint: String) throws {
        let (status, text) = try read(document)
        #expect(status == USHER_E_CONFIG && text == complaint)
    }

    @Test("that is none is an error, not an empty object")
    func noJSON() throws {
        #expect(try read("nonsense").status == USHER_E_INVALID)
        #expect(throws: TestInstance.Refused.self) { try TestInstance(of: plainTable.pointer, config: "") }
    }

    @Test(
        "with a key nobody knows is refused by the key's name",
        arguments: [
            (#"{"a":1}"#, "a: is not a known key (there is none)"),
            (#"{ "\u0061\"" : {"b":1}}"#, "a\": is not a known key (there is none)"),
            ("[]", "must be an object"),
        ])
    func unknownKey(config: String, complaint: String) throws {
        let refusal = try #require(throws: TestInstance.Refused.self) { try TestInstance(of: plainTable.pointer, config: config) }
        #expect(refusal.outcome.status == USHER_E_CONFIG && refusal.outcome.message == complaint)
    }

    @Test("is written with everything escaped that RFC 8259 wants escaped, and nothing else")
    func writing() throws {
        let value: JSONValue = [
            "text": "q\" b\\ /\n\r\t\u{1}\u{1f}\u{7f} ü 🎉 </script>", "list": [1, -2, true, nil, []], "empty": [:],
            "k\"ey": .integer(.min), "max": .integer(.max),
        ]
        #expect(
            value.text == #"{"text":"q\" b\\ /\n\r\t\u0001\u001f"# + "\u{7f}" + #" ü 🎉 </script>","list":[1,-2,true,null,[]],"#
                + #""empty":{},"k\"ey":-9223372036854775808,"max":9223372036854775807}"#)
        #expect(JSONDocument(value.text)?.text("/text") == "q\" b\\ /\n\r\t\u{1}\u{1f}\u{7f} ü 🎉 </script>")
    }

    @Test("of any characters is read back as it was written")
    func roundTrip() throws {
        let seed = UInt64.random(in: .min ... .max)
        var state = seed
        for _ in 0..<300 {
            var text = ""
            for _ in 0..<20 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let value = UInt32(truncatingIfNeeded: state >> 33) % (state % 3 == 0 ? 0x80 : 0x11_0000)
                if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
            }
            let document = JSONDocument(JSONValue.object([(text, .string(text))]).text)
            #expect(document?.count("") == 1, "seed \(seed)")
            let inList = JSONDocument(JSONValue.array([.string(text)]).text)
            #expect(inList?.text("/0").map { Array($0.utf8) } == Array(text.utf8), "seed \(seed)")
        }
    }
}
