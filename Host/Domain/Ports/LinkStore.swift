/// Accounts and who they belong to. Durable when a method returns; each change is one transaction with its audit entry.
/// Implemented by UsherStore.
public protocol LinkStore: Sendable {
    /// Everything, for the start: quick, because it stands between the start of the daemon and its readiness.
    func allLinks() async throws -> [NumberedLink]

    /// Who had an account linked at an instance once and has none there now (they took it away, or somebody else proved it to be
    /// theirs): their evidence is "does not hold", not "unknown".
    func unlinked() async throws -> [(user: UserID, instance: InstanceID)]

    /// Links an account. A link of the same user at the same instance is replaced; one of another user to the same account is
    /// taken from them (the account was proven to be this user's), with an audit entry of its own, and they are returned. What
    /// the instance said about anybody whose account there becomes another one, or none, is forgotten in the same transaction.
    func link(_ link: Link, audit: AuditEntry) async throws -> (link: NumberedLink, takenFrom: UserID?)

    /// Takes a link away, and remembers that there was one; what the instance said about the person is forgotten with it.
    /// `false`, and nothing written, when there is none.
    func unlink(_ user: UserID, at instance: InstanceID, audit: AuditEntry) async throws -> Bool

    /// The numbers of accounts at an instance, in the order given; new ones are made for those never seen. One transaction.
    func numbers(of accounts: [Account], at instance: InstanceID) async throws -> [AccountNumber]

    /// Everybody who ever proved their Matrix ID here, linked or not, also when their session has ended: they can be let in by
    /// rules that need no account.
    func provenUsers() async throws -> [UserID]
}

/// A link with its account's number.
public struct NumberedLink: Hashable, Sendable {
    public let link: Link
    public let number: AccountNumber

    public init(link: Link, number: AccountNumber) {
        self.link = link
        self.number = number
    }
}
