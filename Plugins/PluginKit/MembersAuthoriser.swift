/// A plugin that can list everybody who meets a requirement (`usher.members/1`): one listing instead of a question for each
/// person, and nothing at all when the third party says that nothing changed.
public protocol MembersAuthoriser: Authoriser {
    /// One page of the listing.
    ///
    /// - Parameters:
    ///   - cursor: empty for the first page, then ``MembersPage/next`` of the page before.
    ///   - etag: with the first page only, ``MembersPage/etag`` of the last whole listing; empty when there is none.
    func members(of requirement: JSON, cursor: String, etag: String, call: Call) throws -> MembersPage
}

/// One account of a group.
public struct Member: Hashable, Sendable {
    /// The id that never changes at the third party.
    public var accountID: String
    /// For display only.
    public var accountName: String
    /// Kept in the audit log; an object without secrets, or `nil`.
    public var facts: JSONValue?

    /// Puts the parts together.
    public init(accountID: String, accountName: String = "", facts: JSONValue? = nil) {
        self.accountID = accountID
        self.accountName = accountName
        self.facts = facts
    }
}

/// One page of a listing. Only a listing whose every page came, up to one without a ``next``, says anything.
public struct MembersPage: Hashable, Sendable {
    /// Who is on it.
    public var members: [Member]
    /// Where the next page begins; empty on the last one. Never the same twice.
    public var next: String
    /// On the last page: names this listing, and comes back next time; may be empty.
    public var etag: String
    /// Whether who is not in the whole listing does not meet the requirement. If not, the host asks about them one by one.
    public var isAuthoritative: Bool
    /// First page only: nothing has changed since the listing with the given etag.
    public private(set) var isNotModified = false
    /// How many there are in all, for progress; 0 = not known.
    public var totalHint: Int64 = 0
    /// How long the whole listing may be relied on, in milliseconds; 0 = the host decides.
    public var goodForMilliseconds: Int64 = 0

    /// Puts the parts together.
    public init(_ members: [Member], next: String = "", etag: String = "", isAuthoritative: Bool) {
        self.members = members
        self.next = next
        self.etag = etag
        self.isAuthoritative = isAuthoritative
    }

    /// Nothing has changed since the listing with the etag that the host gave. The etag stays.
    public static func notModified(etag: String, isAuthoritative: Bool) -> MembersPage {
        var page = MembersPage([], etag: etag, isAuthoritative: isAuthoritative)
        page.isNotModified = true
        return page
    }
}
