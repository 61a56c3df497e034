import UsherDomain

/// The departures in memory, as the journal has them, by room and person. A value.
struct DepartureTable {
    private var rooms: [RoomID: [PersonNumber: Departure]] = [:]
    private let people: People

    init(_ departures: [Departure], people: People) {
        self.people = people
        for departure in departures { self[departure.room, departure.user] = departure }
    }

    /// Those of one room.
    subscript(room: RoomID) -> [PersonNumber: Departure] { rooms[room] ?? [:] }

    subscript(room: RoomID, user: UserID) -> Departure? {
        get { rooms[room]?[people.number(of: user)] }
        set {
            rooms[room, default: [:]][people.number(of: user)] = newValue
            if rooms[room]?.isEmpty == true { rooms[room] = nil }
        }
    }

    /// Rooms that have any.
    var all: some Sequence<Departure> { rooms.values.lazy.flatMap(\.values) }

    mutating func apply(_ change: DepartureChange) {
        switch change {
        case .none: break
        case .store(let departure): self[departure.room, departure.user] = departure
        case .end(let room, let user): self[room, user] = nil
        }
    }

    /// Those that have fallen due between the two moments.
    func due(after: Instant, until: Instant) -> [Departure] {
        all.filter { $0.dueAt > after && $0.dueAt <= until }
    }

    /// When a departure falls due next, after `now`.
    func nextDue(after now: Instant) -> Instant? {
        all.map(\.dueAt).filter { $0 > now }.min()
    }
}
