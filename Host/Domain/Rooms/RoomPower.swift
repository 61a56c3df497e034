/// Who has how much power in a room, and how much each act needs (specification: `m.room.power_levels`; room version 12,
/// "Authorisation rules": the creators of a room have power without limit).
///
/// Fails closed: where an event cannot be read, the bot has no power and everybody else is out of its reach.
public struct RoomPower: Hashable, Sendable {
    /// A person's power: a number, or without limit.
    public enum Level: Hashable, Comparable, Sendable {
        case number(Int64)
        /// A creator, in room version 12 and later.
        case unlimited

        public static func < (left: Level, right: Level) -> Bool {
            switch (left, right) {
            case (.number(let left), .number(let right)): left < right
            case (.number, .unlimited): true
            case (.unlimited, _): false
            }
        }
    }

    /// Have power without limit.
    public var creators: Set<UserID>
    public var users: [UserID: Int64]
    public var usersDefault: Int64
    /// What an invitation needs.
    public var invite: Int64
    /// What a removal needs, beside more power than whom it removes.
    public var kick: Int64
    /// What listing a child of a space needs (`events` of `m.space.child`, else `state_default`).
    public var listChildren: Int64
    /// What ending a room by an upgrade needs (`events` of `m.room.tombstone`, else `state_default`).
    public var upgrade: Int64
    /// Whether all of this could be read.
    public var isReadable: Bool

    public init(
        creators: Set<UserID> = [], users: [UserID: Int64] = [:], usersDefault: Int64 = 0, invite: Int64 = 0, kick: Int64 = 50,
        listChildren: Int64 = 50, upgrade: Int64 = 50, isReadable: Bool = true
    ) {
        self.creators = creators
        self.users = users
        self.usersDefault = usersDefault
        self.invite = invite
        self.kick = kick
        self.listChildren = listChildren
        self.upgrade = upgrade
        self.isReadable = isReadable
    }

    /// How much power a person has: a creator's is without limit, else what the room says, else what it says of everybody.
    public func level(of user: UserID) -> Level {
        creators.contains(user) ? .unlimited : .number(users[user] ?? usersDefault)
    }

    /// Whether `bot` may invite.
    public func canInvite(_ bot: UserID) -> Bool {
        isReadable && level(of: bot) >= .number(invite)
    }

    /// Whether `bot` may remove somebody, if they have less power than it.
    public func canRemove(_ bot: UserID) -> Bool {
        isReadable && level(of: bot) >= .number(kick)
    }

    /// Whether `user` may list children of this space now.
    public func canListChildren(_ user: UserID) -> Bool {
        isReadable && level(of: user) >= .number(listChildren)
    }

    /// Whether `user` may end this room by an upgrade.
    public func canUpgrade(_ user: UserID) -> Bool {
        isReadable && level(of: user) >= .number(upgrade)
    }

    /// Whether `user` has as much power as `bot`, or more: they are left alone (law 9).
    public func isBeyond(_ bot: UserID, _ user: UserID) -> Bool {
        !isReadable || level(of: user) >= level(of: bot)
    }
}
