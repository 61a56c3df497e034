import UsherDomain

/// What an answer to `/sync` holds for us.
struct SyncAnswer {
    /// Goes into the next request.
    let nextBatch: String
    /// The state events of the rooms that the bot is in, oldest first.
    private(set) var joined: [(RoomID, [RoomState.Change])] = []
    /// Rooms that the bot has left, was removed or banned from.
    private(set) var left: [RoomID] = []

    /// Reads the body of an answer. Throws when it is no JSON, or not the answer that the specification describes. A single
    /// event or room that cannot be read does not make the whole unreadable: strangers can send events, and must not be able to
    /// stop the sync.
    init(_ body: [UInt8]) throws(JSONProblem) {
        var reader = JSONReader(body)
        var nextBatch: String?
        var joined: [(RoomID, [RoomState.Change])] = []
        var left: [RoomID] = []
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "next_batch": nextBatch = try reader.string()
            case "rooms":
                try reader.object { (reader, name) throws(JSONProblem) in
                    switch name {
                    case "join":
                        try Self.rooms(&reader) { (room, reader) throws(JSONProblem) in
                            joined.append((room, try Self.changes(&reader)))
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
    private static func changes(_ reader: inout JSONReader) throws(JSONProblem) -> [RoomState.Change] {
        var before: [RoomState.Change] = []
        var timeline: [RoomState.Change] = []
        var after: [RoomState.Change]?
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "state": before = try events(&reader)
            case "timeline": timeline = try events(&reader)
            case "state_after": after = try events(&reader)
            default: try reader.skip()
            }
        }
        return after ?? before + timeline
    }

    private static func events(_ reader: inout JSONReader) throws(JSONProblem) -> [RoomState.Change] {
        var changes: [RoomState.Change] = []
        try reader.object { (reader, name) throws(JSONProblem) in
            guard name == "events" else {
                try reader.skip()
                return
            }
            try reader.array { (reader) throws(JSONProblem) in
                let event = try reader.skip()
                if let change = StateEvent.change(event) { changes.append(change) }
            }
        }
        return changes
    }
}
