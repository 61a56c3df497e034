/// Why a rule says what it says about one person: the rule's tree with a verdict at each part. Made by ``Rule/explain(_:)``.
public struct Explanation: Hashable, Sendable {
    /// What stands here.
    public enum Part: Hashable, Sendable {
        case empty
        case requirement(Rule.Leaf, LeafEvidence)
        case all([Explanation])
        case any([Explanation])
        /// One part.
        indirect case not(Explanation)
    }

    public let part: Part
    /// What is known about this part as it is written here.
    public let verdict: Verdict
    /// What `not` makes of it. Not always ``Verdict/negated``: who is unproven stays unproven, who took a link away still fails.
    public let excluded: Verdict

    /// A requirement with what is known about it, as far as it decides.
    public struct Reason: Hashable, Sendable {
        public let leaf: Rule.Leaf
        public let evidence: LeafEvidence
        /// Whether the rule excludes the requirement here: it stands under an odd number of `not`.
        public let isExcluded: Bool

        /// What it contributes to the rule.
        public var verdict: Verdict { isExcluded ? evidence.excluded : evidence.verdict }
    }

    /// The requirements that make the verdict what it is, from left to right: whoever wants another verdict has to change some of
    /// them. Of all that fail those that fail, of an any that fails every part, and so on.
    public var decisive: [Reason] { decisive(excluded: false) }

    /// Whose answers make the verdict what it is.
    public var decisiveInstances: Set<InstanceID> { Set(decisive.map(\.leaf.instance)) }

    private func decisive(excluded: Bool) -> [Reason] {
        switch part {
        case .empty: return []
        case .requirement(let leaf, let evidence): return [Reason(leaf: leaf, evidence: evidence, isExcluded: excluded)]
        case .not(let part): return part.decisive(excluded: !excluded)
        case .all(let parts), .any(let parts):
            let verdict = verdict(excluded: excluded)
            return parts.filter { $0.verdict(excluded: excluded) == verdict }.flatMap { $0.decisive(excluded: excluded) }
        }
    }

    func verdict(excluded: Bool) -> Verdict { excluded ? self.excluded : verdict }
}
