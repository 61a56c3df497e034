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
        /// What the content has under `membership`, and how often it has that name.
        var membership: JSONSpan?
        var memberships = 0
    }

    /// Passes over the next event and tells what it says; `nil` for events that say nothing to us, and for those whose type, key
    /// or sender cannot be read: they name nothing. Throws when what follows is no JSON.
    ///
    /// Once for each of a million memberships: so names are compared as bytes, and the content is walked through once, though
    /// what it is may be said only behind it.
    func fact(_ reader: inout JSONReader) throws(JSONProblem) -> StateFact? {
        guard try reader.peek() == UInt8(ascii: "{") else {
            try reader.skip()
            return nil
        }
        var event = Outline()
        try reader.members { (reader, name) throws(JSONProblem) in
            switch name.content.count {
            case 4 where reader.says(name, "type"): event.type = try Self.span(&reader)
            case 9 where reader.says(name, "state_key"): event.stateKey = try Self.span(&reader)
            case 6 where reader.says(name, "sender"): event.sender = try Self.span(&reader)
            case 7 where reader.says(name, "content"): try Self.readContent(&reader, &event)
            default:
                guard name.isEscaped else {
                    try reader.skip()
                    return
                }
                try Self.readEscaped(reader.text(name), &reader, &event)
            }
        }
        guard let type = event.type, let stateKey = event.stateKey, let sender = event.sender, let content = event.content
        else { return nil }
        if reader.says(type, "m.room.member") { return member(reader, stateKey, sender, event) }
        guard let typeText = reader.text(type), let keyText = reader.text(stateKey) else { return nil }
        return Self.fact(typeText, keyText, sender: reader.text(sender).flatMap(UserID.init), Self.body(content))
    }

    /// A member of an event whose name is written with escapes, as nobody does who means well.
    private static func readEscaped(_ name: String?, _ reader: inout JSONReader, _ event: inout Outline) throws(JSONProblem) {
        switch name {
        case "type": event.type = try span(&reader)
        case "state_key": event.stateKey = try span(&reader)
        case "sender": event.sender = try span(&reader)
        case "content": try readContent(&reader, &event)
        default: try reader.skip()
        }
    }

    /// A string; `nil`, and passed over, when it is something else.
    private static func span(_ reader: inout JSONReader) throws(JSONProblem) -> JSONSpan? {
        guard try reader.peek() == UInt8(ascii: "\"") else {
            try reader.skip()
            return nil
        }
        return try reader.span()
    }

    /// Passes over the content, and notes on the way the one word that counts of a member's.
    private static func readContent(_ reader: inout JSONReader, _ event: inout Outline) throws(JSONProblem) {
        (event.membership, event.memberships) = (nil, 0)
        guard try reader.peek() == UInt8(ascii: "{") else {
            event.content = try reader.skip()
            return
        }
        let start = reader.index
        var (found, count): (JSONSpan?, Int) = (nil, 0)
        try reader.members { (reader, name) throws(JSONProblem) in
            if reader.says(name, "membership") {
                found = try span(&reader)
                count += 1
            } else {
                try reader.skip()
            }
        }
        (event.membership, event.memberships) = (found, count)
        event.content = reader.again(from: start)
    }

    private func member(_ reader: JSONReader, _ stateKey: JSONSpan, _ sender: JSONSpan, _ event: Outline) -> StateFact? {
        guard let person = person(reader, stateKey) else { return nil }
        let standing = Self.membership(reader, event).map {
            Standing($0, isOwn: reader.areEqual(sender, stateKey), isByBot: reader.says(sender, bot))
        }
        return .member(person, standing)
    }

    private func person(_ reader: JSONReader, _ id: JSONSpan) -> PersonNumber? {
        guard id.isEscaped else { return people.number(ofID: reader.bytes.span.extracting(id.content)) }
        return reader.text(id).flatMap(UserID.init).map(people.number(of:))
    }

    private static let words: [(StaticString, Membership)] = [
        ("join", .join), ("leave", .leave), ("invite", .invite), ("ban", .ban), ("knock", .knock),
    ]

    /// What a member's content says; `nil` when that is no word, or two.
    private static func membership(_ reader: JSONReader, _ event: Outline) -> Membership? {
        guard event.memberships == 1, let span = event.membership else { return nil }
        if span.isEscaped { return reader.text(span).flatMap(Membership.init(stateWord:)) }
        return words.first { reader.says(span, $0.0) }?.1
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
