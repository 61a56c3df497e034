/// Why an act is planned, with the words that the person reads: in the room, on their page, in the audit log. The words are
/// constant, say what to do, and tell nothing about the person to others who read them in the room. All of them are here.
public enum ActReason: String, Hashable, Sendable, CaseIterable {
    /// The rule admits them.
    case entitled
    /// A person decided that their removal was a mistake.
    case takenBack = "taken-back"
    /// They knocked, and the rule admits them.
    case knockEntitled = "knock-entitled"
    /// They knocked, and the rule refuses them.
    case knockRefused = "knock-refused"
    /// The bot invited them, and the rule refuses them now.
    case invitationRefused = "invitation-refused"
    /// They are in the room, and the rule refuses them.
    case refused
    /// They are in the room, and have shown no account that the rule could ask about.
    case shadow
    /// As ``refused``, and their time is over.
    case refusedDue = "refused-due"
    /// As ``shadow``, and their time is over.
    case shadowDue = "shadow-due"
    /// They were removed, came back, and are refused still.
    case cameBack = "came-back"
    /// The rule admits them again.
    case entitledAgain = "entitled-again"
    /// They are left alone by name, or for a while by a person's decision.
    case leftAlone = "left-alone"
    /// Nothing refuses them any more, because the rule or its settings were changed.
    case nothingRefuses = "nothing-refuses"

    /// The kind of act that it is a reason for.
    public var kind: MembershipAct.Kind {
        switch self {
        case .entitled, .takenBack: .invite
        case .knockEntitled: .admit
        case .knockRefused: .deny
        case .invitationRefused: .withdraw
        case .refused, .shadow: .warn
        case .refusedDue, .shadowDue, .cameBack: .remove
        case .entitledAgain, .leftAlone, .nothingRefuses: .spare
        }
    }

    /// For the person.
    public var text: String {
        switch self {
        case .entitled: "You meet the requirements of this room."
        case .takenBack: "Your removal was a mistake and was taken back. You can come in again."
        case .knockEntitled: "You meet the requirements of this room. Welcome."
        case .knockRefused: "You do not meet the requirements of this room. Once you do, knock again."
        case .invitationRefused: "You no longer meet the requirements of this room. Once you do, you are invited again."
        case .refused: "You do not meet the requirements of this room. Once you do, you can stay."
        case .shadow: "This room is for people who have shown who they are elsewhere. Link your account, and you can stay."
        case .refusedDue: "You do not meet the requirements of this room. Once you do, you can come back."
        case .shadowDue: "This room is for people who have shown who they are elsewhere. Link your account to come back."
        case .cameBack: "You still do not meet the requirements of this room. Once you do, you can come back."
        case .entitledAgain: "You meet the requirements of this room again. You can stay."
        case .leftAlone: "It was decided that you can stay in this room."
        case .nothingRefuses: "The requirements of this room were changed. You can stay."
        }
    }
}
