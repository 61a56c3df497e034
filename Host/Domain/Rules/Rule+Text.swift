extension Rule {
    /// Reads the text form (docs/reference/rules.md): `(staff:core or shop:gold) and not staff:contractors`.
    public init(text: String) throws(RuleTextProblem) {
        var parser = try RuleTextParser(text)
        self = try parser.rule()
    }

    /// The text form, with no more parentheses than needed. Read back, it gives the ``normalised`` rule.
    public var text: String { normalised.text(within: .any) }

    /// How tightly something binds.
    private enum Binding: Int {
        case any
        case all
        case not
    }

    private func text(within binding: Binding) -> String {
        switch self {
        case .empty: return "none"
        case .named(let name): return name.description
        case .requirement(let requirement): return requirement.instance.text + requirement.json
        case .not(let part): return "not " + part.text(within: .not)
        case .all(let parts):
            let text = parts.map { $0.text(within: .not) }.joined(separator: " and ")
            return binding.rawValue > Binding.all.rawValue ? "(\(text))" : text
        case .any(let parts):
            // A list directly in a list of its own kind keeps its parentheses, and with them its shape.
            let text = parts.map { part in
                if case .any = part { part.text(within: .not) } else { part.text(within: .all) }
            }.joined(separator: " or ")
            return binding.rawValue > Binding.any.rawValue ? "(\(text))" : text
        }
    }
}
