/// Who may be in a room, over requirements. Decided by ``Rule/verdicts(_:)`` for everybody at once, or ``Rule/explain(_:)`` for one
/// person.
public indirect enum Rule: Hashable, Sendable {
    /// Deepest nesting of all, any and not.
    public static let depthMax = 32
    /// Most requirements in one rule.
    public static let requirementsMax = 64
    /// Longest text or JSON form, in bytes.
    public static let bytesMax = 64 * 1024

    /// Admits nobody and removes nobody (law 2).
    case empty
    /// A requirement by the name that an admin gave it; what it means is looked up when the rule is applied.
    case named(RequirementName)
    /// A requirement written out in the rule.
    case requirement(Requirement)
    /// Every part; at least one.
    case all([Rule])
    /// At least one part; at least one.
    case any([Rule])
    case not(Rule)
}
