public import UsherDomain
public import UsherEngine

/// The answer to `GET /v1/explain`: why a person is in or out of a room.
public struct ExplanationAnswer: Codable, Hashable, Sendable {
    /// When somebody goes.
    public struct Departing: Codable, Hashable, Sendable {
        public let since: Int64
        public let due_at: Int64
        @ExplicitNull public var noticed_at: Int64?
        public let reason: String
        public let approved: Bool

        init(_ departure: Departure, by policy: EffectivePolicy) {
            since = departure.since.unixMilliseconds
            due_at = departure.dueAt.unixMilliseconds
            noticed_at = departure.noticedAt?.unixMilliseconds
            reason = departure.reason
            approved = departure.isApproved(by: policy)
        }
    }

    /// A requirement that makes the verdict what it is.
    public struct Decisive: Codable, Hashable, Sendable {
        public let requirement: String
        public let instance: String
        /// What it contributes: one of holds, unknown, unproven, fails.
        public let verdict: String
        /// Whether the rule excludes it.
        public let excluded: Bool
        public let departed: Bool
        /// Whether the instance said that linking the account again would help.
        public let wants_relink: Bool
        public let reason: String
    }

    public let user: String
    public let room: String
    @ExplicitNull public var name: String?
    /// One of none, joined, invited-by-bot, invited-by-others, knocking, banned, left, removed-by-bot, removed-by-others; null
    /// when nobody knows.
    @ExplicitNull public var standing: String?
    /// What the rule says about them: one of holds, unknown, unproven, fails.
    public let verdict: String
    public let policy: EffectivePolicyShape
    public let policy_steps: [String]
    public let explanation: ExplanationShape
    public let decisive: [Decisive]
    /// Why the rule does not apply to them; empty when it does.
    public let exemptions: [String]
    @ExplicitNull public var departure: Departing?
    /// What the loop would do about them now.
    public let acts: [String]
    /// An act that is stored and not carried out yet.
    @ExplicitNull public var waiting: String?
    public let problems: [RoomProblemShape]
    /// Lists of members that the rule asks for and that wait to be confirmed.
    public let unconfirmed: [UnconfirmedShape]

    public init(_ report: MembershipReport, bot: UserID) {
        user = report.user.text
        room = report.room.text
        name = report.name
        standing = report.standing?.rawValue
        verdict = report.explanation.verdict.word
        policy = EffectivePolicyShape(report.policy)
        policy_steps = report.policySteps
        explanation = ExplanationShape(report.explanation)
        decisive = report.explanation.decisive.map {
            Decisive(
                requirement: $0.leaf.written, instance: $0.leaf.instance.text, verdict: $0.verdict.word, excluded: $0.isExcluded,
                departed: $0.evidence.isDeparted, wants_relink: $0.evidence.wantsRelink, reason: $0.evidence.reason)
        }
        exemptions = report.exemptions
        departure = report.departure.map { Departing($0, by: report.policy) }
        acts = report.acts.map(\.rawValue)
        waiting = report.waiting?.rawValue
        problems = report.problems.map { RoomProblemShape($0, in: report.room, bot: bot) }
        unconfirmed = report.unconfirmed.map(UnconfirmedShape.init)
    }
}

/// A part of a rule with what is known about it, in JSON.
public struct ExplanationShape: Codable, Hashable, Sendable {
    /// What was asked, and what came back.
    public struct Asked: Codable, Hashable, Sendable {
        /// As the rule spells it.
        public let text: String
        public let instance: String
        /// The question as JSON; null for a name that nobody defined.
        @ExplicitNull public var question: String?
        /// Whether they had an account there and took the link away.
        public let departed: Bool
        public let reason: String
        @ExplicitNull public var observed_at: Int64?
        @ExplicitNull public var fresh_until: Int64?
        /// Of what is unknown: when it is asked again, about; null otherwise, and where nobody can be asked.
        @ExplicitNull public var next_try_at: Int64?
        /// Whether the instance said that linking the account again would help.
        public let wants_relink: Bool
    }

    /// One of empty, requirement, all, any, not.
    public let part: String
    public let verdict: String
    /// Of a requirement; null otherwise.
    @ExplicitNull public var asked: Asked?
    /// Of all, any and not; empty otherwise.
    public let parts: [ExplanationShape]

    public init(_ explanation: Explanation) {
        verdict = explanation.verdict.word
        switch explanation.part {
        case .empty: (part, asked, parts) = ("empty", nil, [])
        case .all(let inner): (part, asked, parts) = ("all", nil, inner.map(ExplanationShape.init))
        case .any(let inner): (part, asked, parts) = ("any", nil, inner.map(ExplanationShape.init))
        case .not(let inner): (part, asked, parts) = ("not", nil, [ExplanationShape(inner)])
        case .requirement(let leaf, let evidence):
            part = "requirement"
            asked = Asked(
                text: leaf.written, instance: leaf.instance.text, question: evidence.requirement?.json,
                departed: evidence.isDeparted, reason: evidence.reason,
                observed_at: evidence.observedAt?.unixMilliseconds, fresh_until: evidence.freshUntil?.unixMilliseconds,
                next_try_at: evidence.nextTryAt?.unixMilliseconds, wants_relink: evidence.wantsRelink)
            parts = []
        }
    }
}

extension Rule.Leaf {
    /// As rules spell it.
    fileprivate var written: String {
        switch self {
        case .named(let name): Rule.named(name).text
        case .requirement(let requirement): Rule.requirement(requirement).text
        }
    }
}
