/// What a rule makes of what is known about one person.
public enum Decision: Hashable, Sendable {
    case admit
    /// The only one that may lead to a removal.
    case refuse([Explanation.Reason])
    /// Nobody knows: nothing happens. Without reasons: the rule is empty.
    case undecided([Explanation.Reason])
    /// The person has linked no account that could be asked about. The reasons say where one is missing.
    case unproven([Explanation.Reason])

    public init(_ explanation: Explanation) {
        switch explanation.verdict {
        case .holds: self = .admit
        case .fails: self = .refuse(explanation.decisive)
        case .unknown: self = .undecided(explanation.decisive)
        case .unproven: self = .unproven(explanation.decisive)
        }
    }

    /// Why; empty for `admit`.
    public var reasons: [Explanation.Reason] {
        switch self {
        case .admit: []
        case .refuse(let reasons), .undecided(let reasons), .unproven(let reasons): reasons
        }
    }
}
