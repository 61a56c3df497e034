/// A listing that lacks too many to be believed at once (``Suspicion``), for people: until another one says the same, the one
/// before it counts.
public struct UnconfirmedListing: Hashable, Sendable {
    public let requirement: Requirement
    /// How many accounts the listing that counts has.
    public let countBefore: Int
    /// How many the one that waits has.
    public let countAfter: Int
    /// When the one that waits was asked for.
    public let heldSince: Instant
    /// When the run is due that may confirm it.
    public let confirmDueAt: Instant

    public init(requirement: Requirement, countBefore: Int, countAfter: Int, heldSince: Instant, confirmDueAt: Instant) {
        self.requirement = requirement
        self.countBefore = countBefore
        self.countAfter = countAfter
        self.heldSince = heldSince
        self.confirmDueAt = confirmDueAt
    }
}
