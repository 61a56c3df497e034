/// One step of the answer to "why does this hold in this room". As text, it is a line for people.
public enum PolicyStep: Hashable, Sendable, CustomStringConvertible {
    /// This rule applies.
    case rule(EffectivePolicy.Source)
    /// None does: nobody is let in and nobody is removed.
    case noRule
    /// A setting, and whose word it is: several when several spaces say the same, none when nobody says anything (or when the
    /// standard is more careful than what is said).
    case setting(PolicySetting, value: String, from: [RoomID])
    /// These people are left alone.
    case exemption(UserPattern, from: RoomID)

    public var description: String {
        switch self {
        case .rule(let source):
            "rule from \(source.room), revision \(source.revision)" + source.path.map { " via \($0)" }.joined()
        case .noRule: "no rule: nobody is let in, and nobody is removed"
        case .setting(let setting, let value, let from):
            "\(setting.rawValue) \(value), "
                + (from.isEmpty ? "the standard" : "from " + from.map(\.text).joined(separator: " and "))
        case .exemption(let pattern, let from): "exemption of \(pattern) from \(from)"
        }
    }
}

/// What can be set beside the rule. The raw value is the word of commands and files: never rename one.
public enum PolicySetting: String, Hashable, Sendable, CaseIterable {
    case phase
    case grace
    case shadows
    case knocks
    case brakes

    /// What `policy` says about it, for people.
    public func text(of policy: EffectivePolicy) -> String {
        switch self {
        case .phase:
            switch policy.phase {
            case .observe: "observe"
            case .announce(let until): "announce until \(until.text)"
            case .enforce: "enforce"
            }
        case .grace: DurationText.text(milliseconds: policy.graceMilliseconds)
        case .shadows: policy.shadows.rawValue
        case .knocks: policy.knocks.rawValue
        case .brakes: "more than \(policy.brakes.people) people and more than \(policy.brakes.percent) %"
        }
    }
}
