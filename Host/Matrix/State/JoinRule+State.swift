import UsherDomain

extension JoinRule {
    /// Reads `m.room.join_rules`. `nil` content: there is no such event, or nobody knows what it says. A word that the room's
    /// version does not have lets nobody in.
    init(_ content: JSONValue?, version: RoomVersion?) {
        guard let version, let content, let word = content["join_rule"]?.string else {
            self = .unknown
            return
        }
        switch word {
        case "public": self = .open
        case "invite", "private": self = .invite
        case "knock" where version >= .knock: self = .knock
        case "restricted" where version >= .restricted: self = .restricted(to: Self.rooms(content["allow"]))
        case "knock_restricted" where version >= .knockRestricted: self = .knockRestricted(to: Self.rooms(content["allow"]))
        default: self = .unknown
        }
    }

    /// The rooms whose members may join. Conditions of other types, and those that cannot be read, let nobody in.
    private static func rooms(_ allow: JSONValue?) -> Set<RoomID> {
        guard case .array(let conditions)? = allow else { return [] }
        return Set(
            conditions.compactMap { condition in
                guard condition["type"] == .string("m.room_membership") else { return nil }
                return condition["room_id"]?.string.flatMap(RoomID.init)
            })
    }
}
