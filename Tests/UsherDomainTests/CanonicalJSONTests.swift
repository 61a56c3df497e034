import Testing
import UsherTesting

@testable import UsherDomain

@Suite("Canonical JSON")
struct CanonicalJSONTests {
    private static func text(_ json: String) -> String {
        do { return try CanonicalJSON.text(of: json) } catch { return "\(error)" }
    }

    @Test(
        "has no spaces, sorts members by the bytes of their names, and escapes as little as it can",
        arguments: [
            (" { \"b\" : 1 ,\n\t\"a\" : [ true , false , null ] } ", #"{"a":[true,false,null],"b":1}"#),
            (#"{"\u0062":1,"a":2,"B":3,"":4,"ab":5}"#, #"{"":4,"B":3,"a":2,"ab":5,"b":1}"#),
            (#"{"é":1,"z":2,"😀":3,"ｚ":4}"#, #"{"z":2,"é":1,"ｚ":4,"😀":3}"#),
            (#""\u00e9\/\"\\\b\f\n\r\t\u0000\u001F\u007f\ud83d\ude00""#, "\"é/\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\u{7f}😀\""),
            ("[[],{},[[]]]", "[[],{},[[]]]"), ("\"\"", "\"\""), ("null", "null"),
        ])
    func form(json: String, canonical: String) {
        #expect(Self.text(json) == canonical)
    }

    @Test("keeps two spellings of an accent apart")
    func accents() {
        #expect(Self.text("{\"e\u{301}\":1,\"\u{e9}\":2}").utf8.elementsEqual("{\"e\u{301}\":1,\"\u{e9}\":2}".utf8))
    }

    @Test(
        "writes a number in one way, and rounds nothing",
        arguments: [
            ("0", "0"), ("-0", "0"), ("0.0", "0"), ("-0e9", "0"), ("1", "1"), ("1.0", "1"), ("10e-1", "1"), ("0.1e1", "1"),
            ("1E2", "100"), ("1e+2", "100"), ("-12.50", "-12.5"), ("123456e-3", "123.456"), ("0.000001", "0.000001"),
            ("0.00000012", "0.00000012"), ("0.000000012", "1.2e-8"), ("9007199254740993", "9007199254740993"),
            ("9223372036854775808", "9223372036854775808"), ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
            ("1e64", "1" + String(repeating: "0", count: 64)), ("1e65", "1e65"), ("12e65", "1.2e66"), ("5e-324", "5e-324"),
            ("1e0099999", "1e99999"), ("-1e-99999", "-1e-99999"),
        ])
    func numbers(json: String, canonical: String) {
        #expect(Self.text(json) == canonical)
        #expect(Self.text(canonical) == canonical)
    }

    private static let words = "text is written in quotes, a truth value as `true` or `false`"
    private static let mistakes: [(String, String)] = [
        ("", "line 1, column 1: there is nothing here; a JSON value is expected"),
        ("{\"a\":1,\n \"a\":2}", "line 2, column 2: \"a\" stands twice in this object: keep one of them"),
        (#"{"x":{"a":1,"\u0061":2}}"#, "line 1, column 13 (/x): \"a\" stands twice in this object: keep one of them"),
        ("{\"a\":1,}", "line 1, column 8: expected the name of a member, in quotes"),
        ("{a:1}", "line 1, column 2: expected the name of a member, in quotes"),
        ("{\"a\" 1}", "line 1, column 6: expected `:` after the name of a member"),
        ("{\"a\":1", "line 1, column 1: the object that begins here never ends: `}` is missing"),
        ("{\"a\":1,", "line 1, column 8: the object never ends"),
        ("[1 2]", "line 1, column 4: expected `,` or `]`"),
        ("[1,[2]", "line 1, column 1: the array that begins here never ends: `]` is missing"),
        (
            "{\"a/~\":[1,x]}",
            "line 1, column 11 (/a~1~0/1): no JSON value begins so: \(words)"
        ),
        (
            "[1,",
            "line 1, column 4 (/1): the text ends where a value is expected: \(words)"
        ),
        (
            "\u{feff}1",
            "line 1, column 1: no JSON value begins so: \(words)"
        ),
        ("1 2", "line 1, column 3: the document ends before this"),
        ("01", "line 1, column 1: a number does not begin with 0"),
        ("1.", "line 1, column 3: expected a digit after the point"), ("-", "line 1, column 2: expected a digit"),
        ("1e", "line 1, column 3: expected a digit of the exponent"),
        ("1e100000", "line 1, column 1: an exponent has at most 5 digits"),
        ("\"äb", "line 1, column 1: the text that begins here never ends: `\"` is missing"),
        (
            "\"äb\n\"",
            "line 1, column 4: a line break, a tab or another control character stands in text as `\\n`, `\\t` or `\\u00..`"
        ),
        (#""\x""#, "line 1, column 2: after a backslash stands one of `\" \\ / b f n r t u`"),
        (#""\u12g4""#, "line 1, column 2: `\\u` is followed by four hexadecimal digits"),
        (#""\ud800""#, "line 1, column 2: half a surrogate pair is no text"),
        (#""\ud800\u0041""#, "line 1, column 2: half a surrogate pair is no text"),
        (#""\udc00""#, "line 1, column 2: half a surrogate pair is no text"),
        (
            "\"\\",
            "line 1, column 2: after a backslash stands one of `\" \\ / b f n r t u`"
        ),
    ]

    @Test(
        "says what is wrong with a text, and where",
        arguments: mistakes)
    func problems(json: String, problem: String) {
        #expect(Self.text(json) == problem)
    }

    @Test("has limits: levels, and bytes before and after")
    func limits() throws {
        func nested(_ levels: Int) -> String { String(repeating: "[", count: levels) + String(repeating: "]", count: levels) }
        #expect(Self.text(nested(16)) == nested(16))
        #expect(Self.text(nested(17)).contains("nested too deeply: at most 16 levels"))
        #expect(Self.text(nested(2_000)).contains("nested too deeply"))
        #expect(Self.text("\"" + String(repeating: "a", count: 4_094) + "\"").utf8.count == 4_096)
        #expect(Self.text("\"" + String(repeating: "a", count: 4_095) + "\"") == "too long: 4097 bytes, at most 4096")
        let growing = "[" + String(repeating: "1e64,", count: 800) + "1]"
        #expect(growing.utf8.count < 4_096 && Self.text(growing).contains("in canonical form"))
        #expect(throws: JSONRefusal("expected an object: `{...}`")) { try CanonicalJSON.object("[]") }
        #expect(try CanonicalJSON.object(" { } ") == "{}")
        let instance = try #require(InstanceID("a"))
        #expect(try Requirement(instance: instance, json: "{\"b\":1.0,\"a\":2}").json == "{\"a\":2,\"b\":1}")
    }

    @Test("does not change what is canonical, and reads the same however it was laid out")
    func stable() throws {
        let random = SeededRandom("canonical JSON")
        for round in 0..<500 {
            let tree = Self.tree(random, depth: 4)
            let text = tree.text
            let canonical = try CanonicalJSON.text(of: text, bytesMax: 100_000)
            #expect(canonical.utf8.elementsEqual(text.utf8), "round \(round)")
            let loose = Self.loose(tree, random)
            let read = try CanonicalJSON.text(of: loose, bytesMax: 200_000)
            #expect(read.utf8.elementsEqual(text.utf8), "round \(round): \(loose)")
        }
    }

    @Test("and never traps on garbage")
    func garbage() {
        let random = SeededRandom("canonical JSON garbage")
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "u", "d8", "00", "1", "-", ".", "e", "+", "true", "nul", " ", "\n", "é",
            "a",
        ]
        for _ in 0..<10_000 {
            let text = (0..<random.number(in: 0...12)).map { _ in random.element(of: pieces) ?? "" }.joined()
            let read = Self.text(text)
            if !read.hasPrefix("line ") { #expect(Self.text(read) == read, "\(text)") }
        }
    }

    private static func tree(_ random: SeededRandom, depth: Int) -> JSONTree {
        switch random.number(in: 0...(depth > 0 ? 7 : 4)) {
        case 0: return .null
        case 1: return .bool(random.number(in: 0...1) == 0)
        case 2:
            return .number(
                JSONNumber.text(
                    isNegative: false, digits: Array(String(random.next()).utf8), exponent: random.number(in: -40...80)))
        case 3, 4: return .string(string(random))
        case 5: return .array((0..<random.number(in: 0...4)).map { _ in tree(random, depth: depth - 1) })
        default:
            var names: Set<[UInt8]> = []
            return .object(
                (0..<random.number(in: 0...4)).compactMap { _ in
                    let name = string(random)
                    guard names.insert(Array(name.utf8)).inserted else { return nil }
                    return JSONTree.Member(name: name, value: tree(random, depth: depth - 1))
                })
        }
    }

    private static func string(_ random: SeededRandom) -> String {
        let pieces = ["a", "b", "\"", "\\", "\n", "\u{1}", "é", "e\u{301}", "😀", "/", "\u{7f}", "\u{2028}", "0"]
        return (0..<random.number(in: 0...4)).map { _ in random.element(of: pieces) ?? "" }.joined()
    }

    /// The same document with spaces, escapes and members anyhow.
    private static func loose(_ tree: JSONTree, _ random: SeededRandom) -> String {
        func space() -> String { random.element(of: ["", "", " ", "\n\t", "\r\n"]) ?? "" }
        func quoted(_ text: String) -> String {
            "\""
                + text.unicodeScalars.map { scalar in
                    guard scalar.value < 0x20 || "\"\\".unicodeScalars.contains(scalar) || random.number(in: 0...2) == 0 else {
                        return String(scalar)
                    }
                    return String(scalar).utf16.map { unit in
                        let digits = String(unit, radix: 16, uppercase: random.number(in: 0...1) == 0)
                        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    }.joined()
                }.joined() + "\""
        }
        switch tree {
        case .null, .bool, .number, .written: return space() + tree.text + space()
        case .string(let text): return space() + quoted(text) + space()
        case .array(let elements):
            return space() + "[" + elements.map { loose($0, random) }.joined(separator: ",") + space() + "]" + space()
        case .object(let members):
            var generator = random
            return space() + "{"
                + members.shuffled(using: &generator).map { space() + quoted($0.name) + space() + ":" + loose($0.value, random) }
                .joined(separator: ",") + space() + "}" + space()
        }
    }
}
