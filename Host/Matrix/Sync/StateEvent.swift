import UsherDomain

/// Reads one event of a sync.
enum StateEvent {
    /// What a state event changes; `nil` for other events, and for those whose type, key or sender cannot be read: they name
    /// nothing.
    static func change(_ event: JSONReader) -> RoomState.Change? {
        var event = event
        var type: String?
        var stateKey: String?
        var sender: String?
        var content: JSONReader?
        do {
            try event.object { (reader, name) throws(JSONProblem) in
                switch name {
                case "type": type = try reader.string()
                case "state_key": stateKey = try reader.string()
                case "sender": sender = try reader.string()
                case "content": content = try reader.skip()
                default: try reader.skip()
                }
            }
        } catch {
            return nil
        }
        guard let type, let stateKey, let sender, let content else { return nil }
        if type == "m.room.member" {
            return UserID(stateKey).map { .member($0, membership(content)) }
        }
        let key = RoomState.Key(type: type, stateKey: stateKey)
        return .event(key, body(content).map { RoomState.Event(sender: sender, content: $0) })
    }

    /// Reads the one word that counts of a member's content, without the rest: a first sync has a million of them.
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
}
