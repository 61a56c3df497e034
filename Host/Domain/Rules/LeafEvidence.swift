/// What is known about one person and one requirement, for an ``Explanation``.
public struct LeafEvidence: Hashable, Sendable {
    /// About the requirement itself, also where the rule excludes it. A departure is ``Verdict/fails``.
    public let verdict: Verdict
    /// Whether the person had an account at the instance and took the link away. Then ``verdict`` is taken for fails in either
    /// case (see ``RequirementVerdicts/departed``).
    public let isDeparted: Bool
    /// What was asked; `nil` for a name that nobody defined.
    public let requirement: Requirement?
    /// For people: what the instance said, or why nobody knows. May be empty.
    public let reason: String
    /// When it was found; `nil` when nothing was.
    public let observedAt: Instant?
    /// Until when it may be relied on.
    public let freshUntil: Instant?
    /// When the instance is asked again, about; `nil` where something is known, or nobody can be asked.
    public let nextTryAt: Instant?
    /// Whether the instance said that linking the account again would help.
    public let wantsRelink: Bool

    public init(
        verdict: Verdict, isDeparted: Bool = false, requirement: Requirement? = nil, reason: String = "",
        observedAt: Instant? = nil, freshUntil: Instant? = nil, nextTryAt: Instant? = nil, wantsRelink: Bool = false
    ) {
        self.verdict = isDeparted ? .fails : verdict
        self.isDeparted = isDeparted
        self.requirement = requirement
        self.reason = reason
        self.observedAt = observedAt
        self.freshUntil = freshUntil
        self.nextTryAt = nextTryAt
        self.wantsRelink = wantsRelink
    }

    /// What it makes of a rule that excludes the requirement.
    var excluded: Verdict { isDeparted ? .fails : verdict.negated }
}
