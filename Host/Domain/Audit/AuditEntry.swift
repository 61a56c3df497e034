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
        /// A knock was answered with an invitation.
        case admitted
        /// A knock was turned down.
        case denied
        /// The bot's own invitation was taken back.
        case withdrawn
        /// A person was told that they will have to go, and when.
        case warned
        /// A departure ended without a removal.
        case spared
        /// A person was removed from a room.
        case removed
        /// An act was given up: the homeserver refuses it for good.
        case actRefused = "act-refused"
        /// An act was tried, and nobody can say any more whether it was done: the answer was lost, and the room has moved on.
        case outcomeUnknown = "outcome-unknown"
        /// The brakes stopped a plan.
        case planHeld = "plan-held"
        /// A person approved a held plan.
        case planApproved = "plan-approved"
        /// A person dropped a held plan.
        case planDropped = "plan-dropped"
        /// A person took a run's removals back.
        case runUndone = "run-undone"
        /// Somebody is left alone in a room for a while.
        case reprieved
        /// A rule or setting of a room or space was changed.
        case policySet = "policy-set"
        /// The rule and settings of a room or space were removed.
        case policyRemoved = "policy-removed"
        /// A room's rule and settings moved to the room that replaces it.
        case policyMoved = "policy-moved"
        /// A requirement got a name, or a name another requirement.
        case requirementSet = "requirement-set"
        /// A name was taken from a requirement.
        case requirementRemoved = "requirement-removed"
        /// An account was linked.
        case linked
        /// A link was taken away.
        case unlinked
        /// Nothing is done in any room from now on.
        case paused
        /// The loop acts again.
        case resumed
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
    /// The run that decided it, where one did.
    public let run: Int64?
    /// The rule that decided it and its revisions (``EffectivePolicy/ruleVersion``), where one did.
    public let ruleVersion: String?

    public init(
        at: Instant, act: Act, actor: String, user: UserID? = nil, room: RoomID? = nil, instance: InstanceID? = nil,
        reason: String, evidenceJSON: String = "{}", run: Int64? = nil, ruleVersion: String? = nil
    ) {
        self.at = at
        self.act = act
        self.actor = actor
        self.user = user
        self.room = room
        self.instance = instance
        self.reason = reason
        self.evidenceJSON = evidenceJSON
        self.run = run
        self.ruleVersion = ruleVersion
    }
}
