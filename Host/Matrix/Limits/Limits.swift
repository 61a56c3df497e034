import UsherDomain

/// Remembers what a homeserver said about waiting, so that it is not asked before its time, and how fast it lets us act. A pure
/// value.
///
/// A 429 does not say which limit it was. For an invitation it may be that of the person (minutes), of the room or of the account
/// (seconds). So the person waits as long as was said, and the room and everybody else only ``othersMillisecondsMax``: one person
/// who is invited too often must not shut the door on all, nor two who agreed on it. When ``peopleForAll`` in a row are limited,
/// it was not the people: if all of them were invited to one room, that room waits in full, else all do. Of everything else there
/// is one limit an account.
struct Limits: Sendable {
    /// How long others wait at first, in milliseconds.
    static let othersMillisecondsMax: Int64 = 10_000
    /// How many different people must be limited in a row before their room, or all, wait in full.
    static let peopleForAll = 3
    /// Most people, and most rooms, remembered. Beyond that, and before their time, they are simply asked for again.
    static let keysMax = 10_000

    private var people: [UserID: Closing] = [:]
    private var rooms: [RoomID: Closing] = [:]
    private var buckets: [LimitBucket: Closing] = [:]
    private var paces: [LimitBucket: Pace] = [:]
    /// Who was limited where since the last invitation that went through, at most ``peopleForAll`` of them.
    private var limitedInARow: [UserID: RoomID] = [:]

    /// How long `act` has to wait, in milliseconds; `nil` when the homeserver may be asked.
    func left(for act: LimitedAct, now: Instant) -> Int64? {
        var closings = [buckets[act.bucket]]
        if case .invite(let user, let room) = act { closings += [people[user], rooms[room]] }
        return closings.compactMap { $0?.left(now) }.max()
    }

    /// How long everything of a bucket has to wait, whoever it is about; `nil` when somebody may go.
    func left(forAll bucket: LimitBucket, now: Instant) -> Int64? { buckets[bucket]?.left(now) }

    /// The homeserver said to wait `milliseconds` when asked for `act`.
    mutating func limited(_ act: LimitedAct, milliseconds: Int64, now: Instant) {
        let full = Closing(milliseconds, now: now)
        guard case .invite(let user, let room) = act else {
            close(act.bucket, full, now: now)
            pace(act.bucket) { $0.limited(milliseconds: milliseconds, now: now) }
            return
        }
        Self.remember(user, full, in: &people, now)
        if limitedInARow.count < Self.peopleForAll || limitedInARow[user] != nil { limitedInARow[user] = room }
        let short = Closing(min(milliseconds, Self.othersMillisecondsMax), now: now)
        let isMany = limitedInARow.count >= Self.peopleForAll
        let isOneRoom = Set(limitedInARow.values).count == 1
        Self.remember(room, isMany && isOneRoom ? full : short, in: &rooms, now)
        close(.invitations, isMany && !isOneRoom ? full : short, now: now)
        // What one person's limit took says nothing about how fast others can be invited.
        if isMany { pace(.invitations) { $0.limited(milliseconds: milliseconds, now: now) } }
    }

    /// The homeserver did `act`.
    mutating func accepted(_ act: LimitedAct, now: Instant) {
        answered(act)
        pace(act.bucket) { $0.accepted(now: now) }
    }

    /// The homeserver answered something else than "wait".
    mutating func answered(_ act: LimitedAct) {
        guard case .invite(let user, let room) = act else { return }
        people[user] = nil
        rooms[room] = nil
        limitedInARow = [:]
    }

    /// In how many milliseconds `count` acts of a kind will probably be done.
    func estimate(_ bucket: LimitBucket, count: Int, now: Instant) -> Int64 {
        guard count > 0 else { return 0 }
        let closed = buckets[bucket]?.left(now) ?? 0
        let (sum, overflow) = closed.addingReportingOverflow((paces[bucket] ?? Pace(bucket)).estimate(count: count))
        return overflow ? .max : sum
    }

    private mutating func close(_ bucket: LimitBucket, _ closing: Closing, now: Instant) {
        // A shorter wait that is told later does not shorten a longer one.
        if let left = buckets[bucket]?.left(now), left >= closing.until.milliseconds(since: now) { return }
        buckets[bucket] = closing
    }

    private mutating func pace(_ bucket: LimitBucket, _ change: (inout Pace) -> Void) {
        change(&paces[bucket, default: Pace(bucket)])
    }

    private static func remember<Key: Hashable>(
        _ key: Key, _ closing: Closing, in table: inout [Key: Closing], _ now: Instant
    ) {
        if table.count >= keysMax { table = table.filter { $0.value.left(now) != nil } }
        if table.count < keysMax { table[key] = closing }
    }
}

// MARK: Over restarts
extension Limits {
    /// What of this is worth keeping over a restart, as a JSON object: how fast each kind goes, and until when it is closed.
    /// People and rooms are not in it; they are asked for again, at the cost of one "wait" each.
    var stored: String {
        let members = LimitBucket.allCases.compactMap { bucket -> String? in
            let pace = paces[bucket]?.learnedMilliseconds
            let closing = buckets[bucket]
            guard pace != nil || closing != nil else { return nil }
            var fields: [String] = []
            if let pace { fields.append(#""pace":\#(pace)"#) }
            if let closing {
                fields.append(#""from":\#(closing.from.unixMilliseconds),"until":\#(closing.until.unixMilliseconds)"#)
            }
            return "\(JSONText.quote(bucket.rawValue)):{\(fields.joined(separator: ","))}"
        }
        return "{\(members.joined(separator: ","))}"
    }

    /// Takes up what an earlier process stored; what is no such text is as good as nothing.
    init(stored: String) {
        self.init()
        let value: JSONValue
        do {
            value = try JSONValue(parsing: Array(stored.utf8))
        } catch {
            return
        }
        for bucket in LimitBucket.allCases {
            guard let entry = value[bucket.rawValue] else { continue }
            if let pace = entry["pace"]?.integer { paces[bucket] = Pace(bucket, learnedMilliseconds: pace) }
            if let from = entry["from"]?.integer, let until = entry["until"]?.integer, from <= until {
                let start = Instant(unixMilliseconds: from)
                buckets[bucket] = Closing(Instant(unixMilliseconds: until).milliseconds(since: start), now: start)
            }
        }
    }
}
