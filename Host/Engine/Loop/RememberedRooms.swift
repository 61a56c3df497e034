import UsherDomain

/// What the loop remembers of rooms, beyond what it sees: the children that spaces had, so that it is known what a lost one
/// leaves behind, and who had gone from rooms that were upgraded. In memory as the store has it, but for what ``unstored()``
/// gives. A value.
struct RememberedRooms {
    private var spaces: [RoomID: Set<RoomID>]
    private var leavers: [RoomID: PersonSet]
    private var changedSpaces: Set<RoomID> = []
    private var changedLeavers: Set<RoomID> = []
    /// Rooms that were seen to be no spaces: none ever becomes one, so whatever cannot be read of them later, nothing is below.
    private var plain: Set<RoomID> = []

    init(spaces: [RoomID: Set<RoomID>] = [:], leavers: [RoomID: PersonSet] = [:]) {
        self.spaces = spaces
        self.leavers = leavers
    }

    /// What cannot be seen, where these rooms are, and these could not be read.
    func unseen(seeing rooms: Set<RoomID>, unread: Set<RoomID>) -> UnseenRooms {
        let unread = unread.subtracting(rooms)
        return UnseenRooms(
            unread: unread.subtracting(plain), lost: spaces.filter { !rooms.contains($0.key) && !unread.contains($0.key) })
    }

    /// Takes in what is seen. Of spaces that are not, what is remembered stays while anything comes down to them.
    mutating func note(_ tree: SpaceTree, _ map: PolicyMap, unread: Set<RoomID>) {
        for space in map.carriers where tree.isSpace(space) { put(Set(tree.children(of: space)), below: space) }
        plain.formUnion(tree.plainRooms)
        // What was not read may be what something comes down through.
        guard unread.isEmpty else { return }
        for space in spaces.keys where !map.carriers.contains(space) { put([], below: space) }
    }

    private mutating func put(_ children: Set<RoomID>, below space: RoomID) {
        guard spaces[space] ?? [] != children else { return }
        spaces[space] = children.isEmpty ? nil : children
        changedSpaces.insert(space)
    }

    /// Who had gone from the rooms before this one, when that was last seen.
    func leavers(before room: RoomID) -> PersonSet { leavers[room] ?? [] }

    mutating func note(_ people: PersonSet, goneBefore room: RoomID) {
        guard leavers(before: room) != people else { return }
        leavers[room] = people.isEmpty ? nil : people
        changedLeavers.insert(room)
    }

    /// What the store does not have yet; from now on it counts as stored.
    mutating func unstored() -> (spaces: [RoomID: Set<RoomID>], leavers: [RoomID: PersonSet]) {
        defer { (changedSpaces, changedLeavers) = ([], []) }
        return (
            Dictionary(uniqueKeysWithValues: changedSpaces.map { ($0, spaces[$0] ?? []) }),
            Dictionary(uniqueKeysWithValues: changedLeavers.map { ($0, leavers[$0] ?? []) })
        )
    }

    /// Storing failed: it is done again.
    mutating func putBack(_ changes: (spaces: [RoomID: Set<RoomID>], leavers: [RoomID: PersonSet])) {
        changedSpaces.formUnion(changes.spaces.keys)
        changedLeavers.formUnion(changes.leavers.keys)
    }
}
