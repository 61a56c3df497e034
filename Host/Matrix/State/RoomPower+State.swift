import UsherDomain

extension RoomPower {
    /// Nobody knows who may do what.
    static let unreadable = RoomPower(isReadable: false)

    /// Reads a room's power levels. `content` is that of `m.room.power_levels`; the outer `nil` means that there is none, the
    /// inner that nobody knows what it says.
    init(_ creation: RoomCreation?, powerLevels content: JSONValue??) {
        guard let creation else {
            self = .unreadable
            return
        }
        let isUnlimited = creation.version >= .unlimitedCreators
        guard let content else {
            // Specification, m.room.power_levels: without the event, the creator has 100 and the defaults hold.
            let users = isUnlimited ? [:] : Dictionary(creation.creators.map { ($0, Int64(100)) }) { first, _ in first }
            self.init(creators: isUnlimited ? Set(creation.creators) : [], users: users)
            return
        }
        do {
            guard let content else { throw JSONProblem.wrongType }
            let levels = PowerLevels(content: content, areTexts: creation.version < .knockRestricted)
            let stateDefault = try levels.level("state_default", else: 50)
            self.init(
                creators: isUnlimited ? Set(creation.creators) : [], users: try levels.users(),
                usersDefault: try levels.level("users_default", else: 0), invite: try levels.level("invite", else: 0),
                kick: try levels.level("kick", else: 50), listChildren: try levels.event("m.space.child", else: stateDefault),
                upgrade: try levels.event("m.room.tombstone", else: stateDefault))
        } catch {
            self = .unreadable
        }
    }
}

/// The content of `m.room.power_levels`. A level that is not understood makes all of it unreadable: who would guess low removes
/// people they must not, who would guess high invites where they may not.
private struct PowerLevels {
    let content: JSONValue
    /// Whether levels may be texts of numbers (before room version 10).
    let areTexts: Bool

    func level(_ name: String, else missing: Int64) throws(JSONProblem) -> Int64 {
        guard let value = content[name] else { return missing }
        return try number(value)
    }

    func event(_ type: String, else missing: Int64) throws(JSONProblem) -> Int64 {
        guard let events = content["events"] else { return missing }
        guard case .object(let levels) = events else { throw .wrongType }
        guard let value = levels[type] else { return missing }
        return try number(value)
    }

    /// Names that are no user ID are nobody's, and left out.
    func users() throws(JSONProblem) -> [UserID: Int64] {
        guard let users = content["users"] else { return [:] }
        guard case .object(let levels) = users else { throw .wrongType }
        var found: [UserID: Int64] = [:]
        for (name, value) in levels {
            let number = try number(value)
            if let user = UserID(name) { found[user] = number }
        }
        return found
    }

    private func number(_ value: JSONValue) throws(JSONProblem) -> Int64 {
        if let number = value.integer { return number }
        guard areTexts, let text = value.string, let number = Self.number(text) else { throw .wrongType }
        return number
    }

    /// A decimal number with an optional sign, between white space (specification, room version 1, "m.room.power_levels events
    /// accept values as strings").
    private static func number(_ text: String) -> Int64? {
        let trimmed = text.utf8.drop { isSpace($0) }
        guard let last = trimmed.lastIndex(where: { !isSpace($0) }) else { return nil }
        return Int64(Substring(trimmed[...last]))
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
