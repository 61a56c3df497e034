/// A proven pair: a Matrix user, and an account at an instance. One account belongs to one user at a time, and a user has one
/// account at an instance.
public struct Link: Hashable, Sendable {
    public let user: UserID
    public let instance: InstanceID
    public let account: Account
    /// What the authoriser wants to have again with each question; a JSON object, or empty.
    public let linkJSON: String
    /// The name of the account's token among the instance's secrets; empty when there is none.
    public let secretKey: String
    public let linkedAt: Instant
    /// Who proved it: `linked` through the authoriser, or the admin who said so (a user ID, or `command-line`).
    public let provenBy: String

    public init(
        user: UserID, instance: InstanceID, account: Account, linkJSON: String = "", secretKey: String = "", linkedAt: Instant,
        provenBy: String
    ) {
        self.user = user
        self.instance = instance
        self.account = account
        self.linkJSON = linkJSON
        self.secretKey = secretKey
        self.linkedAt = linkedAt
        self.provenBy = provenBy
    }
}

/// An identity at a third party.
public struct Account: Hashable, Sendable {
    /// Longest id, in bytes.
    public static let idBytesMax = 1024

    /// What never changes there.
    public let id: String
    /// For display only.
    public let name: String

    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}
