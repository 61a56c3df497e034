import Testing
import UsherTesting

@testable import UsherDomain

@Suite("A rule")
struct RuleTests {
    private static let rounds = 1_500

    private static func leaf(_ text: String) throws -> Rule { .named(try #require(RequirementName(text))) }

    @Test("Decided for everybody at once, it says about each person what its explanation says")
    func agreement() {
        let rules = RandomRules(random: SeededRandom("rule agreement"))
        for round in 0..<Self.rounds {
            let rule = rules.rule()
            let known = (0..<rules.random.number(in: 1...12)).map { _ in rules.knowledge() }
            let people = PersonSet(known.indices.map { PersonNumber(number: UInt32($0)) })
            let verdicts = rule.verdicts(among: people) { RandomRules.sets(known, $0) }
            for (index, each) in known.enumerated() {
                let person = PersonNumber(number: UInt32(index))
                #expect(verdicts.verdict(on: person) == rule.verdict(each), "round \(round): \(rule.text)")
            }
            #expect(verdicts.holds.isDisjoint(with: verdicts.fails.union(verdicts.unproven)), "round \(round)")
            #expect(verdicts.fails.isDisjoint(with: verdicts.unproven), "round \(round)")
            // Nobody else is decided about, whatever is known about them.
            let some = PersonSet(people.filter { $0.number % 3 == 0 })
            let fewer = rule.verdicts(among: some) { RandomRules.sets(known, $0) }
            #expect(fewer.holds == verdicts.holds.intersection(some) && fewer.fails == verdicts.fails.intersection(some))
            #expect(fewer.unproven == verdicts.unproven.intersection(some))
            let decisive = rule.decisive(among: some) { RandomRules.sets(known, $0) }
            for person in people {
                let explanation = rule.explain { (known[Int(person.number)][$0] ?? .unknown).evidence }
                let expected = some.contains(person) ? Set(explanation.decisive.map(\.leaf)) : []
                #expect(Set(decisive.filter { $0.value.contains(person) }.keys) == expected, "round \(round): \(rule.text)")
            }
        }
    }

    @Test("What was unknown or unproven, whatever comes out about it, never changes what was decided")
    func monotonous() {
        let rules = RandomRules(random: SeededRandom("rule monotony"))
        for round in 0..<Self.rounds {
            let rule = rules.rule()
            let before = rules.knowledge()
            let verdict = rule.verdict(before)
            guard verdict == .holds || verdict == .fails else { continue }
            let after = before.mapValues {
                $0 == .unknown || $0 == .unproven ? (rules.random.element(of: RandomRules.Known.allCases) ?? $0) : $0
            }
            #expect(rule.verdict(after) == verdict, "round \(round): \(rule.text)")
        }
    }

    @Test("What becomes unknown never admits and never refuses")
    func outage() {
        let rules = RandomRules(random: SeededRandom("rule outage"))
        for round in 0..<Self.rounds {
            let rule = rules.rule()
            let before = rules.knowledge()
            let after = before.mapValues { rules.random.number(in: 0...1) == 0 ? $0 : .unknown }
            let (old, new) = (rule.verdict(before), rule.verdict(after))
            if new == .fails || new == .holds { #expect(old == new, "round \(round): \(rule.text)") }
            #expect(![.fails, .holds].contains(rule.verdict([:])), "round \(round): \(rule.text)")
        }
    }

    @Test("Nobody comes in without an account: whoever has linked nothing is neither admitted nor refused")
    func unlinked() {
        let rules = RandomRules(random: SeededRandom("rule unlinked"))
        for round in 0..<Self.rounds {
            let rule = rules.rule()
            let nothing = Dictionary(uniqueKeysWithValues: RandomRules.leaves.map { ($0, RandomRules.Known.unproven) })
            #expect([.unproven, .unknown].contains(rule.verdict(nothing)), "round \(round): \(rule.text)")
            let known = rules.knowledge()
            // Taking an account away never admits anybody who was not admitted with it.
            for instance in rule.instances {
                let departed = Dictionary(
                    uniqueKeysWithValues: known.map { ($0.key, $0.key.instance == instance ? .departed : $0.value) })
                if rule.verdict(departed) == .holds {
                    let needless = Dictionary(
                        uniqueKeysWithValues: known.map { ($0.key, $0.key.instance == instance ? .fails : $0.value) })
                    let other = Dictionary(
                        uniqueKeysWithValues: known.map { ($0.key, $0.key.instance == instance ? .holds : $0.value) })
                    #expect(rule.verdict(needless) == .holds && rule.verdict(other) == .holds, "round \(round): \(rule.text)")
                }
            }
        }
    }

    @Test("The laws of all, any and not")
    func laws() {
        let rules = RandomRules(random: SeededRandom("rule laws"))
        for round in 0..<Self.rounds {
            let (a, b, c) = (rules.rule(depth: 2), rules.rule(depth: 2), rules.rule(depth: 2))
            let known = rules.knowledge()
            let pairs: [(Rule, Rule)] = [
                (.not(.not(a)), a), (.all([a, b]), .all([b, a])), (.any([a, b]), .any([b, a])),
                (.all([a, .all([b, c])]), .all([a, b, c])), (.any([a, .any([b, c])]), .any([a, b, c])),
                (.all([a, a]), a), (.any([a, a]), a), (.all([a, .any([a, b])]), a), (.any([a, .all([a, b])]), a),
                (.all([a, .any([b, c])]), .any([.all([a, b]), .all([a, c])])),
                (.not(.all([a, b])), .any([.not(a), .not(b)])), (.not(.any([a, b])), .all([.not(a), .not(b)])),
                (a.normalised, a),
            ]
            for (left, right) in pairs {
                #expect(left.verdict(known) == right.verdict(known), "round \(round): \(left.text) / \(right.text)")
            }
        }
    }

    @Test("The tables: all is the least of the two, any the greatest")
    func tables() throws {
        let (a, b) = (try Self.leaf("staff:a"), try Self.leaf("staff:b"))
        for left in Verdict.allCases {
            for right in Verdict.allCases {
                let evidence = { (leaf: Rule.Leaf) in LeafEvidence(verdict: RandomRules.rule(leaf) == a ? left : right) }
                #expect(Rule.all([a, b]).explain(evidence).verdict == min(left, right))
                #expect(Rule.any([a, b]).explain(evidence).verdict == max(left, right))
                #expect(Rule.not(a).explain(evidence).verdict == left.negated)
            }
        }
        #expect(Verdict.allCases.map(\.negated) == [.holds, .unproven, .unknown, .fails])
        #expect(Verdict.allCases.sorted() == [.fails, .unproven, .unknown, .holds])
    }

    @Test("An empty rule, and a list of nothing, admit nobody and refuse nobody, under not either")
    func empty() {
        let people = PersonSet(numbers: 0..<100)
        for rule in [
            Rule.empty, .all([]), .any([]), .not(.empty), .not(.all([])), .not(.any([])), .all([.empty]), .any([.all([])]),
        ] {
            #expect(rule.verdicts(among: people) { _ in RequirementVerdicts(holds: people, fails: []) } == Verdicts(), "\(rule)")
            let explanation = rule.explain { _ in LeafEvidence(verdict: .holds) }
            #expect(explanation.verdict == .unknown && Decision(explanation) == .undecided([]))
            #expect(rule.normalised.leaves.isEmpty && [.empty, .not(.empty)].contains(rule.normalised))
        }
    }

    @Test("A name that nobody defined leaves everybody undecided, and keeps nobody out who gets in by another way")
    func undefined() throws {
        let (known, undefined) = (try Self.leaf("staff:a"), try Self.leaf("staff:gone"))
        let people = PersonSet(numbers: 0..<3)
        let evidence = { (leaf: Rule.Leaf) -> RequirementVerdicts in
            guard RandomRules.rule(leaf) == known else { return RequirementVerdicts() }
            return RequirementVerdicts(holds: PersonSet(numbers: 0..<1), fails: PersonSet(numbers: 1..<2))
        }
        let any = Rule.any([known, undefined]).verdicts(among: people, evidence)
        #expect(any == Verdicts(holds: PersonSet(numbers: 0..<1), fails: [], unproven: []))
        let all = Rule.all([known, undefined]).verdicts(among: people, evidence)
        #expect(all == Verdicts(holds: [], fails: PersonSet(numbers: 1..<2), unproven: []))
    }

    @Test("Whoever takes a link away is refused where it was needed, and where it spoke against them")
    func departed() throws {
        let rule = try Self.leaf("staff:contractors")
        let person = PersonSet(numbers: 0..<1)
        // Even if the evidence were still there.
        for evidence in [
            RequirementVerdicts(holds: person, fails: [], departed: person),
            RequirementVerdicts(holds: [], fails: person, departed: person),
            RequirementVerdicts(holds: [], fails: [], unproven: person, departed: person),
        ] {
            for rule in [rule, .not(rule), .not(.not(rule))] {
                #expect(rule.verdicts(among: person) { _ in evidence } == Verdicts(holds: [], fails: person, unproven: []))
            }
        }
        let explanation = Rule.not(rule).explain { _ in LeafEvidence(verdict: .unproven, isDeparted: true) }
        #expect(
            explanation.verdict == .fails
                && Rule.not(.not(rule)).explain { _ in LeafEvidence(verdict: .holds, isDeparted: true) }.verdict == .fails)
    }

    @Test("It knows its requirements, its instances, its names and its depth")
    func parts() throws {
        let rule = try Rule(text: "(github:core or patreon:gold) and not ldap{\"group\":\"c\"} and not github:core")
        let (github, ldap) = (try #require(InstanceID("github")), try #require(InstanceID("ldap")))
        #expect(rule.instances.map(\.text).sorted() == ["github", "ldap", "patreon"])
        #expect(rule.names.map(\.description).sorted() == ["github:core", "patreon:gold"] && rule.leaves.count == 4)
        #expect(rule.depth == 2)
        let core = Requirement(instance: github, canonicalJSON: "{}")
        let asked = rule.requirements { $0.name == "core" ? core : nil }
        #expect(asked == [core, Requirement(instance: ldap, canonicalJSON: "{\"group\":\"c\"}")])
    }

    @Test("Two questions that differ in a single byte are two, also where texts would be called equal")
    func bytes() throws {
        let instance = try #require(InstanceID("ldap"))
        let composed = Requirement(instance: instance, canonicalJSON: "{\"group\":\"caf\u{e9}\"}")
        let combined = Requirement(instance: instance, canonicalJSON: "{\"group\":\"cafe\u{301}\"}")
        #expect(composed.json == combined.json, "for String they are equal")
        #expect(composed != combined && Set([composed, combined]).count == 2)
        #expect(composed == Requirement(instance: instance, canonicalJSON: composed.json))
    }
}
