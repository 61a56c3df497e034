public import UsherDomain

/// What is set for one room or space, in JSON. A field that is null is taken over from the spaces above.
public struct PolicyShape: Codable, Hashable, Sendable {
    public let room: String
    /// Counts the changes, from 1.
    public let revision: Int64
    /// In text form.
    @ExplicitNull public var rule: String?
    /// One of observe, announce, enforce.
    @ExplicitNull public var phase: String?
    /// Until when nobody is removed, where the phase is announce.
    @ExplicitNull public var announce_until: Int64?
    @ExplicitNull public var grace_ms: Int64?
    @ExplicitNull public var shadows: String?
    @ExplicitNull public var knocks: String?
    public let exempt: [String]
    @ExplicitNull public var brakes: BrakesShape?
    /// Whether it holds for the rooms below a space, too.
    public let below: Bool
    /// Whether anything is taken over from the spaces above.
    public let inherit: Bool

    /// What `policy` says.
    public init(_ policy: Policy) {
        room = policy.room.text
        revision = policy.revision
        rule = policy.rule?.text
        phase = policy.phase?.word
        announce_until = policy.phase?.announcedUntil?.unixMilliseconds
        grace_ms = policy.graceMilliseconds
        shadows = policy.shadows?.rawValue
        knocks = policy.knocks?.rawValue
        exempt = policy.exempt.map(\.text)
        brakes = policy.brakes.map(BrakesShape.init)
        below = !policy.isForThisRoomOnly
        inherit = !policy.inheritsNothing
    }
}

/// The limits of brakes, in JSON.
public struct BrakesShape: Codable, Hashable, Sendable {
    public let people: Int
    public let percent: Int

    public init(_ limits: BrakeLimits) {
        people = limits.people
        percent = limits.percent
    }
}

/// What holds for one room after inheritance, in JSON.
public struct EffectivePolicyShape: Codable, Hashable, Sendable {
    /// A rule that applies, and whose it is.
    public struct Source: Codable, Hashable, Sendable {
        public let room: String
        public let revision: Int64
        public let rule: String
        /// The spaces in between, from there to here.
        public let path: [String]
    }

    public let sources: [Source]
    /// All of them in one.
    public let rule: String
    public let rule_version: String
    public let phase: String
    @ExplicitNull public var announce_until: Int64?
    public let grace_ms: Int64
    public let shadows: String
    public let knocks: String
    public let exempt: [String]
    public let brakes: BrakesShape

    public init(_ policy: EffectivePolicy) {
        sources = policy.sources.map {
            Source(room: $0.room.text, revision: $0.revision, rule: $0.rule.text, path: $0.path.map(\.text))
        }
        rule = policy.rule.text
        rule_version = policy.ruleVersion
        phase = policy.phase.word
        announce_until = policy.phase.announcedUntil?.unixMilliseconds
        grace_ms = policy.graceMilliseconds
        shadows = policy.shadows.rawValue
        knocks = policy.knocks.rawValue
        exempt = policy.exempt.map(\.text)
        brakes = BrakesShape(policy.brakes)
    }
}

extension Phase {
    /// Until when nobody goes; `nil` where that was not announced.
    public var announcedUntil: Instant? {
        if case .announce(let until) = self { until } else { nil }
    }
}
