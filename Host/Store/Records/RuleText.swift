import FoundationEssentials
import UsherDomain

/// How a rule is stored: as JSON.
enum RuleText {
    static func text(_ rule: Rule) throws -> String {
        String(decoding: try JSONEncoder().encode(Node(rule)), as: UTF8.self)
    }

    /// `nil` when it is no rule.
    static func parse(_ text: String) -> Rule? {
        do {
            return try JSONDecoder().decode(Node.self, from: Data(text.utf8)).rule
        } catch {
            // Why it is none helps nobody: it was written by a program, not by a person.
            return nil
        }
    }

    private final class Node: Codable {
        let kind: String
        var parts: [Node]?
        var instance: String?
        var name: String?
        var requirement: String?

        init(_ rule: Rule) {
            switch rule {
            case .empty:
                kind = "empty"
            case .named(let requirement):
                kind = "named"
                instance = requirement.instance.text
                name = requirement.name
            case .requirement(let asked):
                kind = "requirement"
                instance = asked.instance.text
                requirement = asked.json
            case .all(let rules):
                kind = "all"
                parts = rules.map(Node.init)
            case .any(let rules):
                kind = "any"
                parts = rules.map(Node.init)
            case .not(let rule):
                kind = "not"
                parts = [Node(rule)]
            }
        }

        var rule: Rule? {
            let instance = instance.flatMap { InstanceID($0) }
            let rules = parts?.compactMap(\.rule)
            guard rules?.count == parts?.count else { return nil }
            return switch (kind, rules, instance, name, requirement) {
            case ("empty", nil, nil, nil, nil): .empty
            case ("named", nil, let instance?, let name?, nil): RequirementName(name, at: instance).map { .named($0) }
            case ("requirement", nil, let instance?, nil, let json?):
                .requirement(Requirement(instance: instance, canonicalJSON: json))
            case ("all", let rules?, nil, nil, nil) where !rules.isEmpty: .all(rules)
            case ("any", let rules?, nil, nil, nil) where !rules.isEmpty: .any(rules)
            case ("not", let rules?, nil, nil, nil) where rules.count == 1: .not(rules[0])
            default: nil
            }
        }
    }
}
