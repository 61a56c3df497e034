/// The person a question is about, as far as a plugin may know them: never by their Matrix ID (R8).
public struct Subject: Hashable, Sendable {
    /// The id that never changes at the third party; empty where nothing is linked.
    public let accountID: String
    /// For display only; names are given away and taken again.
    public let accountName: String
    /// What the plugin gave as `link` when the account was linked, a JSON text; empty where nothing is linked.
    public let linkJSON: String
    /// 64 hexadecimal digits, stable for this person at this instance.
    public let pseudonym: String
    /// The name of this account's token in ``Call/secrets``, as ``LinkStep`` gave it; empty when there is none.
    public let secretKey: String

    /// Puts the parts together.
    public init(
        accountID: String = "", accountName: String = "", linkJSON: String = "", pseudonym: String, secretKey: String = ""
    ) {
        self.accountID = accountID
        self.accountName = accountName
        self.linkJSON = linkJSON
        self.pseudonym = pseudonym
        self.secretKey = secretKey
    }
}
