import UsherDomain

/// Rooms that the bot is in and whose state could not be read, with when to try again. Counted in polls: one takes half a minute
/// when nothing happens. A pure value.
struct UnreadRooms {
    /// Polls before the first new try; doubled each time.
    static let pollsFirst = 8
    /// At most so many.
    static let pollsMax = 512
    /// Most rooms tried after one poll, so that the next is not held up for long.
    static let triesMax = 4

    private struct Wait {
        var tries: Int
        var polls: Int
    }

    private var waits: [RoomID: Wait] = [:]

    init(_ rooms: [RoomID] = []) {
        for room in rooms { failed(room) }
    }

    /// All of them.
    var rooms: Set<RoomID> { Set(waits.keys) }

    func contains(_ room: RoomID) -> Bool { waits[room] != nil }

    mutating func remove(_ room: RoomID) { waits[room] = nil }

    /// A room was tried in vain.
    mutating func failed(_ room: RoomID) {
        let tries = waits[room]?.tries ?? 0
        waits[room] = Wait(tries: tries + 1, polls: min(Self.pollsFirst << min(tries, 6), Self.pollsMax))
    }

    /// Counts a poll, and says which rooms are to be tried now.
    mutating func due() -> [RoomID] {
        for room in waits.keys { waits[room]?.polls -= 1 }
        return Array(waits.filter { $0.value.polls <= 0 }.keys.sorted { $0.text < $1.text }.prefix(Self.triesMax))
    }
}
