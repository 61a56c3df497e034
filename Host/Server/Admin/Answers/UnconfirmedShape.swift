import UsherDomain

/// A list of members that waits to be confirmed, in JSON: it lacks half of who was on the one before, or everybody.
public struct UnconfirmedShape: Codable, Hashable, Sendable {
    public let instance: String
    /// The question as JSON.
    public let requirement: String
    /// How many accounts the list has that counts.
    public let before: Int
    /// How many the one has that waits.
    public let after: Int
    /// When the one that waits was asked for.
    public let held_since: Int64
    /// When the run is due that may confirm it.
    public let confirm_due_at: Int64

    init(_ listing: UnconfirmedListing) {
        instance = listing.requirement.instance.text
        requirement = listing.requirement.json
        before = listing.countBefore
        after = listing.countAfter
        held_since = listing.heldSince.unixMilliseconds
        confirm_due_at = listing.confirmDueAt.unixMilliseconds
    }
}
