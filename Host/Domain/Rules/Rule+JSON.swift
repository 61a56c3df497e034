extension Rule {
    /// Deepest nesting of a rule as JSON: an object and an array for each level, a requirement at the bottom.
    private static let levelsMax = 2 * depthMax + 1 + CanonicalJSON.depthMax

    /// Reads the JSON form (docs/reference/rules.md), which is also what is stored: `{"all":[{"named":"staff:core"}, ...]}`.
    public init(json: String) throws(JSONRefusal) {
        let tree = try CanonicalJSON.tree(of: json, bytesMax: Rule.bytesMax, depthMax: Rule.levelsMax)
        var reader = RuleJSONReader()
        self = try reader.rule(tree, at: "", depth: 0).normalised
        let length = self.json.utf8.count
        guard length <= Rule.bytesMax else {
            throw JSONRefusal("the rule is too long: \(length) bytes in canonical form, at most \(Rule.bytesMax)")
        }
    }

    /// The JSON form, canonical. Read back, it gives the ``normalised`` rule.
    public var json: String { normalised.tree.text }

    private var tree: JSONTree {
        switch self {
        case .empty: .object(["empty": .bool(true)])
        case .named(let name): .object(["named": .string(name.description)])
        case .requirement(let requirement):
            .object(["instance": .string(requirement.instance.text), "requirement": .written(requirement.json)])
        case .all(let parts): .object(["all": .array(parts.map(\.tree))])
        case .any(let parts): .object(["any": .array(parts.map(\.tree))])
        case .not(let part): .object(["not": part.tree])
        }
    }
}
