import UsherDomain

/// What to do about an intent, decided from where the person stands in the room's state. Pure: the same question is put before
/// the act and after it.
enum ActStep: Hashable, Sendable {
    /// The act is still to be done.
    case act
    /// It is done: by an earlier try whose outcome was lost, by this one, or by the person (who came in with our invitation).
    case done
    /// There is nothing left to do, and it was not us who did it.
    case overtaken

    /// Decides for `kind`, where `standing` is what the homeserver says now.
    init(_ kind: MembershipAct.Kind, _ standing: Standing) {
        switch kind {
        case .invite: self = Self.invitation(standing)
        case .admit: self = standing == .knocking ? .act : Self.invitation(standing)
        case .deny: self = Self.removal(of: [.knocking], standing)
        case .withdraw: self = Self.removal(of: [.invitedByBot], standing)
        case .remove: self = Self.removal(of: [.joined], standing)
        case .warn: self = standing == .joined ? .act : .overtaken
        case .spare: self = .act
        }
    }

    private static func invitation(_ standing: Standing) -> ActStep {
        switch standing {
        case .none, .removedByBot, .knocking: .act
        case .joined, .invitedByBot: .done
        // A moderator's decision, or the person's own, came first (law 9).
        case .invitedByOthers, .banned, .leftThemselves, .removedByOthers: .overtaken
        }
    }

    private static func removal(of standings: Set<Standing>, _ standing: Standing) -> ActStep {
        if standings.contains(standing) { return .act }
        return standing == .removedByBot ? .done : .overtaken
    }
}
