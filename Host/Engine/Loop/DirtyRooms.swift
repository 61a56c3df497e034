import UsherDomain

/// Which rooms a next pass has to look at: keys, never events. A value.
struct DirtyRooms {
    private(set) var isAll = false
    private(set) var rooms: Set<RoomID> = []

    static let everything = {
        var all = DirtyRooms()
        all.addAll()
        return all
    }()

    var isEmpty: Bool { !isAll && rooms.isEmpty }

    /// Everything may have changed.
    mutating func addAll() {
        isAll = true
        rooms = []
    }

    mutating func add(_ more: some Sequence<RoomID>) {
        guard !isAll else { return }
        rooms.formUnion(more)
    }

    /// Hands out what there is, and begins anew.
    mutating func take() -> DirtyRooms {
        defer { self = DirtyRooms() }
        return self
    }

    /// Puts back what a pass could not finish.
    mutating func putBack(_ other: DirtyRooms) {
        if other.isAll { addAll() } else { add(other.rooms) }
    }
}
