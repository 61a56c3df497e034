import Testing
import UsherWire

@Suite("JSON, strictly")
struct JSONTests {
    private func find(_ json: String, _ pointer: String) -> (JSONValue.Kind, String)? {
        Samples.text(json) { json in
            Samples.text(pointer) { pointer in
                guard let document = JSONText(json), let pointer = JSONPointer(pointer) else { return nil }
                guard let value = document.value(at: pointer) else { return nil }
                return (value.kind, String(decoding: value.string ?? Array(value.text), as: UTF8.self))
            }
        }
    }

    @Test(
        "What is JSON is taken",
        arguments: [
            "null", " true ", "false", "0", "-0", "10.50", "1e5", "-1.2E-30", "\"\"", #""\"\\\/\b\f\n\r\t\u00e9""#, "[]", "[ ]",
            "{}", "{ }", "[1,2]", #"{"a":{"b":[{}]},"c":null}"#, "\t\n\r []", #""😀\ud83d\ude00""#, "\"\u{7f}\"",
            String(repeating: "[", count: 64) + String(repeating: "]", count: 64),
        ])
    func valid(json: String) {
        #expect(JSONText.isValid(json))
    }

    @Test(
        "What is not JSON is refused",
        arguments: [
            "", " ", "nul", "True", "01", "1.", ".5", "+1", "-", "1e", "1e+", "0x10", "NaN", "Infinity", "'a'", "\"", #""\x""#,
            #""\u12g4""#, #""\ud800""#, #""\ud800x""#, #""\ud800\u0041""#, #""\udc00""#, "\"a\nb\"", "\"\u{0}\"", "[", "]",
            "[1,]",
            "[,1]", "[1 2]", "{", "{]", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}", #"{"a":1 "b":2}"#, "1 2", "[] []",
            "// c\n1",
            "\u{feff}1", String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
            String(repeating: "[", count: 100_000),
        ])
    func invalid(json: String) {
        #expect(!JSONText.isValid(json))
    }

    @Test(
        "Text that is not UTF-8 is refused",
        arguments: [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]])
    func notText(bytes: [UInt8]) {
        #expect(bytes.withUnsafeBytes { JSONText($0) == nil })
    }

    @Test("The pointers of RFC 6901, section 5, lead where it says")
    func pointers() throws {
        let json = ##"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"##
        let expected = [
            ("/foo/0", "bar"), ("/foo/1", "baz"), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/e^f", "3"), ("/g|h", "4"),
            ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"), ("", json), ("/foo", #"["bar","baz"]"#),
        ]
        for (pointer, value) in expected { #expect(find(json, pointer)?.1 == value, "\(pointer)") }
        for pointer in ["/nope", "/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/x", "/foo/0/x", "/foo/99999999999999999999"] {
            #expect(find(json, pointer) == nil, "\(pointer)")
        }
        for pointer in ["foo", "#/foo", "/~", "/~2", "/a~"] {
            #expect(Samples.text(pointer) { JSONPointer($0) == nil }, "\(pointer)")
        }
    }

    @Test("Strings come decoded, everything else as it is written")
    func values() {
        let json = #"{"s":"a\u00fc\ud83d\ude00\n","n":-1.50e2,"b":true,"z":null,"o":{ "x" : 1 },"d":1,"d":2,"e":"\u0000"}"#
        #expect(find(json, "/s")?.1 == "aü😀\n")
        #expect(find(json, "/n")?.1 == "-1.50e2")
        #expect(find(json, "/o")?.1 == #"{ "x" : 1 }"#)
        #expect(find(json, "/d")?.1 == "2")
        #expect(find(json, "/e")?.1 == "\u{0}")
        #expect(
            ["/s", "/n", "/b", "/z", "/o", ""].map { find(json, $0)?.0 } == [.string, .number, .bool, .null, .object, .object])
        #expect(find("[1]", "")?.0 == .array)
        Samples.text(#"{"a":[1,[2,3],{}],"b":{"c":1,"d":2}}"#) { text in
            guard let document = JSONText(text) else {
                Issue.record("this is JSON")
                return
            }
            let counts = ["/a", "/b", "/a/0", "/a/2", ""].map { pointer in
                Samples.text(pointer) { JSONPointer($0).flatMap(document.value(at:))?.count }
            }
            #expect(counts == [3, 2, 0, 0, 2])
        }
    }

    @Test("What is quoted reads back as it was", arguments: ["", "plain", "\"\\/", "\n\r\t\u{0}\u{1f}\u{7f}", "ü€😀"])
    func quote(text: String) {
        var quoted: [UInt8] = []
        Samples.text(text) { JSONText.quote($0, into: &quoted) }
        #expect(find(String(decoding: quoted, as: UTF8.self), "")?.1 == text)
        #expect(quoted.allSatisfy { $0 >= 0x20 })
    }
}
