public import UsherDomain
public import UsherEngine

/// The answer to `GET /v1/plan`: what a pass would do now.
public struct PlanAnswer: Codable, Hashable, Sendable {
    /// One act, and how far it would go.
    public struct Act: Codable, Hashable, Sendable {
        public let room: String
        public let user: String
        /// One of invite, admit, deny, withdraw, warn, remove, spare.
        public let act: String
        public let reason: String
        public let instances: [String]
        public let rule_version: String
        /// The room's phase: with observe, it is only reported.
        public let phase: String
    }

    /// What keeps a room's rule from being carried out.
    public struct Trouble: Codable, Hashable, Sendable {
        public let room: String
        public let problems: [RoomProblemShape]
    }

    public let acts: [Act]
    /// By the act's word, how many there are, also of those that are not listed.
    public let counts: [String: Int]
    public let held: [HeldPlanShape]
    public let problems: [Trouble]
    public let paused: Bool
    /// Removals are off because no sweep has finished for too long.
    public let dead_man: Bool
    /// Lists of members that wait to be confirmed; those before them count.
    public let unconfirmed: [UnconfirmedShape]

    public init(_ report: PlanReport, bot: UserID) {
        acts = report.acts.map { planned in
            Act(
                room: planned.act.room.text, user: planned.act.user.text, act: planned.act.kind.rawValue,
                reason: planned.act.reason, instances: planned.act.instances.map(\.text),
                rule_version: planned.act.ruleVersion, phase: planned.phase.word)
        }
        counts = Dictionary(report.counts.map { ($0.key.rawValue, $0.value) }) { $1 }
        held = report.held.map(HeldPlanShape.init)
        problems = report.problems.filter { !$0.value.isEmpty }.sorted { $0.key.text < $1.key.text }.map { room, problems in
            Trouble(room: room.text, problems: problems.map { RoomProblemShape($0, in: room, bot: bot) })
        }
        paused = report.isPaused
        dead_man = report.isDeadManOn
        unconfirmed = report.unconfirmed.map(UnconfirmedShape.init)
    }
}

/// The answer to `GET /v1/plans`.
public struct HeldPlansAnswer: Codable, Hashable, Sendable {
    public let held: [HeldPlanShape]

    public init(_ plans: [HeldPlanReport]) {
        held = plans.map(HeldPlanShape.init)
    }
}

/// A plan that waits for a person, in JSON.
public struct HeldPlanShape: Codable, Hashable, Sendable {
    /// Why it was stopped.
    public struct Cause: Codable, Hashable, Sendable {
        /// One of room, instance, everything, empty-group.
        public let kind: String
        /// The room or instance; null where it is everything.
        @ExplicitNull public var subject: String?
        @ExplicitNull public var removed: Int?
        @ExplicitNull public var governed: Int?
        public let text: String
    }

    /// One act that approving it would do.
    public struct Act: Codable, Hashable, Sendable {
        public let room: String
        public let user: String
        public let act: String
        public let reason: String
    }

    /// How many acts of one kind in one room.
    public struct Count: Codable, Hashable, Sendable {
        public let room: String
        public let act: String
        public let acts: Int
    }

    /// 64 digits; the first 12 name it.
    public let hash: String
    public let held_at: Int64
    public let expires_at: Int64
    public let causes: [Cause]
    /// What would be done, as far as it is listed.
    public let acts: [Act]
    /// How many acts there are, also those that are not listed.
    public let count: Int
    /// All of them, in numbers.
    public let counts: [Count]

    public init(_ plan: HeldPlanReport) {
        hash = plan.hash.text
        held_at = plan.heldAt.unixMilliseconds
        expires_at = plan.expiresAt.unixMilliseconds
        causes = plan.causes.map(Self.cause)
        acts = plan.acts.map { Act(room: $0.room.text, user: $0.user.text, act: $0.kind.rawValue, reason: $0.reason) }
        count = plan.count
        counts = plan.counts.map { Count(room: $0.room.text, act: $0.kind.rawValue, acts: $0.acts) }
    }

    private static func cause(_ cause: HeldPlan.Cause) -> Cause {
        switch cause {
        case .room(let room, let removed, let governed):
            Cause(
                kind: "room", subject: room.text, removed: removed, governed: governed,
                text: "\(removed) of \(governed) people of \(room) would lose something")
        case .instance(let instance, let removed, let governed):
            Cause(
                kind: "instance", subject: instance.text, removed: removed, governed: governed,
                text: "\(removed) of \(governed) people would lose something by the word of \(instance)")
        case .everything(let removed, let governed):
            Cause(
                kind: "everything", subject: nil, removed: removed, governed: governed,
                text: "\(removed) of \(governed) people would lose something over all rooms")
        case .emptyGroup(let requirement):
            Cause(
                kind: "empty-group", subject: requirement.instance.text, removed: nil, governed: nil,
                text: "\(requirement.instance) \(requirement.json) had members, and has none now")
        }
    }
}
