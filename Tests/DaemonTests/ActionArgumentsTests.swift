import Testing
import UsherDomain

@testable import usher

@Suite("The arguments of a plugin's action")
struct ActionArgumentsTests {
    static func parse(_ words: [String], _ signature: String) throws -> [ActionArgument] {
        try ActionArguments.parse(words, by: try #require(ActionSignature(signature)))
    }

    @Test("come in any order, with a space or an equals sign, and are put into the declared order")
    func order() throws {
        let parsed = try Self.parse(["--uses=3", "--room", "!a:b", "--expires-in-s", "-60"], "room s, uses i, expires_in_s i")
        #expect(parsed == [.text("!a:b"), .integer(3), .integer(-60)])
    }

    @Test("are of every declared type, and optional ones may be left out")
    func types() throws {
        let parsed = try Self.parse(
            ["--a", "true", "--b", "1.5", "--c", "AAEC", "--d", #"{"x":[1]}"#], "a b, b d, c y, d j, e s_opt, f i_opt")
        #expect(parsed == [.bool(true), .double(1.5), .bytes([0, 1, 2]), .json(#"{"x":[1]}"#), .absent, .absent])
    }

    @Test(
        "that are wrong say what to do",
        arguments: [
            (["--rom", "x", "--uses", "1"], "there is no --rom; did you mean --room?"),
            (["--zzzzzzz", "x"], "there is no --zzzzzzz; known: --room, --uses"),
            (["--room", "x"], "--uses is missing; give a whole number"),
            (["--room", "x", "--uses", "many"], "--uses must be a whole number, not \"many\""),
            (["--room", "x", "--uses", "99999999999999999999"], "--uses must be a whole number"),
            (["--room"], "--room has no value behind it"),
            (["--room", "x", "--room", "y"], "--room is given twice"),
            (["x"], "\"x\" has no name in front of it"),
        ])
    func wrong(words: [String], expected: String) throws {
        #expect {
            _ = try Self.parse(words, "room s, uses i")
        } throws: {
            "\($0)".hasPrefix(expected)
        }
    }

    @Test("JSON must be JSON", arguments: ["{", "{\"a\":}", "nope", ""])
    func json(text: String) {
        #expect(throws: ActionArguments.Failure.self) { _ = try Self.parse(["--j", text], "j j") }
    }
}
