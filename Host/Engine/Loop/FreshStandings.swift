import UsherDomain

/// Where people stand by our own reading, which is newer than what the sync has told so far: after an act, the room looks for a
/// moment as if nothing had been done, and everything would be decided once more. A value.
struct FreshStandings {
    /// How long a reading counts, in milliseconds. The sync takes a fraction of a second; whoever comes back within this time is
    /// seen at its end.
    static let lifetimeMilliseconds: Int64 = 10_000

    private struct Reading {
        let standing: Standing
        /// What the sync said then: as soon as it says something else, it is the newer one.
        let told: Standing?
        let until: Int64
    }

    private var rooms: [RoomID: [PersonNumber: Reading]] = [:]

    /// Notes a reading at `steady`, the steady clock's time. `told` is what the sync says at this moment.
    mutating func note(_ standing: Standing, of person: PersonNumber, in room: RoomID, told: Standing?, steady: Int64) {
        // Whoever is asked in and out again within a moment stands where the sync last saw them: what was read between is over.
        guard standing != told else {
            rooms[room]?[person] = nil
            return
        }
        let until = steady + Self.lifetimeMilliseconds
        rooms[room, default: [:]][person] = Reading(standing: standing, told: told, until: until)
    }

    /// Forgets what no longer counts.
    mutating func prune(steady: Int64) {
        rooms = rooms.mapValues { $0.filter { $0.value.until > steady } }.filter { !$0.value.isEmpty }
    }

    /// The room with what was read since.
    mutating func apply(to room: ObservedRoom, steady: Int64) -> ObservedRoom {
        guard var readings = rooms[room.id] else { return room }
        readings = readings.filter { $0.value.until > steady && room.people.standing(of: $0.key) == $0.value.told }
        rooms[room.id] = readings.isEmpty ? nil : readings
        var room = room
        for (person, reading) in readings { room.people.place(person, reading.standing) }
        return room
    }
}
