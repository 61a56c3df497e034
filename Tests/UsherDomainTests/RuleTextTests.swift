import Testing
import UsherTesting

@testable import UsherDomain

@Suite("The text of a rule")
struct RuleTextTests {
    private static func problem(_ text: String) -> String {
        do {
            return "no problem: \(try Rule(text: text).text)"
        } catch {
            return "\(error.line):\(error.column)+\(error.length) \(error.message)"
        }
    }

    private static func named(_ text: String) throws -> Rule { .named(try #require(RequirementName(text))) }

    @Test("is read as it is meant: not binds before and, and binds before or")
    func precedence() throws {
        let (a, b, c) = (try Self.named("s:a"), try Self.named("s:b"), try Self.named("s:c"))
        #expect(try Rule(text: "s:a or s:b and not s:c") == .any([a, .all([b, .not(c)])]))
        #expect(try Rule(text: "(s:a or s:b) and not s:c") == .all([.any([a, b]), .not(c)]))
        #expect(try Rule(text: "not s:a and s:b or s:c") == .any([.all([.not(a), b]), c]))
        #expect(try Rule(text: "not (s:a or s:b)") == .not(.any([a, b])))
        #expect(try Rule(text: "s:a or s:b or s:c") == .any([a, b, c]))
        #expect(try Rule(text: "(s:a or s:b) or s:c") == .any([.any([a, b]), c]))
        #expect(try Rule(text: "((s:a))") == a)
        #expect(try Rule(text: "not not s:a") == .not(.not(a)))
        #expect(try Rule(text: "none") == .empty)
        #expect(try Rule(text: "s:a or none") == .any([a, .empty]))
    }

    @Test("may have line breaks, spaces and comments, and requirements written out")
    func layout() throws {
        let rule = try Rule(
            text: """
                # Whoever pays,
                (github:core   # or works on it
                  or\tpatreon { "tier" : "go } ld # \\" ( " , "at" : [1.0] }\r
                ) and not ldap:contractors # but not these
                """)
        #expect(rule.text == #"(github:core or patreon{"at":[1],"tier":"go } ld # \" ( "}) and not ldap:contractors"#)
        #expect(try Rule(text: "(github:core)and(not(ldap:a))").text == "github:core and not ldap:a")
    }

    @Test("has names where a keyword would be, when a colon or a brace follows")
    func keywords() throws {
        #expect(
            try Rule(text: "or:and and and:or or not{} and not none:not").text == "or:and and and:or or not{} and not none:not")
        #expect(try Rule(text: "not not{} and none{\"a\":1}").leaves.map(\.instance.text) == ["not", "none"])
    }

    @Test("is printed with no more parentheses than needed, and reads back")
    func roundTrip() throws {
        let rules = RandomRules(random: SeededRandom("rule text"))
        for round in 0..<1_000 {
            let rule = rules.rule()
            let text = rule.text
            let back = try Rule(text: text)
            #expect(back == rule.normalised, "round \(round): \(text)")
            #expect(back.text == text && back.json == rule.json, "round \(round): \(text)")
            // Each pair is needed: without it the rule is another one. (Objects in these rules hold none.)
            for open in text.indices where text[open] == "(" {
                guard let close = Self.partner(of: open, in: text) else { continue }
                var fewer = text
                fewer.remove(at: close)
                fewer.remove(at: open)
                #expect(try Rule(text: fewer) != back, "round \(round): \(text)")
            }
        }
    }

    private static func partner(of open: String.Index, in text: String) -> String.Index? {
        var depth = 0
        for index in text.indices[open...] {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    private static let words = "text is written in quotes, a truth value as `true` or `false`"
    private static let after = "expected `and`, `or` or the end of the rule"
    private static let names = "names are of `a`-`z`, `0`-`9`, `-`, `_` and `.`"
    private static let instances = "lower-case letters, digits and `-`, beginning with a letter, at most 32"
    private static let mistakes: [(String, String)] = [
        ("", "1:1+1 there is no rule here: write `none` for a rule that admits nobody and removes nobody"),
        (" # nothing\n", "1:1+1 there is no rule here: write `none` for a rule that admits nobody and removes nobody"),
        ("s:a AND s:b", "1:5+3 `and` is written in lower case"), ("s:a Or s:b", "1:5+2 `or` is written in lower case"),
        ("NOT s:a", "1:1+3 `not` is written in lower case"), ("None", "1:1+4 `none` is written in lower case"),
        ("s:a && s:b", "1:5+2 \(after): write `and`"),
        ("s:a | s:b", "1:5+1 \(after): write `or`"),
        ("s:a and !s:b", "1:9+1 expected a requirement: write `not`"),
        (
            "s:a, s:b",
            "1:4+1 \(after): a comma joins nothing: write `and` if both are needed, `or` if one is enough"
        ),
        ("(s:a or\n  (s:b and s:c)", "1:1+1 this `(` is never closed: `)` is missing"),
        ("s:a or\n  (s:b and s:c", "2:3+1 this `(` is never closed: `)` is missing"),
        ("s:a)", "1:4+1 this `)` closes nothing: leave it out, or write the `(` that it belongs to"),
        ("()", "1:2+1 expected a requirement before this `)`: write one, or leave out the parentheses"),
        ("s:a (s:b)", "1:5+1 expected `and` or `or` before this `(`"),
        ("s:a s:b", "1:5+1 expected `and` or `or` before `s`: `and` if both are needed, `or` if one is enough"),
        ("(s:a s:b)", "1:6+1 expected `and` or `or` before `s`: `and` if both are needed, `or` if one is enough"),
        ("s:a not s:b", "1:5+3 expected `and` or `or` before `not`: write `and not`"),
        ("s:a annd s:b", "1:5+4 \(after): did you mean `and`?"),
        ("s:a and", "1:8+1 the rule ends where a requirement is expected: write it, or leave out the word before"),
        ("not", "1:4+1 the rule ends where a requirement is expected: write it, or leave out the word before"),
        ("and s:a", "1:1+3 expected a requirement before `and`"),
        ("s:a or or s:b", "1:8+2 expected a requirement before `or`"),
        ("core", "1:1+4 `core` alone is no requirement: write `instance:name`, for example `staff:core`"),
        ("nott s:a", "1:1+4 `nott` alone is no requirement: did you mean `not`? A requirement is `instance:name`"),
        (":core", "1:1+1 whose requirement is it? Write the instance before it: `instance:name` or `instance{...}`"),
        ("not {}", "1:5+1 whose requirement is it? Write the instance before it: `instance:name` or `instance{...}`"),
        ("GitHub:core", "1:1+6 instances are written in lower case: `github`"),
        (
            "git_hub:core",
            "1:1+7 `git_hub` is no name of an instance: \(instances)"
        ),
        ("github:Core", "1:8+4 names are written in lower case: `github:core`"),
        ("github: core", "1:8+1 leave out the space after the colon: `github:name`"),
        ("github :core", "1:7+1 leave out the space before the colon: `github:name`"),
        ("github:", "1:8+1 the name is missing: `github:name`, of lower-case letters, digits, `-`, `_` and `.`"),
        ("github:\"a\"", "1:8+1 the name is missing: `github:name`, of lower-case letters, digits, `-`, `_` and `.`"),
        ("github:{}", "1:7+1 leave out the colon: `github{...}`"),
        ("github:a:b", "1:9+1 a name has no second colon, and no space before the first"),
        ("s:" + String(repeating: "a", count: 65), "1:3+65 a name has at most 64 characters"),
        (
            "s:grün",
            "1:5+1 \(after): `ü` has no meaning in a rule; \(names)"
        ),
        (
            "s:a\u{a0}and s:b",
            "1:4+1 \(after): `U+00A0` has no meaning in a rule; \(names)"
        ),
        ("\"s:a\"", "1:1+1 expected a requirement: leave out the quotes"),
        (
            "# é\ns:a or s{\"é\": tru}",
            "2:15+1 in the requirement for `s`: no JSON value begins so: \(words)"
        ),
        ("s{\"a\":1,\"a\":2}", "1:9+1 in the requirement for `s`: \"a\" stands twice in this object: keep one of them"),
        ("s{", "1:3+1 in the requirement for `s`: the object never ends"),
    ]

    @Test(
        "is refused with the place, what was expected and what to do",
        arguments: mistakes)
    func problems(text: String, problem: String) {
        #expect(Self.problem(text) == problem)
    }

    @Test("shows the line of a problem with a mark, whatever is in the line, and of a long one what is near")
    func excerpts() {
        func excerpt(_ text: String) -> String {
            do { return try Rule(text: text).text } catch { return error.excerpt }
        }
        #expect(excerpt("s:a or\n\ts:bé\u{1b} AND x") == "2 |  s:bé  AND x\n  |     ^")
        #expect(excerpt("s:a AND s:b") == "1 | s:a AND s:b\n  |     ^^^")
        #expect(excerpt("s:a and") == "1 | s:a and\n  |        ^")
        #expect(excerpt("") == "1 | \n  | ^")
        let long = (0..<60).map { "s:a\($0)" }.joined(separator: " and ")
        let lines = excerpt(long + " AND " + long).split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("1 | … ") && lines[0].hasSuffix(" …") && lines[0].count < 120)
        #expect(lines[1].firstIndex(of: "^").map { lines[0].dropFirst(lines[1][..<$0].count).hasPrefix("AND ") } == true)
        #expect(excerpt(String(repeating: "\n", count: 11) + "x") == "12 | x\n   | ^")
    }

    @Test("has limits: length, levels, requirements, and the length of one")
    func limits() throws {
        let many = (0..<64).map { "s:a\($0)" }.joined(separator: " or ")
        #expect(try Rule(text: many).leaves.count == 64)
        #expect(Self.problem(many + " or s:b") == "1:\(many.count + 5)+1 too many requirements: at most 64 in one rule")
        let deep = String(repeating: "not ", count: 32) + "s:a"
        #expect(try Rule(text: deep).depth == 32)
        #expect(Self.problem("not " + deep).contains("nested too deeply"))
        #expect(Self.problem(String(repeating: "(", count: 20_000)).contains("1:33+1 nested too deeply"))
        #expect(Self.problem(String(repeating: "not ", count: 10_000)).contains("nested too deeply"))
        let mixed = (0..<16).reduce("s:a") { text, _ in "(s:b or s:c and \(text))" }
        #expect(try Rule(text: mixed).depth == 32)
        #expect(Self.problem("(s:b or \(mixed))").contains("nested too deeply"))
        #expect(
            Self.problem("s:a #" + String(repeating: " ", count: Rule.bytesMax))
                == "1:1+1 the rule is too long: 65541 bytes, at most 65536")
        let long = "s{\"a\":\"" + String(repeating: "x", count: 4_096) + "\"}"
        #expect(Self.problem(long) == "1:2+1 this requirement is too long: at most 4096 bytes")
        let piece = "s{\"a\":\"" + String(repeating: "x", count: 4_020) + "\"}"
        let stored = (0..<16).map { _ in piece }.joined(separator: " or ")
        #expect(stored.utf8.count <= Rule.bytesMax)
        #expect(try Rule(json: Rule(text: stored).json).text == stored)
        let over = (0..<16).map { _ in "s{\"a\":\"" + String(repeating: "x", count: 4_075) + "\"}" }.joined(separator: " or ")
        #expect(over.utf8.count <= Rule.bytesMax && Self.problem(over).contains("bytes when stored"))
    }

    @Test("and never traps on garbage; what is read prints and reads back")
    func garbage() throws {
        let random = SeededRandom("rule text garbage")
        let pieces = [
            "s", ":", "a", "{", "}", "\"", "\\", "and", "or", "not", "none", "(", ")", " ", " ", " ", "\n", "#", ",", "é",
            "\u{301}", "1", "s:a",
            "s{}", "s:a and ", "\r\n", "AND",
        ]
        var read = 0
        for _ in 0..<10_000 {
            let text = (0..<random.number(in: 0...9)).map { _ in random.element(of: pieces) ?? "" }.joined()
            do {
                let rule = try Rule(text: text)
                read += 1
                #expect(try Rule(text: rule.text) == rule && Rule(json: rule.json) == rule, "\(text)")
            } catch let problem as RuleTextProblem {
                #expect(problem.line >= 1 && problem.column >= 1 && problem.length >= 1 && !problem.excerpt.isEmpty)
            }
        }
        #expect(read > 100, "some of it is a rule")
    }
}
