public import UsherDomain

/// Something that a third party has said to the daemon, in full: what evidence can rest on.
public struct SimulatedAnswer: Hashable, Sendable {
    /// What was said.
    public enum Content: Hashable, Sendable {
        /// The whole list, to its last page. `isAuthoritative`: whoever is not on it is no member.
        case listing(Set<String>, isAuthoritative: Bool)
        /// About one account.
        case finding(String, holds: Bool)
    }

    public let requirement: Requirement
    public let content: Content
    /// When it was asked for.
    public let askedAt: Instant
    /// How long it is good for, as far as that was said.
    public let goodForMilliseconds: Int64?
    /// Whether the daemon surely goes by it: it did not die before it could store it, and does not wait for a second listing.
    public internal(set) var isCertain = true

    init(requirement: Requirement, content: Content, askedAt: Instant, goodForMilliseconds: Int64?) {
        self.requirement = requirement
        self.content = content
        self.askedAt = askedAt
        self.goodForMilliseconds = goodForMilliseconds
    }

    /// What it says about an account; `nil` when it says nothing.
    public func verdict(on account: String) -> Verdict? {
        switch content {
        case .listing(let accounts, let isAuthoritative):
            accounts.contains(account) ? .holds : isAuthoritative ? .fails : nil
        case .finding(let about, let holds): about == account ? (holds ? .holds : .fails) : nil
        }
    }
}
