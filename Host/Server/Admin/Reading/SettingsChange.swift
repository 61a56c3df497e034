public import UsherDomain

/// Which settings of a room change, and to what; written by commands and pages, read by ``ConfigureRoom``.
public struct SettingsChange: Hashable, Sendable {
    public var phase: Setting<Phase> = .keep
    public var graceMilliseconds: Setting<Int64> = .keep
    public var shadows: Setting<ShadowTreatment> = .keep
    public var knocks: Setting<KnockTreatment> = .keep
    public var brakes: Setting<BrakeLimits> = .keep
    /// Joined to those that are left alone already.
    public var exemptAdded: [UserPattern] = []
    /// Taken from them; one that is not among them changes nothing.
    public var exemptRemoved: [UserPattern] = []
    /// Whether it holds for the rooms below a space, too; `nil` = as before.
    public var reachesBelow: Bool?
    /// Whether anything is taken over from the spaces above; `nil` = as before.
    public var inherits: Bool?

    public init() {}

    /// Whether nothing changes.
    public var isEmpty: Bool { self == SettingsChange() }

    /// Changes `policy`.
    func apply(to policy: inout Policy) {
        policy.phase = phase.applied(to: policy.phase)
        policy.graceMilliseconds = graceMilliseconds.applied(to: policy.graceMilliseconds)
        policy.shadows = shadows.applied(to: policy.shadows)
        policy.knocks = knocks.applied(to: policy.knocks)
        policy.brakes = brakes.applied(to: policy.brakes)
        policy.exempt.removeAll { exemptRemoved.contains($0) }
        policy.exempt += exemptAdded.filter { !policy.exempt.contains($0) }
        if let reachesBelow { policy.isForThisRoomOnly = !reachesBelow }
        if let inherits { policy.inheritsNothing = !inherits }
    }
}

extension SettingsChange: Encodable {
    private enum Key: String, CodingKey {
        case phase, announce_until, grace_ms, shadows, knocks, brakes, exempt_add, exempt_remove, below, inherit
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch phase {
        case .keep: break
        case .inherit: try container.encodeNil(forKey: .phase)
        case .set(let phase):
            try container.encode(phase.word, forKey: .phase)
            try container.encodeIfPresent(phase.announcedUntil?.unixMilliseconds, forKey: .announce_until)
        }
        try container.encode(graceMilliseconds, forKey: .grace_ms) { $0 }
        try container.encode(shadows, forKey: .shadows) { $0.rawValue }
        try container.encode(knocks, forKey: .knocks) { $0.rawValue }
        try container.encode(brakes, forKey: .brakes) { BrakesShape($0) }
        if !exemptAdded.isEmpty { try container.encode(exemptAdded.map(\.text), forKey: .exempt_add) }
        if !exemptRemoved.isEmpty { try container.encode(exemptRemoved.map(\.text), forKey: .exempt_remove) }
        try container.encodeIfPresent(reachesBelow, forKey: .below)
        try container.encodeIfPresent(inherits, forKey: .inherit)
    }
}

extension KeyedEncodingContainer {
    fileprivate mutating func encode<Value, Shape: Encodable>(
        _ setting: Setting<Value>, forKey key: Key, _ shape: (Value) -> Shape
    ) throws {
        switch setting {
        case .keep: break
        case .inherit: try encodeNil(forKey: key)
        case .set(let value): try encode(shape(value), forKey: key)
        }
    }
}
