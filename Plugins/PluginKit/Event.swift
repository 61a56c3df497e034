/// What happened at the third party. A hint to look again: it can make the host ask sooner, never admit anybody (R11).
public struct Event: Hashable, Sendable {
    /// What it is about.
    public enum Change: Hashable, Sendable {
        /// Something about this account has changed.
        case account(id: String)
        /// Something about the group with this ``Group/id`` has changed.
        case group(id: String)
        /// The link of this account was withdrawn at the third party: it needs linking again.
        case revoked(accountID: String)
        /// Events may have been lost: ask again about everything.
        case all
    }

    /// What it is about.
    public let change: Change
    /// When it happened there, in milliseconds since 1970; `nil` = not known.
    public let atMilliseconds: Int64?
    /// The third party's id of the delivery: the host drops what it has seen in the last day. May be empty.
    public let deliveryID: String

    /// Puts the parts together.
    public init(_ change: Change, atMilliseconds: Int64? = nil, deliveryID: String = "") {
        self.change = change
        self.atMilliseconds = atMilliseconds
        self.deliveryID = deliveryID
    }
}
