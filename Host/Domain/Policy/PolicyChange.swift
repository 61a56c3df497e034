/// One of several changes of policies and names that are made together, or not at all.
public struct PolicyChange: Hashable, Sendable {
    /// What is done. Each names the revision that is to be there before (`nil`: none), so that what somebody else did meanwhile
    /// is not undone unseen.
    public enum Edit: Hashable, Sendable {
        case setPolicy(Policy, replacing: Int64?)
        case removePolicy(RoomID, revision: Int64)
        /// The revision of the parameter does not count.
        case setRequirement(NamedRequirement, replacing: Int64?)
        case removeRequirement(RequirementName, revision: Int64)
    }

    public let edit: Edit
    public let audit: AuditEntry

    public init(_ edit: Edit, audit: AuditEntry) {
        self.edit = edit
        self.audit = audit
    }
}
