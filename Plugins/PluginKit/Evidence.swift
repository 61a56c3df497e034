/// What is known about one account and one requirement.
public struct Evidence: Hashable, Sendable {
    /// The three values of every question.
    public enum Finding: Hashable, Sendable {
        /// It is known that the requirement is met.
        case holds
        /// It is known that the requirement is not met.
        case holdsNot
        /// Nobody knows.
        case unknown
    }

    /// What was found.
    public let finding: Finding
    /// Shown to the person; may be empty.
    public let reason: String
    /// How long the finding may be relied on, in milliseconds; 0 = the host decides.
    public var goodForMilliseconds: Int64 = 0
    /// With ``Finding/unknown``: ask again not sooner than this many milliseconds from now; 0 = the host decides.
    public var retryAfterMilliseconds: Int64 = 0
    /// Whether linking the account again would help.
    public var wantsRelink = false
    /// Kept in the audit log; an object without secrets, or `nil`.
    public var facts: JSONValue?

    /// The requirement is met.
    public static let holds = Evidence(.holds)

    /// The requirement is not met; `reason` is shown to the person, for example "Your account is not in the team."
    public static func holdsNot(_ reason: String) -> Evidence { Evidence(.holdsNot, reason: reason) }

    /// Nobody knows; `reason` is shown to the person.
    public static func unknown(_ reason: String, retryAfterMilliseconds: Int64 = 0) -> Evidence {
        var evidence = Evidence(.unknown, reason: reason)
        evidence.retryAfterMilliseconds = retryAfterMilliseconds
        return evidence
    }

    private init(_ finding: Finding, reason: String = "") {
        self.finding = finding
        self.reason = reason
    }
}
