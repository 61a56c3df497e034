import UsherDomain

/// What is kept of one room that the bot is in.
enum RoomRecord: Hashable, Sendable {
    /// With when its state was last read whole.
    case room(RoomState, readAt: Instant)
    /// A room that the bot made to send notices to this person.
    case notices(UserID)

    /// What stands at the beginning of each record. Another number when the bytes mean something else, or when more is read from
    /// the events of a room than before: then records that lack it are as good as none.
    static let version: UInt8 = 1

    func bytes(_ people: inout RecordPeople) -> [UInt8] {
        var writer = RecordWriter()
        writer.byte(Self.version)
        switch self {
        case .notices(let user):
            writer.byte(0)
            writer.text(user.text)
        case .room(let state, let readAt):
            writer.byte(1)
            writer.number(readAt.unixMilliseconds)
            let facts = state.facts
            writer.count(facts.count)
            for fact in facts { fact.write(to: &writer) }
            for set in Self.sets { writer.blob(people.numbers(state.observed.people[keyPath: set]).encoded) }
        }
        return writer.bytes
    }

    init(_ bytes: [UInt8], room: RoomID, bot: UserID, people: RecordPeople) throws(RecordProblem) {
        var reader = RecordReader(bytes)
        guard try reader.byte() == Self.version else { throw RecordProblem(at: 0) }
        switch try reader.byte() {
        case 0: self = .notices(try reader.parsed(UserID.init))
        case 1:
            let readAt = Instant(unixMilliseconds: try reader.number())
            var facts: [StateFact] = []
            for _ in 0..<(try reader.count()) { facts.append(try StateFact(&reader)) }
            var found = RoomPeople()
            var everybody: PersonSet = []
            for set in Self.sets {
                guard let numbers = NumberSet<RecordNumber>(encoded: try reader.blob()), let members = people.people(numbers),
                    everybody.isDisjoint(with: members)
                else { throw RecordProblem(at: 0) }
                found[keyPath: set] = members
                everybody.formUnion(members)
            }
            let state = RoomState(room, bot: bot, facts: facts, people: found)
            guard state.isWhole, state.noticesFor == nil else { throw RecordProblem(at: 0) }
            self = .room(state, readAt: readAt)
        default: throw RecordProblem(at: 1)
        }
        try reader.finish()
    }

    /// In the order in which they are written.
    private static var sets: [WritableKeyPath<RoomPeople, PersonSet>] {
        [
            \.joined, \.invitedByBot, \.invitedByOthers, \.knocking, \.banned, \.leftThemselves, \.removedByBot,
            \.removedByOthers, \.unreadable,
        ]
    }
}

/// Facts about members are not written: they are the sets.
extension StateFact {
    fileprivate func write(to writer: inout RecordWriter) {
        switch self {
        case .member: preconditionFailure("members are written as sets")
        case .create(let sender, let content):
            writer.byte(1)
            writer.optional(sender) { $0.text($1.text) }
            writer.optional(content) { $0.json($1) }
        case .powerLevels(let content):
            writer.byte(2)
            writer.optional(content) { $0.json($1) }
        case .joinRules(let content):
            writer.byte(3)
            writer.optional(content) { $0.json($1) }
        case .name(let name):
            writer.byte(4)
            writer.optional(name) { $0.text($1) }
        case .alias(let alias):
            writer.byte(5)
            writer.optional(alias) { $0.text($1) }
        case .tombstone(let tombstone):
            writer.byte(6)
            writer.optional(tombstone) { writer, tombstone in
                writer.text(tombstone.replacement.text)
                writer.text(tombstone.sender.text)
            }
        case .child(let room, let via):
            writer.byte(7)
            writer.text(room.text)
            writer.optional(via) { writer, via in
                writer.count(via.count)
                for server in via { writer.text(server.text) }
            }
        case .parent(let room, let sender):
            writer.byte(8)
            writer.text(room.text)
            writer.optional(sender) { $0.text($1.text) }
        }
    }

    fileprivate init(_ reader: inout RecordReader) throws(RecordProblem) {
        let json = { (reader: inout RecordReader) throws(RecordProblem) in try reader.json() }
        let text = { (reader: inout RecordReader) throws(RecordProblem) in try reader.text() }
        let user = { (reader: inout RecordReader) throws(RecordProblem) in try reader.parsed(UserID.init) }
        switch try reader.byte() {
        case 1: self = .create(sender: try reader.optional(user), content: try reader.optional(json))
        case 2: self = .powerLevels(try reader.optional(json))
        case 3: self = .joinRules(try reader.optional(json))
        case 4: self = .name(try reader.optional(text))
        case 5: self = .alias(try reader.optional(text))
        case 6:
            self = .tombstone(
                try reader.optional { (reader) throws(RecordProblem) in
                    Tombstone(replacement: try reader.parsed(RoomID.init), sender: try reader.parsed(UserID.init))
                })
        case 7:
            let room = try reader.parsed(RoomID.init)
            let via = try reader.optional { (reader) throws(RecordProblem) in
                var servers: [ServerName] = []
                for _ in 0..<(try reader.count()) { servers.append(try reader.parsed(ServerName.init)) }
                return servers
            }
            self = .child(room, via)
        case 8: self = .parent(try reader.parsed(RoomID.init), try reader.optional(user))
        default: throw RecordProblem(at: 0)
        }
    }
}
