import UsherDomain

/// The state of one room, as far as it counts for membership. A pure value.
struct RoomState: Hashable, Sendable {
    /// Most children of a space, and most spaces that a room claims, that are taken in: an event of each is somebody's to send.
    /// What is beyond is governed by nobody.
    static let linksMax = 20_000

    /// What the room's state says, as the domain sees it.
    private(set) var observed: ObservedRoom
    /// For whom the bot made this room to send notices; `nil` for all others.
    private(set) var noticesFor: UserID?
    /// Whether the room's creation was read. Without it, this is not the whole state.
    private(set) var isWhole = false

    private let bot: UserID
    private var creation: RoomCreation?
    /// What ``creation`` was read from: a later version of the program may read more of it.
    private var created: Created?
    private var powerLevels: JSONValue??
    private var joinRules: JSONValue?
    private var ownName: String?
    private var alias: String?
    private var children: [RoomID: [ServerName]] = [:]

    private struct Created: Hashable, Sendable {
        let sender: UserID?
        let content: JSONValue?
    }

    /// Nothing is known yet.
    init(_ room: RoomID, bot: UserID) {
        self.bot = bot
        observed = ObservedRoom(id: room, power: .unreadable, joinRule: .unknown)
    }

    /// What `facts` say, oldest first.
    init(_ room: RoomID, bot: UserID, facts: [StateFact]) {
        self.init(room, bot: bot)
        for fact in facts { _ = apply(fact) }
    }

    /// What an earlier process had read: ``facts`` and the people of the room.
    init(_ room: RoomID, bot: UserID, facts: [StateFact], people: RoomPeople) {
        self.init(room, bot: bot, facts: facts)
        observed.people = people
    }

    /// All that is known but the people, in an order in which nothing is derived twice for each of many children.
    var facts: [StateFact] {
        var facts: [StateFact] = []
        if let created { facts.append(.create(sender: created.sender, content: created.content)) }
        if let powerLevels { facts.append(.powerLevels(powerLevels)) }
        if let joinRules { facts.append(.joinRules(joinRules)) }
        if let ownName { facts.append(.name(ownName)) }
        if let alias { facts.append(.alias(alias)) }
        if let tombstone = observed.tombstone { facts.append(.tombstone(tombstone)) }
        for (room, via) in children { facts.append(.child(room, via)) }
        for (room, sender) in observed.parents { facts.append(.parent(room, sender)) }
        return facts
    }

    /// Takes over what is newer than what is here. Returns whether that changed anything.
    mutating func apply(_ fact: StateFact) -> Bool {
        switch fact {
        case .member(let person, let standing):
            guard observed.people.standing(of: person) != standing else { return false }
            observed.people.place(person, standing)
            return true
        case .parent(let room, let sender):
            guard observed.parents[room] != sender else { return false }
            guard sender == nil || observed.parents.count < Self.linksMax else { return false }
            observed.parents[room] = sender
            return true
        case .tombstone(let tombstone):
            guard observed.tombstone != tombstone else { return false }
            observed.tombstone = tombstone
            return true
        case .child(let room, let via):
            guard children[room] != via, via == nil || children.count < Self.linksMax else { return false }
            children[room] = via
            guard observed.isSpace else { return false }
            observed.children[room] = via
            return true
        case .create(let sender, let content):
            created = Created(sender: sender, content: content)
            creation = RoomCreation(sender: sender, content: content, bot: bot)
            isWhole = true
        case .powerLevels(let content): powerLevels = .some(content)
        case .joinRules(let content): joinRules = content
        case .name(let name): ownName = name
        case .alias(let text): alias = text
        }
        return derive()
    }

    /// What follows from several events together. Returns whether that changed anything.
    private mutating func derive() -> Bool {
        let before = observed
        noticesFor = creation?.noticesFor
        observed.name = ownName ?? alias
        observed.isSpace = creation?.isSpace ?? false
        observed.isFederated = creation?.isFederated ?? true
        observed.predecessor = creation?.predecessor
        observed.power = RoomPower(creation, powerLevels: powerLevels)
        observed.joinRule = JoinRule(joinRules, version: creation?.version)
        observed.children = observed.isSpace ? children : [:]
        return observed != before
    }
}
