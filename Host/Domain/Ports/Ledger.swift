/// Redemptions and the audit log, durable when a method returns. Implemented by UsherStore.
///
/// Every method that changes something is one transaction. Errors are the storage's own (disk full, corrupt file): callers let
/// them end the request or the pass, which is tried again.
public protocol Ledger: Sendable {
    /// Stores a new redemption, in state `opening`.
    func open(_ redemption: Redemption) async throws

    /// Moves a redemption from one state to the next, together with the audit entry that explains it. Returns `false`, and
    /// changes nothing, when the stored state is no longer `from`: somebody else moved it.
    func move(_ id: RedemptionID, from: Redemption.State, to: Redemption.State, audit: AuditEntry?) async throws -> Bool

    /// `nil` when there is no such redemption.
    func redemption(_ id: RedemptionID) async throws -> Redemption?

    /// Every redemption that is not settled, oldest first.
    func unsettledRedemptions() async throws -> [RedemptionID]

    /// Writes an entry for an act whose outcome is stored nowhere else.
    func append(_ entry: AuditEntry) async throws

    /// The newest entries first.
    func auditEntries(limit: Int) async throws -> [AuditEntry]
}
