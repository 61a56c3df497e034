/// What holds for one room after inheritance: its own policy, completed by those of the spaces above it.
public struct EffectivePolicy: Hashable, Sendable {
    /// A rule that applies, and whose it is.
    public struct Source: Hashable, Sendable {
        /// The room or space whose policy has the rule.
        public let room: RoomID
        public let revision: Int64
        public let rule: Rule
        /// The spaces between it and this room, from there to here, without either. Empty for the room's own rule.
        public let path: [RoomID]

        public init(room: RoomID, revision: Int64, rule: Rule, path: [RoomID]) {
            self.room = room
            self.revision = revision
            self.rule = rule
            self.path = path
        }
    }

    public let room: RoomID
    /// The room's own rule alone; or the nearest rule on each way up through the spaces, each once, sorted by room. A room below
    /// several spaces lets in whomever any of them lets in. Empty: nothing is governed here.
    public var sources: [Source]
    public var phase: Phase
    public var graceMilliseconds: Int64
    public var shadows: ShadowTreatment
    public var knocks: KnockTreatment
    public var exempt: [UserPattern]
    public var brakes: BrakeLimits

    public init(
        room: RoomID, sources: [Source] = [], phase: Phase = .observe,
        graceMilliseconds: Int64 = EffectivePolicy.graceMillisecondsStandard, shadows: ShadowTreatment = .report,
        knocks: KnockTreatment = .answer, exempt: [UserPattern] = [], brakes: BrakeLimits = .standard
    ) {
        self.room = room
        self.sources = sources
        self.phase = phase
        self.graceMilliseconds = graceMilliseconds
        self.shadows = shadows
        self.knocks = knocks
        self.exempt = exempt
        self.brakes = brakes
    }

    /// Seven days: enough for a person on holiday's first week, and for an admin to see a mistake on Monday.
    public static let graceMillisecondsStandard: Int64 = 7 * 24 * 3_600_000

    /// The rule in one: `any` of the sources'. An empty rule among them makes nobody refused.
    public var rule: Rule {
        switch sources.count {
        case 0: .empty
        case 1: sources[0].rule
        default: .any(sources.map(\.rule))
        }
    }

    /// Names the rule and its revisions in audit entries: `!room@3`, joined by `+`.
    public var ruleVersion: String {
        sources.map { "\($0.room)@\($0.revision)" }.joined(separator: "+")
    }
}
