/// What an instance said about one account and one requirement.
public struct Evidence: Hashable, Sendable {
    /// The three values of every question to an authoriser.
    public enum Finding: Hashable, Sendable {
        case holds
        case doesNotHold
        /// With the reason, for people.
        case unknown(String)
    }

    /// What was found.
    public let finding: Finding
    /// When.
    public let observedAt: Instant
    /// Until when it may be relied on; `nil` = the caller decides.
    public let freshUntil: Instant?
    /// Shown to the person; may be empty.
    public let reason: String
    /// A JSON object for the audit log; may be empty.
    public let factsJSON: String

    public init(finding: Finding, observedAt: Instant, freshUntil: Instant?, reason: String, factsJSON: String) {
        self.finding = finding
        self.observedAt = observedAt
        self.freshUntil = freshUntil
        self.reason = reason
        self.factsJSON = factsJSON
    }
}

/// The person a question is about, as a plugin sees them: never by their Matrix ID.
public struct Subject: Hashable, Sendable {
    public let accountID: String
    public let accountName: String
    public let linkJSON: String
    /// 64 hexadecimal digits, stable for one person at one instance.
    public let pseudonym: String
    /// The name of the account's token in the instance's secrets; empty when there is none.
    public let secretKey: String

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
