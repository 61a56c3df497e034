import UsherDomain

/// What an answer to `/sync` holds for us.
struct SyncAnswer {
    /// Goes into the next request.
    let nextBatch: String
    /// What the state events of the rooms that the bot is in say, oldest first.
    private(set) var joined: [(room: RoomID, facts: [StateFact])] = []
    /// Rooms that the bot is invited to, and by whom.
    private(set) var invited: [(room: RoomID, by: UserID)] = []
    /// Rooms that the bot has left, was removed or banned from, or that it is no longer invited to.
    private(set) var left: [RoomID] = []

    /// Reads the body of an answer. Throws when it is no JSON, or not the answer that the specification describes. A single
    /// event or room that cannot be read does not make the whole unreadable: strangers can send events, and must not be able to
    /// stop the sync.
    init(_ body: [UInt8], _ state: StateReader, bot: UserID) throws(JSONProblem) {
        var reader = JSONReader(body)
        var nextBatch: String?
        var joined: [(room: RoomID, facts: [StateFact])] = []
        var invited: [(room: RoomID, by: UserID)] = []
        var left: [RoomID] = []
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "next_batch": nextBatch = try reader.string()
            case "rooms":
                try reader.object { (reader, name) throws(JSONProblem) in
                    switch name {
                    case "join":
                        try Self.rooms(&reader) { (room, reader) throws(JSONProblem) in
                            joined.append((room, try Self.facts(&reader, state)))
                        }
                    case "invite":
                        try Self.rooms(&reader) { (room, reader) throws(JSONProblem) in
                            let invitation = try reader.skip()
                            if let inviter = Self.inviter(invitation, bot) { invited.append((room, inviter)) }
                        }
                    case "leave":
                        try Self.rooms(&reader) { (room, reader) throws(JSONProblem) in
                            try reader.skip()
                            left.append(room)
                        }
                    default: try reader.skip()
                    }
                }
            default: try reader.skip()
            }
        }
        try reader.finish()
        guard let nextBatch else { throw .wrongType }
        self.nextBatch = nextBatch
        self.joined = joined
        self.invited = invited
        self.left = left
    }

    private static func rooms(
        _ reader: inout JSONReader, _ visit: (RoomID, inout JSONReader) throws(JSONProblem) -> Void
    ) throws(JSONProblem) {
        try reader.object { (reader, name) throws(JSONProblem) in
            if let name, let room = RoomID(name) {
                try visit(room, &reader)
            } else {
                try reader.skip()
            }
        }
    }

    /// The state of one joined room (client-server API, "Syncing"): `state_after` alone, if it is there; else `state`, which is
    /// the state at the start of the timeline, and then what the timeline changes.
    private static func facts(_ reader: inout JSONReader, _ state: StateReader) throws(JSONProblem) -> [StateFact] {
        var before: [StateFact] = []
        var timeline: [StateFact] = []
        var after: [StateFact]?
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "state": before = try events(&reader, state)
            case "timeline": timeline = try events(&reader, state)
            case "state_after": after = try events(&reader, state)
            default: try reader.skip()
            }
        }
        return after ?? before + timeline
    }

    private static func events(_ reader: inout JSONReader, _ state: StateReader) throws(JSONProblem) -> [StateFact] {
        var facts: [StateFact] = []
        try reader.object { (reader, name) throws(JSONProblem) in
            guard name == "events" else {
                try reader.skip()
                return
            }
            try reader.array { (reader) throws(JSONProblem) in
                if let fact = try state.fact(&reader) { facts.append(fact) }
            }
        }
        return facts
    }

    /// Who invited the bot, by the stripped state that comes with an invitation; `nil` when it does not say.
    private static func inviter(_ invitation: JSONReader, _ bot: UserID) -> UserID? {
        var invitation = invitation
        let value: JSONValue
        do {
            value = try invitation.value()
        } catch {
            return nil
        }
        guard case .array(let events)? = value["invite_state"]?["events"] else { return nil }
        return events.lazy.compactMap { event -> UserID? in
            guard event["type"] == .string("m.room.member"), event["content"]?["membership"] == .string("invite"),
                event["state_key"]?.string.flatMap(UserID.init) == bot
            else { return nil }
            return event["sender"]?.string.flatMap(UserID.init)
        }.first
    }
}
