/// An act that was decided and stored, and is carried out next: whatever happens in between, the audit log will know of it.
public struct Intent: Hashable, Sendable {
    /// Given out by the store; the queue's order is that of these.
    public let id: Int64
    /// The run that decided it.
    public let run: Int64
    public let act: MembershipAct
    public let createdAt: Instant
    /// What it rests on, as a JSON object without secrets, for the audit entry.
    public let evidenceJSON: String
    /// A person said yes to it, with a plan or an earlier one: the brakes do not count it.
    public let isApproved: Bool
    /// How often it was tried in vain.
    public var attempts: Int
    /// Not tried before.
    public var notBefore: Instant
    /// The homeserver was asked to do it, and what came of that was not read: it may be done.
    public var mayBeDone: Bool

    public init(
        id: Int64, run: Int64, act: MembershipAct, createdAt: Instant, evidenceJSON: String, isApproved: Bool = false,
        attempts: Int = 0, notBefore: Instant, mayBeDone: Bool = false
    ) {
        self.id = id
        self.run = run
        self.act = act
        self.createdAt = createdAt
        self.evidenceJSON = evidenceJSON
        self.isApproved = isApproved
        self.attempts = attempts
        self.notBefore = notBefore
        self.mayBeDone = mayBeDone
    }
}
