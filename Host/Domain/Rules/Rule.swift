/// Who may be in a room, over requirements. Decided by ``Rule/verdicts(among:_:)`` for everybody at once, or
/// ``Rule/explain(_:)`` for one person. Written as text (``Rule/text``) and stored as JSON (``Rule/json``).
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

    /// A part of a rule that an instance answers.
    public enum Leaf: Hashable, Sendable {
        case named(RequirementName)
        case requirement(Requirement)

        /// Whose answer it is.
        public var instance: InstanceID {
            switch self {
            case .named(let name): name.instance
            case .requirement(let requirement): requirement.instance
            }
        }
    }
}
