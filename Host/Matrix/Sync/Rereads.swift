import UsherDomain

/// When the state of each room was read whole, and which is to be read again. The sync only ever tells what changes: an error of
/// the homeserver, or of ours, would live for as long as the room. A pure value.
struct Rereads {
    /// After this long a room is read again, in milliseconds: a week.
    static let ageMilliseconds: Int64 = 7 * 86_400_000
    /// Between two of those, in milliseconds: a thousand rooms take the homeserver a few seconds each, spread over most of a day.
    static let pauseMilliseconds: Int64 = 60_000
    /// One that could not be read is tried again after this long, in milliseconds.
    static let retryMilliseconds: Int64 = 86_400_000
    /// Most rooms read again after one poll because the bot has just joined them.
    static let joinedMax = 4

    private var readAt: [RoomID: Instant] = [:]
    private var joined: [RoomID] = []
    private var lastAt: Instant?

    func at(_ room: RoomID) -> Instant { readAt[room] ?? Instant(unixMilliseconds: 0) }

    /// `room` was read whole at `instant`.
    mutating func read(_ room: RoomID, at instant: Instant) { readAt[room] = instant }

    /// The bot has joined `room`: it is read again after the next poll. The answer that brings a room can have been put together
    /// while the room changed, and what changed then is never told again.
    mutating func joined(_ room: RoomID) {
        if !joined.contains(room) { joined.append(room) }
    }

    /// Reading `room` again did not work. What is known of it stays.
    mutating func failed(_ room: RoomID, now: Instant) {
        readAt[room] = now.advanced(byMilliseconds: Self.retryMilliseconds - Self.ageMilliseconds)
    }

    mutating func forget(_ room: RoomID) {
        readAt[room] = nil
        joined.removeAll { $0 == room }
    }

    /// Which rooms are to be read now: those joined last, else the one that was read longest ago.
    mutating func due(now: Instant) -> [RoomID] {
        let rooms = Array(joined.prefix(Self.joinedMax))
        joined.removeFirst(rooms.count)
        guard rooms.isEmpty, isOver(Self.pauseMilliseconds, since: lastAt, now) else { return rooms }
        lastAt = now
        let oldest = readAt.min { ($0.value, $0.key.text) < ($1.value, $1.key.text) }
        // A moment that has not come yet is an error of some clock.
        let late = readAt.first { $0.value > now }
        guard let room = (late ?? oldest)?.key, isOver(Self.ageMilliseconds, since: readAt[room], now) else { return [] }
        return [room]
    }

    private func isOver(_ milliseconds: Int64, since: Instant?, _ now: Instant) -> Bool {
        guard let since, since <= now else { return true }
        return now.milliseconds(since: since) >= milliseconds
    }
}
