import UsherDomain

/// The departures in memory, as the journal has them, by room and person. A value.
struct DepartureTable {
    private var table: [RoomID: [PersonNumber: Departure]] = [:]
    private let people: People

    init(_ departures: [Departure], people: People) {
        self.people = people
        for departure in departures { self[departure.room, departure.user] = departure }
    }

    /// Those of one room.
    subscript(room: RoomID) -> [PersonNumber: Departure] { table[room] ?? [:] }

    subscript(room: RoomID, user: UserID) -> Departure? {
        get { table[room]?[people.number(of: user)] }
        set {
            table[room, default: [:]][people.number(of: user)] = newValue
            if table[room]?.isEmpty == true { table[room] = nil }
        }
    }

    /// Rooms that have any.
    var rooms: [RoomID] { Array(table.keys) }

    var all: some Sequence<Departure> { table.values.lazy.flatMap(\.values) }

    /// Whether the brakes may count less after this change than before it.
    func isRecountedAfter(_ change: DepartureChange) -> Bool {
        switch change {
        case .none: false
        case .end(let room, let user): self[room, user] != nil
        case .store(let departure):
            departure.approvedVersion != nil && self[departure.room, departure.user]?.approvedVersion == nil
        }
    }

    /// Makes the departures of a room those of another one; what that has about the same person stays.
    mutating func move(from old: RoomID, to new: RoomID) {
        guard old != new, let moving = table.removeValue(forKey: old) else { return }
        table[new] = moving.mapValues { $0.moved(to: new) }.merging(table[new] ?? [:]) { $1 }
    }

    mutating func apply(_ change: DepartureChange) {
        switch change {
        case .none: break
        case .store(let departure): self[departure.room, departure.user] = departure
        case .end(let room, let user): self[room, user] = nil
        }
    }
}
