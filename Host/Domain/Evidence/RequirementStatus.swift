/// How gathering fares with one requirement, for people and metrics.
public struct RequirementStatus: Hashable, Sendable {
    /// What came to nothing, and when.
    public struct Failure: Hashable, Sendable {
        public let unknown: Unknown
        public let at: Instant

        public init(unknown: Unknown, at: Instant) {
            self.unknown = unknown
            self.at = at
        }
    }

    /// How the instance was asked last with success.
    public enum Method: String, Hashable, Sendable {
        /// For the whole list of members.
        case listing
        /// About single people.
        case asking
    }

    public let requirement: Requirement
    public var method: Method?
    /// When the instance last said something that counts.
    public var lastSuccessAt: Instant?
    /// What came to nothing last; `nil` when it never did. Over when ``failures`` is 0.
    public var lastFailure: Failure?
    /// Tries that failed since the last success.
    public var failures = 0
    /// In how many milliseconds the next try is due; 0 = now.
    public var nextTryMilliseconds: Int64 = 0
    /// How many accounts the snapshot that counts has; `nil` when there is none.
    public var listedCount: Int?
    /// Until when the snapshot counts.
    public var snapshotFreshUntil: Instant?
    /// Since when a suspicious listing waits to be confirmed; `nil` when none does.
    public var heldSince: Instant?
    /// Of how many people something was said by itself.
    public var findingCount = 0
    /// About how many people the last question brought no answer.
    public var unansweredCount = 0

    /// Nothing was tried yet.
    public init(requirement: Requirement) {
        self.requirement = requirement
    }
}
