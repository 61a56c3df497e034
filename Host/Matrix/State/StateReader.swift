import UsherDomain

/// Reads state events: of `/sync`, and of `GET /rooms/{roomId}/state`.
struct StateReader: Sendable {
    /// Longest name kept, in characters; a room's name may have tens of thousands.
    static let nameCharactersMax = 200
    /// Most servers kept through which a child of a space can be joined: the first that answers is enough.
    static let viaMax = 10

    private let people: People
    private let bot: [UInt8]

    /// - Parameters:
    ///   - people: gives out the numbers of members.
    ///   - bot: whose invitations and removals are told from those of others.
    init(people: People, bot: UserID) {
        self.people = people
        self.bot = Array(bot.text.utf8)
    }

    private struct Outline {
        var type: JSONSpan?
        var stateKey: JSONSpan?
        var sender: JSONSpan?
        var content: JSONReader?
    }

    /// Passes over the next event and tells what it says; `nil` for events that say nothing to us, and for those whose type, key
    /// or sender cannot be read: they name nothing. Throws when what follows is no JSON.
    func fact(_ reader: inout JSONReader) throws(JSONProblem) -> StateFact? {
        guard try reader.peek() == UInt8(ascii: "{") else {
            try reader.skip()
            return nil
        }
        var event = Outline()
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "type": event.type = try Self.span(&reader)
            case "state_key": event.stateKey = try Self.span(&reader)
            case "sender": event.sender = try Self.span(&reader)
            case "content": event.content = try reader.skip()
            default: try reader.skip()
            }
        }
        guard let type = event.type, let stateKey = event.stateKey, let sender = event.sender, let content = event.content
        else { return nil }
        if reader.says(type, Self.member) { return member(reader, stateKey, sender, content) }
        guard let typeText = reader.text(type), let keyText = reader.text(stateKey) else { return nil }
        return Self.fact(typeText, keyText, sender: reader.text(sender).flatMap(UserID.init), Self.body(content))
    }

    private static let member = Array("m.room.member".utf8)

    /// A string; `nil`, and passed over, when it is something else.
    private static func span(_ reader: inout JSONReader) throws(JSONProblem) -> JSONSpan? {
        guard try reader.peek() == UInt8(ascii: "\"") else {
            try reader.skip()
            return nil
        }
        return try reader.span()
    }

    private func member(
        _ reader: JSONReader, _ stateKey: JSONSpan, _ sender: JSONSpan, _ content: JSONReader
    ) -> StateFact? {
        guard let user = reader.text(stateKey).flatMap(UserID.init) else { return nil }
        let membership = Self.membership(content)
        let standing = membership.map {
            Standing($0, isOwn: reader.areEqual(sender, stateKey), isByBot: reader.says(sender, bot))
        }
        return .member(people.number(of: user), standing)
    }

    /// Reads the one word that counts of a member's content, without the rest.
    private static func membership(_ content: JSONReader) -> Membership? {
        var content = content
        var words: [String] = []
        do {
            try content.object { (reader, name) throws(JSONProblem) in
                if name == "membership" { words.append(try reader.string()) } else { try reader.skip() }
            }
        } catch {
            return nil
        }
        guard words.count == 1, let word = words.first else { return nil }
        return Membership(stateWord: word)
    }

    /// The content in memory; `nil` when it is no object, or nested too deeply, or no text: then nobody knows what it says.
    private static func body(_ content: JSONReader) -> JSONValue? {
        var content = content
        do {
            let value = try content.value()
            guard case .object = value else { return nil }
            return value
        } catch {
            return nil
        }
    }

    private static func fact(_ type: String, _ key: String, sender: UserID?, _ content: JSONValue?) -> StateFact? {
        switch (type, key) {
        case ("m.room.create", ""): .create(sender: sender, content: content)
        case ("m.room.power_levels", ""): .powerLevels(content)
        case ("m.room.join_rules", ""): .joinRules(content)
        case ("m.room.name", ""): .name(shown(content?["name"]))
        case ("m.room.canonical_alias", ""): .alias(shown(content?["alias"]))
        case ("m.room.tombstone", ""): .tombstone(tombstone(sender, content))
        case ("m.space.child", _): RoomID(key).map { .child($0, via(content)) }
        case ("m.space.parent", _): RoomID(key).map { .parent($0, via(content) == nil ? nil : sender) }
        default: nil
        }
    }

    private static func shown(_ text: JSONValue?) -> String? {
        guard let text = text?.string, !text.isEmpty else { return nil }
        return String(text.prefix(nameCharactersMax))
    }

    private static func tombstone(_ sender: UserID?, _ content: JSONValue?) -> Tombstone? {
        guard let sender, let room = content?["replacement_room"]?.string.flatMap(RoomID.init) else { return nil }
        return Tombstone(replacement: room, sender: sender)
    }

    /// The servers of a link between a space and a room; `nil` when there is no such link: it needs an array that is not empty
    /// (client-server API, "Managing rooms/spaces included in a space"). Names that are none are left out.
    private static func via(_ content: JSONValue?) -> [ServerName]? {
        guard case .array(let servers)? = content?["via"], !servers.isEmpty else { return nil }
        return servers.prefix(viaMax).compactMap { $0.string.flatMap(ServerName.init) }
    }
}

extension Standing {
    /// Reads a member event, by whether the person or the bot sent it.
    init(_ membership: Membership, isOwn: Bool, isByBot: Bool) {
        switch membership {
        case .none: self = .none
        case .join: self = .joined
        case .invite: self = isByBot ? .invitedByBot : .invitedByOthers
        case .knock: self = .knocking
        case .ban: self = .banned
        case .leave: self = isOwn ? .leftThemselves : isByBot ? .removedByBot : .removedByOthers
        }
    }
}
