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

    /// Makes the departures of an upgraded room those of the new one; what that has about the same person stays. Everywhere, the
    /// moved rule gets its new name.
    mutating func move(by move: PolicyMove) {
        guard move.old != move.new else { return }
        table = table.mapValues { $0.mapValues { $0.moved(by: move) } }
        guard let moving = table.removeValue(forKey: move.old) else { return }
        table[move.new] = moving.merging(table[move.new] ?? [:]) { $1 }
    }

    mutating func apply(_ change: DepartureChange) {
        switch change {
        case .none: break
        case .store(let departure): self[departure.room, departure.user] = departure
        case .end(let room, let user): self[room, user] = nil
        }
    }
}
