/// What an instance said about one account and one requirement.
public struct Evidence: Hashable, Sendable {
    /// The three values of every question to an authoriser.
    public enum Finding: Hashable, Sendable {
        case holds
        case doesNotHold
        /// With the reason, for people.
        case unknown(String)
    }

    /// When to ask again, as the plugin says with an unknown finding.
    public struct Wait: Hashable, Sendable {
        /// Whom it is about.
        public enum Scope: Hashable, Sendable {
            /// The person of this answer: everybody else may be asked about.
            case person
            /// Whoever asks: the third party wants to be left alone.
            case everybody
        }

        /// Not sooner than so long from now; more than 0.
        public let milliseconds: Int64
        public let scope: Scope

        public init(milliseconds: Int64, scope: Scope) {
            self.milliseconds = milliseconds
            self.scope = scope
        }
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
    /// With an unknown finding: when to ask again; `nil` = the caller decides.
    public let wait: Wait?
    /// Whether linking the account again would help, as the plugin says.
    public let wantsRelink: Bool

    public init(
        finding: Finding, observedAt: Instant, freshUntil: Instant?, reason: String, factsJSON: String, wait: Wait? = nil,
        wantsRelink: Bool = false
    ) {
        self.wait = wait
        self.wantsRelink = wantsRelink
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
