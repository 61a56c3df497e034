import Testing
import UsherTesting

@testable import UsherDomain

@Suite("An explanation")
struct ExplanationTests {
    private static let moment = Instant(unixMilliseconds: 1_795_446_245_000)

    private static func explain(_ text: String, _ known: [String: LeafEvidence]) throws -> Explanation {
        try Rule(text: text).explain { leaf in
            if case .named(let name) = leaf {
                known[name.description] ?? LeafEvidence(verdict: .unknown)
            } else {
                .init(verdict: .holds)
            }
        }
    }

    private static func decisive(_ text: String, _ known: [String: Verdict]) throws -> [String] {
        try explain(text, known.mapValues { LeafEvidence(verdict: $0) }).decisive.map { reason in
            if case .named(let name) = reason.leaf { (reason.isExcluded ? "not " : "") + name.name } else { "?" }
        }
    }

    @Test("names what decides: of all the parts that fail, of any that fails each part, of what holds those that do it")
    func decisive() throws {
        let known: [String: Verdict] = [
            "s:f": .fails, "s:g": .fails, "s:h": .holds, "s:i": .holds, "s:u": .unknown, "s:p": .unproven,
        ]
        #expect(try Self.decisive("s:f and s:h and s:g and s:u", known) == ["f", "g"])
        #expect(try Self.decisive("s:f or s:g", known) == ["f", "g"])
        #expect(try Self.decisive("s:f or s:h or s:u", known) == ["h"])
        #expect(try Self.decisive("s:h and s:i", known) == ["h", "i"])
        #expect(try Self.decisive("s:h and s:u and s:p", known) == ["p"])
        #expect(try Self.decisive("s:f or s:u or s:p", known) == ["u"])
        #expect(try Self.decisive("s:h and not s:i", known) == ["not i"])
        #expect(try Self.decisive("not (s:h or s:f)", known) == ["not h"])
        #expect(try Self.decisive("not (s:h and s:f)", known) == ["not f"])
        #expect(try Self.decisive("none", known) == [])
    }

    @Test("The requirements that decide suffice: whatever the others become, the verdict stays; and of them not all can go")
    func sufficient() {
        let rules = RandomRules(random: SeededRandom("explanation sufficient"))
        for round in 0..<1_500 {
            let rule = rules.rule()
            let known = rules.knowledge()
            let explanation = rule.explain { (known[$0] ?? .unknown).evidence }
            guard [.holds, .fails].contains(explanation.verdict) else { continue }
            let decisive = Set(explanation.decisive.map(\.leaf))
            #expect(!decisive.isEmpty && explanation.decisive.allSatisfy { $0.verdict == explanation.verdict })
            let others = Dictionary(
                uniqueKeysWithValues: known.map { leaf, value in
                    (leaf, decisive.contains(leaf) ? value : rules.random.element(of: RandomRules.Known.allCases) ?? value)
                })
            #expect(rule.verdict(others) == explanation.verdict, "round \(round): \(rule.text)")
            let without = known.filter { !decisive.contains($0.key) }
            #expect(rule.verdict(without) != explanation.verdict, "round \(round): \(rule.text)")
        }
    }

    @Test("is shown with a line for each part, and a mark at what decides")
    func text() throws {
        let later = Self.moment.advanced(byMilliseconds: 3_600_000)
        let explanation = try Self.explain(
            "(github:core or patreon:gold) and not ldap:contractors and not staff:gone and x{\"a\":1}",
            [
                "github:core": LeafEvidence(
                    verdict: .fails, reason: "not a\nmember\u{1b}[2J", observedAt: Self.moment, freshUntil: later),
                "patreon:gold": LeafEvidence(verdict: .fails, reason: "no pledge"),
                "ldap:contractors": LeafEvidence(verdict: .fails),
                "staff:gone": LeafEvidence(verdict: .unproven, isDeparted: true),
            ])
        #expect(
            explanation.text == """
                  fails     all of
                  fails       any of
                * fails         github:core: not a member [2J (found 2026-11-23 15:04:05 UTC, good until 2026-11-23 16:04:05 UTC)
                * fails         patreon:gold: no pledge
                  holds       not
                  fails         ldap:contractors
                  fails       not
                * fails         staff:gone: the account is no longer linked
                  holds       x{"a":1}

                """)
        #expect(try Self.explain("none", [:]).text == "  unknown   none: this rule admits nobody and removes nobody\n")
    }

    @Test("is a JSON document of the rule's form")
    func json() throws {
        let evidence = LeafEvidence(
            verdict: .fails, requirement: Requirement(instance: try #require(InstanceID("s")), canonicalJSON: "{\"g\":1}"),
            reason: "no \"way\"", observedAt: Self.moment, freshUntil: Self.moment)
        let explanation = try Self.explain(
            "s:a and not s:b and (none or x{})", ["s:a": evidence, "s:b": .init(verdict: .holds, isDeparted: true)])
        #expect(
            explanation.json
                == #"{"all":[{"decisive":true,"fresh_until":1795446245000,"instance":"s","named":"s:a","#
                + #""observed_at":1795446245000,"#
                + #""reason":"no \"way\"","requirement":{"g":1},"verdict":"fails"},"#
                + #"{"not":{"decisive":true,"departed":true,"instance":"s","named":"s:b","verdict":"fails"},"verdict":"fails"},"#
                + #"{"any":[{"empty":true,"verdict":"unknown"},{"instance":"x","requirement":{},"verdict":"holds"}],"#
                + #""verdict":"holds"}],"#
                + #""verdict":"fails"}"#)
        #expect(try CanonicalJSON.text(of: explanation.json) == explanation.json)
    }

    @Test("makes a decision, with the reasons")
    func decision() throws {
        func decision(_ verdict: Verdict) throws -> Decision {
            Decision(try Self.explain("s:a", ["s:a": LeafEvidence(verdict: verdict)]))
        }
        #expect(try decision(.holds) == .admit && Decision.admit.reasons.isEmpty)
        guard case .refuse(let why) = try decision(.fails), case .undecided(let unsure) = try decision(.unknown),
            case .unproven(let missing) = try decision(.unproven)
        else {
            Issue.record("each verdict is a decision of its own")
            return
        }
        #expect([why, unsure, missing].allSatisfy { $0.map(\.leaf.instance.text) == ["s"] })
        let explanation = try Self.explain("s:a and t:b", ["s:a": LeafEvidence(verdict: .fails)])
        #expect(explanation.decisiveInstances.map(\.text) == ["s"])
    }

    @Test(
        "writes moments for people",
        arguments: [
            (0, "1970-01-01 00:00:00 UTC"), (1_795_446_245_999, "2026-11-23 15:04:05 UTC"), (-1, "1969-12-31 23:59:59 UTC"),
            (951_782_400_000, "2000-02-29 00:00:00 UTC"), (4_107_542_400_000, "2100-03-01 00:00:00 UTC"),
            (1_735_603_200_000, "2024-12-31 00:00:00 UTC"), (.max, "292278994-08-17 07:12:55 UTC"),
            (.min, "-292275055-05-16 16:47:04 UTC"),
        ] as [(Int64, String)])
    func moments(milliseconds: Int64, text: String) {
        #expect(Instant(unixMilliseconds: milliseconds).text == text)
    }
}
