import UsherDomain
public import UsherEngine

/// The answer to a change of a room's rule or settings.
public struct PolicyOutcome: Codable, Hashable, Sendable {
    /// What is set now; null when nothing is any more.
    @ExplicitNull public var policy: PolicyShape?
    /// What a person should know.
    public let warnings: [String]

    init(_ policy: Policy?, warnings: [String] = []) {
        self.policy = policy.map(PolicyShape.init)
        self.warnings = warnings
    }
}

/// The answer to a change that can only be worth a warning.
public struct WarningsAnswer: Codable, Hashable, Sendable {
    public let warnings: [String]
}

/// The answer to `POST /v1/rules/check`.
public struct RuleCheckAnswer: Codable, Hashable, Sendable {
    /// The rule as it would be stored, in text form.
    public let rule: String
    /// Why it cannot be set; empty when it can.
    public let errors: [String]
    /// What a person should know.
    public let warnings: [String]
    /// The rooms that it would hold for, as they would fare, and what would be done there; null where no room was named.
    @ExplicitNull public var rooms: [RoomShape]?
    @ExplicitNull public var plan: PlanAnswer?

    init(_ rule: Rule, _ findings: CheckRule.Findings) {
        self.rule = rule.text
        errors = findings.errors
        warnings = findings.warnings
        rooms = nil
        plan = nil
    }

    init(_ preview: RulePreview, _ findings: CheckRule.Findings, bot: UserID) {
        self.init(preview.rule, findings)
        rooms = preview.rooms.map { RoomShape($0, own: nil, bot: bot) }
        plan = PlanAnswer(preview.plan, bot: bot)
    }
}

/// The answer to an approval: the run that carries the plan out, and how many of its acts are still wanted.
public struct ApplyAnswer: Codable, Hashable, Sendable {
    public let run: Int64
    public let acts: Int
}

/// The answer to an undoing: the run that invites back, and how many people.
public struct UndoAnswer: Codable, Hashable, Sendable {
    public let run: Int64
    public let people: Int
}

/// The answer to `POST /v1/sweep`.
public struct SweepAnswer: Codable, Hashable, Sendable {
    /// A requirement that nobody could answer.
    public struct Unanswered: Codable, Hashable, Sendable {
        public let instance: String
        public let json: String
        public let why: String
    }

    public let took_ms: Int64
    /// Requirements that were answered.
    public let answered: Int
    public let unanswered: [Unanswered]
    public let rooms: Int

    public init(_ report: SweepReport) {
        took_ms = report.milliseconds
        answered = report.answered
        unanswered = report.unanswered.map {
            Unanswered(instance: $0.requirement.instance.text, json: $0.requirement.json, why: $0.why)
        }
        rooms = report.rooms
    }
}

/// The answer to `GET /v1/status`.
public struct StatusAnswer: Codable, Hashable, Sendable {
    /// Whether the rooms have been read.
    public let ready: Bool
    public let paused: Bool
    @ExplicitNull public var sweep_finished_at: Int64?
    /// Removals are off because no sweep has finished for too long.
    public let dead_man: Bool
    public let waiting_acts: Int
    public let held_plans: Int
    public let governed_rooms: Int

    public init(_ report: LoopReport) {
        ready = report.isReady
        paused = report.isPaused
        sweep_finished_at = report.sweepFinishedAt?.unixMilliseconds
        dead_man = report.isDeadManOn
        waiting_acts = report.waitingActs
        held_plans = report.heldPlans
        governed_rooms = report.governedRooms
    }
}
