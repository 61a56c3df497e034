/// What happened at a third party, as an authoriser tells it: a hint to look again. It never admits anybody.
public struct AuthoriserEvent: Hashable, Sendable {
    /// What to look at again.
    public enum Kind: Hashable, Sendable {
        case account(String)
        /// The id of an ``AuthoriserGroup``.
        case group(String)
        /// The account's link was withdrawn at the third party.
        case revoked(accountID: String)
        /// Events may have been lost: everything.
        case all
    }

    public let kind: Kind
    /// When it happened there; `nil` = not known.
    public let at: Instant?
    /// The third party's id of the delivery; may be empty.
    public let dedupeID: String

    public init(_ kind: Kind, at: Instant?, dedupeID: String) {
        self.kind = kind
        self.at = at
        self.dedupeID = dedupeID
    }
}

/// A request that a third party sent to an instance's webhook address.
public struct WebhookRequest: Hashable, Sendable {
    /// Without the question mark.
    public let query: String
    /// Names in lower case.
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]
    public let receivedAt: Instant

    public init(query: String, headers: [(name: String, value: String)], body: [UInt8], receivedAt: Instant) {
        self.query = query
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
    }

    public static func == (left: WebhookRequest, right: WebhookRequest) -> Bool {
        left.query == right.query && left.body == right.body && left.receivedAt == right.receivedAt
            && left.headers.elementsEqual(right.headers) { $0 == $1 }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(query)
        hasher.combine(body)
    }
}

/// What an authoriser made of a webhook.
public struct WebhookAnswer: Hashable, Sendable {
    public let events: [AuthoriserEvent]
    /// What to answer the sender.
    public let status: Int
    public let contentType: String
    public let body: [UInt8]

    public init(events: [AuthoriserEvent], status: Int = 204, contentType: String = "", body: [UInt8] = []) {
        self.events = events
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}
