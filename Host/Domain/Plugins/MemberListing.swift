/// One page of everybody who meets a requirement, as an authoriser gave it.
public struct MemberPage: Hashable, Sendable {
    /// One account of the group.
    public struct Member: Hashable, Sendable {
        public let accountID: String
        /// For display only.
        public let accountName: String
        /// A JSON object for the audit log; may be empty.
        public let factsJSON: String

        public init(accountID: String, accountName: String, factsJSON: String) {
            self.accountID = accountID
            self.accountName = accountName
            self.factsJSON = factsJSON
        }
    }

    public let members: [Member]
    /// How many there are in all, for progress; `nil` = not known.
    public let totalHint: Int64?
    /// How long the whole snapshot may be relied on, in milliseconds; `nil` = the caller decides.
    public let goodForMilliseconds: Int64?
    /// Whether who is not in the whole snapshot does not meet the requirement. Otherwise nothing is known about them.
    public let isAuthoritative: Bool
    /// Where the next page begins; `nil` on the last one.
    public let nextCursor: [UInt8]?
    /// Names the snapshot; may be empty.
    public let etag: [UInt8]

    public init(
        members: [Member], totalHint: Int64?, goodForMilliseconds: Int64?, isAuthoritative: Bool, nextCursor: [UInt8]?,
        etag: [UInt8]
    ) {
        self.members = members
        self.totalHint = totalHint
        self.goodForMilliseconds = goodForMilliseconds
        self.isAuthoritative = isAuthoritative
        self.nextCursor = nextCursor
        self.etag = etag
    }
}

/// The answer to a request for a page of members.
public enum MemberListing: Hashable, Sendable {
    case page(MemberPage)
    /// Nothing changed since the snapshot whose etag was given. `goodForMilliseconds` as in ``MemberPage``.
    case notModified(goodForMilliseconds: Int64?)
}
