import UsherDomain

/// How much may be set.
public enum PolicyLimits {
    /// Longest grace period, in milliseconds: a year. Whoever wants a longer one wants no removals, which is a phase.
    public static let graceMillisecondsMax: Int64 = 366 * 24 * 3_600_000
    /// When an announcement can end, in milliseconds since 1970: until the last moment that has a date of four-digit years.
    public static let announcements: ClosedRange<Int64> = 0...253_402_300_799_999
    /// Most people in the brakes: more than any plan has.
    public static let brakePeopleMax = 1_000_000
    /// Most exemptions of one room: they are looked through for each member.
    public static let exemptMax = 1_000
}

/// What a change says about one setting.
public enum Setting<Value: Hashable & Sendable>: Hashable, Sendable {
    /// Nothing: it stays.
    case keep
    /// It is unset: the spaces above decide.
    case inherit
    case set(Value)

    /// `old` after the change.
    func applied(to old: Value?) -> Value? {
        switch self {
        case .keep: old
        case .inherit: nil
        case .set(let value): value
        }
    }

    /// As a whole policy says it, where keeping and inheriting are the same.
    var value: Value? { applied(to: nil) }
}
