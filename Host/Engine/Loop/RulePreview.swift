public import UsherDomain

/// What a rule would come to in a room, or in a space and the rooms below it, if it were set now.
public struct RulePreview: Hashable, Sendable {
    /// The rule that was looked at.
    public let rule: Rule
    /// The rooms that it would hold for, as they would fare.
    public let rooms: [RoomReport]
    /// What would be done there; nothing is held yet, so ``PlanReport/held`` is empty.
    public let plan: PlanReport

    public init(rule: Rule, rooms: [RoomReport], plan: PlanReport) {
        self.rule = rule
        self.rooms = rooms
        self.plan = plan
    }
}
