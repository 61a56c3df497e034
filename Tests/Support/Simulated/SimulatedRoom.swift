public import UsherDomain

/// A room as its homeserver knows it, with the specification's rules about who may change whose membership (rooms v11 and v12,
/// "Authorisation rules"). A value. Whatever is not allowed is answered with Matrix' `errcode` and changes nothing.
public struct SimulatedRoom: Sendable {
    /// A member event, as far as it matters here.
    public struct Member: Hashable, Sendable {
        public var membership: Membership
        public var sender: UserID
        public var reason: String

        public init(_ membership: Membership, by sender: UserID, reason: String = "") {
            self.membership = membership
            self.sender = sender
            self.reason = reason
        }
    }

    /// The homeserver says no.
    public struct Refusal: Error, Hashable, Sendable {
        public let code: String

        static let forbidden = Refusal(code: "M_FORBIDDEN")
        static let badState = Refusal(code: "M_BAD_STATE")
    }

    public let id: RoomID
    /// 11 or 12: since 12, creators have power without limit.
    public let version: Int
    public var isSpace: Bool
    public var isFederated: Bool
    public var power: RoomPower
    /// What a ban needs.
    public var ban: Int64 = 50
    public var joinRule: JoinRule
    public var children: [RoomID: [ServerName]] = [:]
    public var parents: [RoomID: UserID] = [:]
    public var tombstone: Tombstone?
    public let predecessor: RoomID?
    public private(set) var members: [UserID: Member] = [:]
    /// Where the room was made: people of others cannot come in where ``isFederated`` is `false`.
    private let firstServer: ServerName

    /// Made by `creator`, who is in it, and has all the power.
    public init(
        _ id: RoomID, version: Int, creator: UserID, isSpace: Bool = false, joinRule: JoinRule = .invite,
        isFederated: Bool = true, predecessor: RoomID? = nil
    ) {
        self.id = id
        self.version = version
        self.isSpace = isSpace
        self.joinRule = joinRule
        self.isFederated = isFederated
        self.predecessor = predecessor
        firstServer = creator.server
        power =
            version >= 12
            ? RoomPower(creators: [creator], upgrade: 150) : RoomPower(users: [creator: 100])
        members[creator] = Member(.join, by: creator)
    }

    public func membership(of user: UserID) -> Membership { members[user]?.membership ?? .none }

    public func joined(_ user: UserID) -> Bool { membership(of: user) == .join }

    /// Everybody with this membership, sorted.
    public func people(_ membership: Membership) -> [UserID] {
        members.filter { $0.value.membership == membership }.keys.sorted { $0.text < $1.text }
    }

    // MARK: What people do by themselves

    /// `isAllowed` says whether the user is in one of the rooms that a restricted room names.
    public mutating func join(_ user: UserID, isIn isAllowed: (RoomID) -> Bool) throws(Refusal) {
        if joined(user) { return }
        guard membership(of: user) != .ban, isFederated || user.server == firstServer else { throw .forbidden }
        guard membership(of: user) != .invite else { return put(user, .join, by: user) }
        switch joinRule {
        case .open: break
        case .restricted(let rooms), .knockRestricted(let rooms):
            guard rooms.contains(where: isAllowed) else { throw .forbidden }
        case .invite, .knock, .unknown: throw .forbidden
        }
        put(user, .join, by: user)
    }

    public mutating func leave(_ user: UserID) throws(Refusal) {
        guard [.join, .invite, .knock].contains(membership(of: user)) else { throw .forbidden }
        put(user, .leave, by: user)
    }

    public mutating func knock(_ user: UserID) throws(Refusal) {
        switch joinRule {
        case .knock, .knockRestricted: break
        case .open, .invite, .restricted, .unknown: throw .forbidden
        }
        guard [.none, .leave].contains(membership(of: user)), isFederated || user.server == firstServer else { throw .forbidden }
        put(user, .knock, by: user)
    }

    // MARK: What people do to each other

    /// Returns `false` when the user was invited already, with the same words: nothing changes then.
    public mutating func invite(_ user: UserID, by sender: UserID, reason: String = "") throws(Refusal) -> Bool {
        guard joined(sender), power.level(of: sender) >= .number(power.invite) else { throw .forbidden }
        guard isFederated || user.server == firstServer else { throw .forbidden }
        switch membership(of: user) {
        case .join: throw .forbidden
        case .ban: throw .badState
        case .invite where members[user] == Member(.invite, by: sender, reason: reason): return false
        case .none, .leave, .knock, .invite: break
        }
        put(user, .invite, by: sender, reason: reason)
        return true
    }

    public mutating func kick(_ user: UserID, by sender: UserID, reason: String = "") throws(Refusal) {
        guard joined(sender), power.level(of: sender) >= .number(power.kick), power.level(of: user) < power.level(of: sender)
        else { throw .forbidden }
        switch membership(of: user) {
        case .join, .invite, .knock: put(user, .leave, by: sender, reason: reason)
        case .ban: throw .badState
        case .none, .leave: throw .forbidden
        }
    }

    public mutating func ban(_ user: UserID, by sender: UserID) throws(Refusal) {
        guard joined(sender), power.level(of: sender) >= .number(ban), power.level(of: user) < power.level(of: sender)
        else { throw .forbidden }
        put(user, .ban, by: sender)
    }

    public mutating func unban(_ user: UserID, by sender: UserID) throws(Refusal) {
        guard membership(of: user) == .ban, joined(sender), power.level(of: sender) >= .number(max(ban, power.kick))
        else { throw .forbidden }
        put(user, .leave, by: sender)
    }

    // MARK: What is read

    /// Where a person stands, seen by `bot`.
    public func standing(of user: UserID, seenBy bot: UserID) -> Standing {
        guard let member = members[user] else { return .none }
        return Standing(member.membership, sender: member.sender, user: user, bot: bot)
    }

    /// As a sync of `bot` shows it.
    public func observed(by bot: UserID, people register: People) -> ObservedRoom {
        var people = RoomPeople()
        for user in members.keys.sorted(by: { $0.text < $1.text }) {
            people.place(register.number(of: user), standing(of: user, seenBy: bot))
        }
        return ObservedRoom(
            id: id, name: "room \(id)", isSpace: isSpace, power: power, joinRule: joinRule, isFederated: isFederated,
            children: children.filter { !$0.value.isEmpty }, parents: parents, tombstone: tombstone, predecessor: predecessor,
            people: people)
    }

    private mutating func put(_ user: UserID, _ membership: Membership, by sender: UserID, reason: String = "") {
        members[user] = Member(membership, by: sender, reason: reason)
    }
}
