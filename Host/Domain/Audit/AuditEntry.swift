/// One act of Usher, and why. Written in the same transaction as the act's outcome (law 5); never changed afterwards.
public struct AuditEntry: Hashable, Sendable {
    /// What was done. The raw value is stored: never rename one.
    public enum Act: String, Hashable, Sendable, CaseIterable {
        /// A person was invited, or was found to be in already.
        case invited
        /// A redemption was refused or given up, and its use freed.
        case redemptionReleased = "redemption-released"
        /// An admin ran a plugin's action.
        case actionRun = "action-run"
        /// A person allowed a plugin file its permissions.
        case pluginApproved = "plugin-approved"
        /// A person let a plugin file be started again.
        case quarantineLifted = "quarantine-lifted"
        /// A session began.
        case signedIn = "signed-in"
    }

    public let at: Instant
    public let act: Act
    /// Who acted: a user ID, or `usher` for the daemon itself, or `command-line`.
    public let actor: String
    /// Whom it concerns, where it concerns a person.
    public let user: UserID?
    public let room: RoomID?
    public let instance: InstanceID?
    /// Why, in one sentence of constant words.
    public let reason: String
    /// What it rests on, as a JSON object without secrets.
    public let evidenceJSON: String

    public init(
        at: Instant, act: Act, actor: String, user: UserID? = nil, room: RoomID? = nil, instance: InstanceID? = nil,
        reason: String, evidenceJSON: String = "{}"
    ) {
        self.at = at
        self.act = act
        self.actor = actor
        self.user = user
        self.room = room
        self.instance = instance
        self.reason = reason
        self.evidenceJSON = evidenceJSON
    }
}
