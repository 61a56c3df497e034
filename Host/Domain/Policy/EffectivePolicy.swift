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
    /// The names that the rule uses, sorted, each with the revision of what it stands for; 0 when it stands for nothing.
    public var names: [NameVersion]
    /// Rooms that cannot be looked into and through which more may come down to this room: what holds here is not known while
    /// there are any, and nothing is taken from anybody by it (law 1). Sorted.
    public var unseen: [UnseenRoom]

    public init(
        room: RoomID, sources: [Source] = [], phase: Phase = .observe,
        graceMilliseconds: Int64 = EffectivePolicy.graceMillisecondsStandard, shadows: ShadowTreatment = .report,
        knocks: KnockTreatment = .answer, exempt: [UserPattern] = [], brakes: BrakeLimits = .standard, names: [NameVersion] = [],
        unseen: [UnseenRoom] = []
    ) {
        self.room = room
        self.sources = sources
        self.phase = phase
        self.graceMilliseconds = graceMilliseconds
        self.shadows = shadows
        self.knocks = knocks
        self.exempt = exempt
        self.brakes = brakes
        self.names = names
        self.unseen = unseen
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

    /// Names the rule and its revisions in audit entries: `!room@3`, and `instance:name@2` for each name that it uses, joined by
    /// `+`. Two equal versions are rules that ask the same.
    public var ruleVersion: String {
        (sources.map { "\($0.room)@\($0.revision)" } + names.map { "\($0.name)@\($0.revision)" }).joined(separator: "+")
    }
}

/// A name that a rule uses, with the revision of what it stands for.
public struct NameVersion: Hashable, Sendable {
    public let name: RequirementName
    public let revision: Int64

    public init(name: RequirementName, revision: Int64) {
        self.name = name
        self.revision = revision
    }
}
