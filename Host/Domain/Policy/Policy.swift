/// What an admin has set for one room, or for a space and everything below it. `nil` = as the spaces above it say, and where none
/// says anything, the value of ``EffectivePolicy/standard``.
public struct Policy: Hashable, Sendable {
    public let room: RoomID
    /// Counts the changes, from 1; audit entries name it.
    public var revision: Int64
    /// ``Rule/empty`` is a rule: it admits and removes nobody, here and below.
    public var rule: Rule?
    public var phase: Phase?
    /// How long somebody stays who is no longer entitled, in milliseconds.
    public var graceMilliseconds: Int64?
    public var shadows: ShadowTreatment?
    public var knocks: KnockTreatment?
    /// Who is left alone, in addition to whom the spaces above leave alone.
    public var exempt: [UserPattern]
    public var brakes: BrakeLimits?
    /// Whether the rooms below are left out: of spaces, only what is listed in it counts, and only if this is `false`.
    public var isForThisRoomOnly: Bool
    /// Whether nothing is taken over from the spaces above.
    public var inheritsNothing: Bool

    public init(
        room: RoomID, revision: Int64 = 1, rule: Rule? = nil, phase: Phase? = nil, graceMilliseconds: Int64? = nil,
        shadows: ShadowTreatment? = nil, knocks: KnockTreatment? = nil, exempt: [UserPattern] = [],
        brakes: BrakeLimits? = nil, isForThisRoomOnly: Bool = false, inheritsNothing: Bool = false
    ) {
        self.room = room
        self.revision = revision
        self.rule = rule
        self.phase = phase
        self.graceMilliseconds = graceMilliseconds
        self.shadows = shadows
        self.knocks = knocks
        self.exempt = exempt
        self.brakes = brakes
        self.isForThisRoomOnly = isForThisRoomOnly
        self.inheritsNothing = inheritsNothing
    }
}

/// How far a room's rule is carried out.
public enum Phase: Hashable, Sendable {
    /// Only reported.
    case observe
    /// People are let in; whoever would have to go is told, and nobody goes before that moment. From then on: `enforce`.
    case announce(until: Instant)
    case enforce

    /// What it is at `now`.
    public func at(_ now: Instant) -> Phase {
        if case .announce(let until) = self, now >= until { .enforce } else { self }
    }
}

/// What happens to people in a room who have linked no account that its rule could ask about.
public enum ShadowTreatment: String, Hashable, Sendable, CaseIterable {
    case report
    /// They are told, and removed after the grace period, through the brakes.
    case remove
}

/// What happens to people who knock.
public enum KnockTreatment: String, Hashable, Sendable, CaseIterable {
    /// The rule decides: they are invited, or turned down with the reason.
    case answer
    /// The room's moderators decide.
    case leave
}
