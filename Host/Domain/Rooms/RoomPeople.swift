/// Who is what in a room (`m.room.member`). The sets are disjoint; whoever is in none of them was never there.
public struct RoomPeople: Hashable, Sendable {
    public var joined: PersonSet = []
    /// Invited, by the bot.
    public var invitedByBot: PersonSet = []
    /// Invited, by somebody else.
    public var invitedByOthers: PersonSet = []
    public var knocking: PersonSet = []
    public var banned: PersonSet = []
    /// Left, or turned an invitation or their knock down, by themselves: they are not invited again unless they ask (law 9).
    public var leftThemselves: PersonSet = []
    /// Removed by the bot, or uninvited by it: they come back as soon as they are entitled again.
    public var removedByBot: PersonSet = []
    /// Removed or uninvited by somebody else: that was a person's decision, and it stands.
    public var removedByOthers: PersonSet = []
    /// Their event cannot be read: nobody knows what they are, and nothing is done about them.
    public var unreadable: PersonSet = []

    /// Nobody was ever here.
    public init() {}

    /// As if `person` were the only one whom anything is known about in `people`.
    public init(of person: PersonNumber, in people: RoomPeople) {
        place(person, people.standing(of: person))
    }

    public var invited: PersonSet { invitedByBot.union(invitedByOthers) }

    /// Whoever is in any of the sets.
    public var everybody: PersonSet {
        Standing.allCases.reduce(into: unreadable) { $0.formUnion(self[$1]) }
    }

    /// Where one person stands.
    public func standing(of person: PersonNumber) -> Standing? {
        if unreadable.contains(person) { return nil }
        return Standing.allCases.first { self[$0].contains(person) } ?? Standing.none
    }

    /// Puts a person into one set and takes them out of the others. `nil`: unreadable.
    public mutating func place(_ person: PersonNumber, _ standing: Standing?) {
        for each in Standing.allCases where each != standing { change(each) { $0.remove(person) } }
        guard let standing else {
            unreadable.insert(person)
            return
        }
        unreadable.remove(person)
        change(standing) { $0.insert(person) }
    }

    /// Changes one set where it lies: a copy for each of a million memberships would be far too much.
    private mutating func change(_ standing: Standing, _ body: (inout PersonSet) -> Void) {
        switch standing {
        case .none: break
        case .joined: body(&joined)
        case .invitedByBot: body(&invitedByBot)
        case .invitedByOthers: body(&invitedByOthers)
        case .knocking: body(&knocking)
        case .banned: body(&banned)
        case .leftThemselves: body(&leftThemselves)
        case .removedByBot: body(&removedByBot)
        case .removedByOthers: body(&removedByOthers)
        }
    }

    private subscript(standing: Standing) -> PersonSet {
        switch standing {
        case .none: []
        case .joined: joined
        case .invitedByBot: invitedByBot
        case .invitedByOthers: invitedByOthers
        case .knocking: knocking
        case .banned: banned
        case .leftThemselves: leftThemselves
        case .removedByBot: removedByBot
        case .removedByOthers: removedByOthers
        }
    }
}

/// Where one person stands with a room. The raw value appears in audit entries: never rename one.
public enum Standing: String, Hashable, Sendable, CaseIterable {
    /// Never there.
    case none
    case joined
    case invitedByBot = "invited-by-bot"
    case invitedByOthers = "invited-by-others"
    case knocking
    case banned
    case leftThemselves = "left"
    case removedByBot = "removed-by-bot"
    case removedByOthers = "removed-by-others"

    /// Reads a member event. `sender` is who sent it, `user` whom it is about.
    public init(_ membership: Membership, sender: UserID, user: UserID, bot: UserID) {
        switch membership {
        case .none: self = .none
        case .join: self = .joined
        case .invite: self = sender == bot ? .invitedByBot : .invitedByOthers
        case .knock: self = .knocking
        case .ban: self = .banned
        case .leave: self = sender == user ? .leftThemselves : sender == bot ? .removedByBot : .removedByOthers
        }
    }
}
