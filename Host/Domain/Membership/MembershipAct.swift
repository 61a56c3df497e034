/// One change that a pass would make to one person's membership of one room.
public struct MembershipAct: Hashable, Sendable {
    /// What is done. The raw value is stored and is the word of audit entries and plans: never rename one.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Invited, because the rule admits them.
        case invite
        /// Their knock is answered with an invitation.
        case admit
        /// Their knock is turned down, with the reason.
        case deny
        /// The bot's own invitation is taken back.
        case withdraw
        /// They are told that they will have to go, and when: the departure begins.
        case warn
        /// Removed.
        case remove
        /// The departure ends: they are entitled again, or have gone.
        case spare

        /// Whether it takes something away from somebody, so that the brakes count it.
        public var takesAway: Bool {
            switch self {
            case .warn, .remove, .withdraw: true
            case .invite, .admit, .deny, .spare: false
            }
        }

        /// Whether the homeserver of the person has to answer: it signs invitations of its people (Server-Server API, "Inviting
        /// to a room"), and a notice may need one. Somebody is taken out of a room without its help.
        public var needsTheirServer: Bool {
            switch self {
            case .invite, .admit, .warn, .spare: true
            case .deny, .withdraw, .remove: false
            }
        }
    }

    public let kind: Kind
    public let room: RoomID
    public let user: UserID
    /// Why, for the person: constant words, without secrets.
    public let reason: String
    /// Whose evidence decided; sorted.
    public let instances: [InstanceID]
    /// ``EffectivePolicy/ruleVersion`` at the time.
    public let ruleVersion: String

    public init(kind: Kind, room: RoomID, user: UserID, reason: String, instances: [InstanceID], ruleVersion: String) {
        self.kind = kind
        self.room = room
        self.user = user
        self.reason = reason
        self.instances = instances
        self.ruleVersion = ruleVersion
    }
}
