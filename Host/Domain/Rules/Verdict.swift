/// What is known about one person and a requirement, or a rule made of requirements: a chain of four, worst first. `all` is the
/// least of its parts, `any` the greatest, so the first, third and fourth value are Kleene's three.
public enum Verdict: Int, Hashable, Comparable, Sendable, CaseIterable {
    /// A fresh "does not hold".
    case fails
    /// The person has linked no account that the question could be put about, so nobody was asked. It admits nobody, and under
    /// `not` either: nobody comes in by an account that they did not show.
    case unproven
    /// Nobody knows: an outage, a stale answer, a requirement that no longer fits.
    case unknown
    /// A fresh "holds".
    case holds

    public static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }

    /// Its word, in texts and JSON.
    public var word: String {
        switch self {
        case .fails: "fails"
        case .unproven: "unproven"
        case .unknown: "unknown"
        case .holds: "holds"
        }
    }

    /// Of the opposite requirement.
    public var negated: Verdict {
        switch self {
        case .fails: .holds
        case .holds: .fails
        case .unproven: .unproven
        case .unknown: .unknown
        }
    }
}
