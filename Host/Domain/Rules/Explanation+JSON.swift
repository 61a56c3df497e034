extension Explanation {
    /// The tree as canonical JSON: a rule's own form (``Rule/json``) with `verdict` at each part, and at each requirement
    /// `instance`, `reason`, `observed_at` and `fresh_until` (milliseconds since 1970), `departed` and `decisive`, as far as they
    /// are known.
    public var json: String { tree(excluded: false, isDecisive: true).text }

    private func tree(excluded: Bool, isDecisive: Bool) -> JSONTree {
        let word = JSONTree.string(verdict.word)
        switch part {
        case .empty: return .object(["verdict": word, "empty": .bool(true)])
        case .not(let part):
            return .object(["verdict": word, "not": part.tree(excluded: !excluded, isDecisive: isDecisive)])
        case .all(let parts): return .object(["verdict": word, "all": trees(parts, excluded, isDecisive)])
        case .any(let parts): return .object(["verdict": word, "any": trees(parts, excluded, isDecisive)])
        case .requirement(let leaf, let evidence):
            let name: String? = if case .named(let name) = leaf { name.description } else { nil }
            return .object([
                "verdict": word, "instance": .string(leaf.instance.text), "named": name.map(JSONTree.string),
                "requirement": evidence.asked(leaf).map { .written($0.json) },
                "reason": evidence.reason.isEmpty ? nil : .string(evidence.reason),
                "observed_at": evidence.observedAt.map { .number(String($0.unixMilliseconds)) },
                "fresh_until": evidence.freshUntil.map { .number(String($0.unixMilliseconds)) },
                "departed": evidence.isDeparted ? .bool(true) : nil, "decisive": isDecisive ? .bool(true) : nil,
            ])
        }
    }

    private func trees(_ parts: [Explanation], _ excluded: Bool, _ isDecisive: Bool) -> JSONTree {
        let verdict = verdict(excluded: excluded)
        return .array(
            parts.map { $0.tree(excluded: excluded, isDecisive: isDecisive && $0.verdict(excluded: excluded) == verdict) })
    }
}

extension LeafEvidence {
    /// The question, if it is known.
    func asked(_ leaf: Rule.Leaf) -> Requirement? {
        if case .requirement(let requirement) = leaf { requirement } else { requirement }
    }
}
