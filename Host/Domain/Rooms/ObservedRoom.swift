/// What the homeserver's state says about a room that the bot is in, and who is what in it. Read from `/sync`, never from our own
/// lists (law 10). A value: a pass decides over one moment.
public struct ObservedRoom: Hashable, Sendable {
    public let id: RoomID
    /// The room's name, else its alias: text to show, never to believe. `nil` when it has neither.
    public var name: String?
    /// `m.room.create` has `type: m.space`.
    public var isSpace: Bool
    /// Who may do what.
    public var power: RoomPower
    public var joinRule: JoinRule
    /// `m.federate` of `m.room.create`: whether people of other servers can ever join.
    public var isFederated: Bool
    /// The rooms that this one lists as its children (`m.space.child` with a non-empty `via`), with the servers through which
    /// they can be joined. Empty for rooms that are no spaces.
    public var children: [RoomID: [ServerName]]
    /// The spaces that this room says it belongs to (`m.space.parent`), and who said so. It counts only if that person may list
    /// children there: ``RoomPower/listChildren``.
    public var parents: [RoomID: UserID]
    /// Where the room says that it goes on (`m.room.tombstone`).
    public var tombstone: Tombstone?
    /// Where the room says that it comes from (`predecessor` of `m.room.create`).
    public var predecessor: RoomID?
    public var people: RoomPeople

    public init(
        id: RoomID, name: String? = nil, isSpace: Bool = false, power: RoomPower, joinRule: JoinRule = .invite,
        isFederated: Bool = true, children: [RoomID: [ServerName]] = [:], parents: [RoomID: UserID] = [:],
        tombstone: Tombstone? = nil, predecessor: RoomID? = nil, people: RoomPeople = RoomPeople()
    ) {
        self.id = id
        self.name = name
        self.isSpace = isSpace
        self.power = power
        self.joinRule = joinRule
        self.isFederated = isFederated
        self.children = children
        self.parents = parents
        self.tombstone = tombstone
        self.predecessor = predecessor
        self.people = people
    }
}

/// Where a room goes on after an upgrade.
public struct Tombstone: Hashable, Sendable {
    public let replacement: RoomID
    /// Who wrote it; the replacement can be joined through their server.
    public let sender: UserID

    public init(replacement: RoomID, sender: UserID) {
        self.replacement = replacement
        self.sender = sender
    }
}

/// Who may come in without us (`m.room.join_rules`).
public enum JoinRule: Hashable, Sendable {
    case open
    case invite
    case knock
    /// Members of these rooms may join by themselves. Conditions of other kinds are left out: they let nobody in.
    case restricted(to: Set<RoomID>)
    case knockRestricted(to: Set<RoomID>)
    /// Missing, unreadable, or a word that we do not know: nobody may, and an invitation is needed.
    case unknown
}
