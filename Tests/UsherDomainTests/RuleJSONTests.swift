import Testing
import UsherTesting

@testable import UsherDomain

@Suite("The JSON of a rule")
struct RuleJSONTests {
    private static func problem(_ json: String) -> String {
        do { return "no problem: \(try Rule(json: json).text)" } catch { return "\(error)" }
    }

    @Test("is canonical, whatever it was read from")
    func form() throws {
        let rule = try Rule(
            json: #" { "all" : [ { "any" : [ {"named":"github:core"}, {"requirement":{"b":1.0,"a":2},"instance":"patreon"} ] }, "#
                + #"{"not":{"named":"ldap:x"}}, {"empty":true} ] } "#)
        #expect(rule.text == #"(github:core or patreon{"a":2,"b":1}) and not ldap:x and none"#)
        #expect(
            rule.json == #"{"all":[{"any":[{"named":"github:core"},{"instance":"patreon","requirement":{"a":2,"b":1}}]},"#
                + #"{"not":{"named":"ldap:x"}},{"empty":true}]}"#)
        #expect(Rule.empty.json == #"{"empty":true}"#)
        #expect(try Rule(json: #"{"all":[{"any":[{"named":"s:a"}]}]}"#).text == "s:a", "a list of one is its part")
    }

    @Test("reads back, whatever the rule")
    func roundTrip() throws {
        let rules = RandomRules(random: SeededRandom("rule JSON"))
        for round in 0..<1_000 {
            let rule = rules.rule()
            #expect(try Rule(json: rule.json) == rule.normalised, "round \(round)")
            #expect(try CanonicalJSON.text(of: rule.json, bytesMax: Rule.bytesMax) == rule.json, "round \(round)")
        }
    }

    private static let words = "text is written in quotes, a truth value as `true` or `false`"
    private static let names = "of lower-case letters, digits and `-`, after the colon also `_` and `.`"
    private static let instances = "lower-case letters, digits and `-`, beginning with a letter, at most 32"
    private static let mistakes: [(String, String)] = [
        ("", "line 1, column 1: there is nothing here; a JSON value is expected"),
        (
            #"{"all":[}"#,
            "line 1, column 9 (/all/0): no JSON value begins so: \(words)"
        ),
        (
            #"{"all":[]}"#,
            #"/all: a list of rules has at least one: for a rule that admits nobody and removes nobody, write {"empty":true}"#
        ),
        (
            #"{"any":[]}"#,
            #"/any: a list of rules has at least one: for a rule that admits nobody and removes nobody, write {"empty":true}"#
        ),
        ("{}", #"this rule says nothing: write {"empty":true} for one that admits nobody and removes nobody"#),
        (#"{"not":{"al":[]}}"#, #"/not/al: unknown member: did you mean "all"?"#),
        (#"{"whoever":1}"#, "/whoever: unknown member: a rule has one of all, any, not, named, instance, requirement, empty"),
        (#"{"any":[{"named":"s:a"}],"all":[{"named":"s:a"}]}"#, "one of all, any is enough: nest the rules"),
        (#"{"any":{"named":"s:a"}}"#, "/any: expected a list of rules"),
        (#"{"empty":false}"#, #"/empty: an empty rule is written {"empty":true}"#),
        (
            #"{"any":[{"named":"core"}]}"#,
            "/any/0/named: expected \"instance:name\", \(names)"
        ),
        (
            #"{"named":7}"#,
            "/named: expected \"instance:name\", \(names)"
        ),
        (#"{"instance":"s"}"#, #"a requirement has "instance" and "requirement", and nothing else"#),
        (
            #"{"instance":"s","requirement":{},"named":"s:a"}"#,
            #"a requirement has "instance" and "requirement", and nothing else"#
        ),
        (
            #"{"instance":"S","requirement":{}}"#,
            "/instance: expected the name of an instance: \(instances)"
        ),
        (#"{"instance":"s","requirement":[]}"#, "/requirement: expected an object"),
        (
            #"{"all":[{"named":"s:a"},{"not":{"named":"s:a","named":"s:b"}}]}"#,
            #"line 1, column 47 (/all/1/not): "named" stands twice in this object: keep one of them"#
        ),
    ]

    @Test(
        "is refused with the place and what to do",
        arguments: mistakes)
    func problems(json: String, problem: String) {
        #expect(Self.problem(json) == problem)
    }

    @Test("is refused when it is no object")
    func kinds() {
        for json in ["null", "true", "1", "\"s:a\"", "[]", #"{"not":[]}"#] {
            #expect(Self.problem(json).contains("a rule is an object:"), "\(json)")
        }
    }

    @Test("has the limits that the text has")
    func limits() throws {
        func deep(_ levels: Int) -> String {
            String(repeating: "{\"not\":", count: levels) + "{\"named\":\"s:a\"}" + String(repeating: "}", count: levels)
        }
        #expect(try Rule(json: deep(32)).depth == 32)
        #expect(Self.problem(deep(33)).contains("nested too deeply: at most 32 levels"))
        #expect(Self.problem(deep(3_000)).contains("nested too deeply"))
        let lists = (0..<32).reduce("{\"named\":\"s:a\"}") { text, _ in "{\"all\":[\(text),{\"empty\":true}]}" }
        #expect(try Rule(json: lists).depth == 32)
        func many(_ count: Int) -> String {
            "{\"any\":[" + (0..<count).map { "{\"named\":\"s:a\($0)\"}" }.joined(separator: ",") + "]}"
        }
        #expect(try Rule(json: many(64)).leaves.count == 64)
        #expect(Self.problem(many(65)) == "/any/64/named: too many requirements: at most 64 in one rule")
        func nested(_ levels: Int) -> String {
            "{\"instance\":\"s\",\"requirement\":{\"a\":" + String(repeating: "[", count: levels)
                + String(repeating: "]", count: levels) + "}}"
        }
        #expect(try Rule(json: nested(15)).leaves.count == 1)
        #expect(Self.problem(nested(16)) == "/requirement: nested too deeply: at most 16 levels")
        let long = "{\"instance\":\"s\",\"requirement\":{\"a\":\"" + String(repeating: "x", count: 4_096) + "\"}}"
        #expect(Self.problem(long) == "/requirement: too long: 4104 bytes, at most 4096")
        #expect(Self.problem(String(repeating: " ", count: Rule.bytesMax + 1)) == "too long: 65537 bytes, at most 65536")
    }

    @Test("A name is an instance, a colon and a name")
    func names() {
        #expect(RequirementName("github:core-2_a.b")?.description == "github:core-2_a.b")
        for wrong in ["", ":", "a:", ":a", "a", "a:b:c", "A:b", "a:B", "a: b", "a:\(String(repeating: "b", count: 65))"] {
            #expect(RequirementName(wrong) == nil, "\(wrong)")
        }
    }
}
