import UsherDomain

/// What an earlier process knew, as it stands on disk.
struct KeptSync {
    /// Where the stream is read on from.
    var position: String
    var rooms: [RoomID: RoomRecord]
    /// Rooms whose records are damaged: they are read from the homeserver again.
    var damaged: [RoomID] = []
    var invitations: [(room: RoomID, by: UserID)]
    /// Rooms whose state the homeserver did not give.
    var unread: [RoomID]
    var people: RecordPeople

    /// All rooms that the bot was in, but for those that it perhaps was not in after all.
    var allRooms: Set<RoomID> { Set(rooms.keys).union(damaged) }

    /// Reads what is stored. Throws when it cannot be read as a whole.
    init(_ stored: StoredSync, bot: UserID, register: People) throws(RecordProblem) {
        position = stored.position
        people = try RecordPeople(stored.people, register: register)
        (invitations, unread) = try Self.rest(stored.rest)
        rooms = [:]
        for (room, bytes) in stored.rooms {
            do {
                guard let bytes else { throw RecordProblem(at: 0) }
                rooms[room] = try RoomRecord(bytes, room: room, bot: bot, people: people)
            } catch {
                damaged.append(room)
            }
        }
    }

    /// Whether most of the people on disk are in no room any more, so that it is worth writing everything anew.
    var isMostlyPast: Bool {
        guard people.people.count > RecordPeople.blockPeople else { return false }
        var present: PersonSet = []
        for case .room(let state, _) in rooms.values { state.observed.people.addAll(to: &present) }
        return present.count * 2 < people.people.count
    }

    /// What belongs to no room: invitations, and the names of rooms that are not known.
    static func rest(invitations: [RoomID: UserID], unread: [RoomID]) -> [UInt8] {
        var writer = RecordWriter()
        writer.byte(RoomRecord.version)
        writer.count(invitations.count)
        for (room, inviter) in invitations {
            writer.text(room.text)
            writer.text(inviter.text)
        }
        writer.count(unread.count)
        for room in unread { writer.text(room.text) }
        return writer.bytes
    }

    private static func rest(_ bytes: [UInt8]) throws(RecordProblem) -> ([(room: RoomID, by: UserID)], [RoomID]) {
        var reader = RecordReader(bytes)
        guard try reader.byte() == RoomRecord.version else { throw RecordProblem(at: 0) }
        var invitations: [(room: RoomID, by: UserID)] = []
        for _ in 0..<(try reader.count()) {
            invitations.append((try reader.parsed(RoomID.init), try reader.parsed(UserID.init)))
        }
        var unread: [RoomID] = []
        for _ in 0..<(try reader.count()) { unread.append(try reader.parsed(RoomID.init)) }
        try reader.finish()
        return (invitations, unread)
    }
}

extension RoomPeople {
    fileprivate func addAll(to set: inout PersonSet) {
        for each in [
            joined, invitedByBot, invitedByOthers, knocking, banned, leftThemselves, removedByBot, removedByOthers, unreadable,
        ] { set.formUnion(each) }
    }
}
