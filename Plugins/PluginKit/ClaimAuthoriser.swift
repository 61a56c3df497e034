/// A plugin whose codes admit a limited number of people (`usher.claim/1`).
///
/// A use is reserved first, committed when the person really was invited, or released, so that a code is never used up by a
/// homeserver that said no. The host names each attempt by a claim id of its own making and repeats ``commit(claim:call:)`` and
/// ``release(claim:call:)`` until one of them succeeded, also after a crash of either side.
public protocol ClaimAuthoriser: Authoriser {
    /// What `code` is worth at this moment. Changes nothing. `code` is whatever somebody typed: any length, any characters.
    func describe(code: String, call: Call) throws -> ClaimOffer

    /// Sets one use of `code` aside for the person behind `subject.pseudonym`. Repeated with the same `claim` it answers the
    /// same; after a commit `.held`, after a release `.refused`. Two claims of one person take one use together.
    func reserve(claim: String, code: String, for subject: Subject, call: Call) throws -> ClaimReservation

    /// The person was invited: the use is spent. Must succeed when repeated, and for a claim that was never reserved.
    func commit(claim: String, call: Call) throws

    /// The person was not invited: the use is free again. Must succeed when repeated, and for a claim that was never reserved.
    func release(claim: String, call: Call) throws
}

/// The answer of ``ClaimAuthoriser/describe(code:call:)``.
public enum ClaimOffer: Hashable, Sendable {
    /// The code is good.
    case offered(Claim)
    /// The code does not admit. There is no reason on purpose: guessing must teach nothing.
    case refused
}

/// The answer of ``ClaimAuthoriser/reserve(claim:code:for:call:)``.
public enum ClaimReservation: Hashable, Sendable {
    /// One use is set aside under this claim id.
    case reserved(Claim)
    /// This person used the code before; no further use is taken.
    case held(Claim)
    /// The code does not admit this person.
    case refused
}

/// What a code is worth.
public struct Claim: Hashable, Sendable {
    /// The room it admits to, as an action was given it.
    public var room: String
    /// The account that the claim gives the person at this instance.
    public var accountID: String
    /// For display only.
    public var accountName: String
    /// Who invites, for display; may be empty.
    public var from: String
    /// When it ends, in milliseconds since 1970; `nil` = never.
    public var expiresAtMilliseconds: Int64?
    /// How many people may still use it; `nil` = not limited.
    public var usesLeft: Int64?

    /// Puts the parts together.
    public init(
        room: String, accountID: String, accountName: String = "", from: String = "", expiresAtMilliseconds: Int64? = nil,
        usesLeft: Int64? = nil
    ) {
        self.room = room
        self.accountID = accountID
        self.accountName = accountName
        self.from = from
        self.expiresAtMilliseconds = expiresAtMilliseconds
        self.usesLeft = usesLeft
    }
}
