/// A whole listing of everybody who meets a requirement, complete to its last page.
public struct Snapshot: Hashable, Sendable {
    public let requirement: Requirement
    public let accounts: AccountSet
    /// Whether who is not in it does not meet the requirement. Otherwise nothing is known about them.
    public let isAuthoritative: Bool
    /// What the authoriser calls it; may be empty.
    public let etag: [UInt8]
    /// When its first page was asked for, or when it was last confirmed to be unchanged.
    public var takenAt: Instant
    /// After this, it says nothing about anybody.
    public var freshUntil: Instant
    /// Whether the one before it had members, and this one has none: removals that rest on it wait for a person.
    public var hasBecomeEmpty: Bool

    public init(
        requirement: Requirement, accounts: AccountSet, isAuthoritative: Bool, etag: [UInt8], takenAt: Instant,
        freshUntil: Instant, hasBecomeEmpty: Bool = false
    ) {
        self.requirement = requirement
        self.accounts = accounts
        self.isAuthoritative = isAuthoritative
        self.etag = etag
        self.takenAt = takenAt
        self.freshUntil = freshUntil
        self.hasBecomeEmpty = hasBecomeEmpty
    }
}

/// What an instance said about one person and one requirement, when it was asked about them.
public struct StoredFinding: Hashable, Sendable {
    public let requirement: Requirement
    public let user: UserID
    /// Never ``Evidence/Finding/unknown(_:)``: that is not stored, it only leaves the last word in place until it is stale.
    public let evidence: Evidence

    public init(requirement: Requirement, user: UserID, evidence: Evidence) {
        self.requirement = requirement
        self.user = user
        self.evidence = evidence
    }
}
