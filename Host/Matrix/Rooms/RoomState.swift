public import UsherDomain

/// The state of one room, as far as the sync's filter lets it through. A pure value.
public struct RoomState: Hashable, Sendable {
    /// A state event of another type than `m.room.member`.
    struct Event: Hashable, Sendable {
        /// Who sent it. With `m.room.create` of room version 12 and later this is who has power without limit.
        let sender: String
        let content: JSONValue
    }

    /// Names a state event in its room.
    struct Key: Hashable, Sendable {
        let type: String
        let stateKey: String
    }

    /// One state event, read.
    enum Change: Hashable, Sendable {
        /// `m.room.member`; `nil` when its content holds no valid membership.
        case member(UserID, Membership?)
        /// Any other type; `nil` when the event could not be read.
        case event(Key, Event?)
    }

    /// Longest name shown, in characters; a room's name may have tens of thousands.
    static let nameCharactersMax = 200

    private var members: [UserID: Membership] = [:]
    /// People whose event has no valid membership: not members, not strangers, but unknown.
    private var unreadable: Set<UserID> = []
    private var events: [Key: Event] = [:]
    /// How many people have joined.
    public private(set) var joinedCount = 0

    init() {}

    /// What the state says about `user`; `nil` when their event could not be read, so that nobody knows.
    public func membership(of user: UserID) -> Membership? {
        unreadable.contains(user) ? nil : members[user, default: .none]
    }

    /// The room's name, else its canonical alias, else `nil`. Chosen by people in the room: text to show, never to believe.
    public var name: String? {
        let name = event("m.room.name")?.content["name"]?.string
        let alias = event("m.room.canonical_alias")?.content["alias"]?.string
        return [name, alias].compactMap { $0 }.first { !$0.isEmpty }.map { String($0.prefix(Self.nameCharactersMax)) }
    }

    /// The event of `type` under `stateKey`; `nil` when there is none or it could not be read.
    func event(_ type: String, _ stateKey: String = "") -> Event? {
        events[Key(type: type, stateKey: stateKey)]
    }

    /// Takes over an event that is newer than what is here. Returns whether that changed anything.
    mutating func apply(_ change: Change) -> Bool {
        switch change {
        case .member(let user, let membership):
            let before = self.membership(of: user)
            guard membership != before else { return false }
            if before == .join { joinedCount -= 1 }
            if membership == .join { joinedCount += 1 }
            members[user] = membership
            if membership == nil { unreadable.insert(user) } else { unreadable.remove(user) }
            return true
        case .event(let key, let event):
            guard events[key] != event else { return false }
            events[key] = event
            return true
        }
    }
}
