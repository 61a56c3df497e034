public import UsherDomain

/// The answer to `GET /v1/links`.
public struct LinksAnswer: Codable, Hashable, Sendable {
    /// One proven pair. What the authoriser keeps with it, and its token, are not told.
    public struct Entry: Codable, Hashable, Sendable {
        public let user: String
        public let instance: String
        public let account: String
        public let name: String
        public let linked_at: Int64
        public let proven_by: String
        /// Whether the instance said that linking the account again would help.
        public let wants_relink: Bool
    }

    /// Sorted by user and instance.
    public let links: [Entry]

    public init(_ links: [Link], wantsRelink: (Link) -> Bool) {
        self.links = links.map {
            Entry(
                user: $0.user.text, instance: $0.instance.text, account: $0.account.id, name: $0.account.name,
                linked_at: $0.linkedAt.unixMilliseconds, proven_by: $0.provenBy, wants_relink: wantsRelink($0))
        }
    }
}

/// The answer to `POST /v1/links/add`.
public struct LinkAddedAnswer: Codable, Hashable, Sendable {
    /// Whose the account was before; null when it was nobody's.
    @ExplicitNull public var taken_from: String?
}
