import UsherDomain

/// Acts that the homeserver has refused for good: each is tried again, because power levels and minds change, but more and more
/// seldom. A value.
struct RefusalTable {
    /// When an act is tried again after its first refusal, in milliseconds; it doubles with each further one.
    static let millisecondsFirst: Int64 = 3_600_000
    /// And at most: once a day is a reminder that costs nobody anything.
    static let millisecondsMax: Int64 = 24 * 3_600_000
    /// How many are remembered: an act that is forgotten is tried, and its refusal explained, once more than needed.
    static let entriesMax = 100_000

    private struct Key: Hashable {
        let room: RoomID
        let kind: MembershipAct.Kind
    }

    private struct Entry {
        let code: String
        let wait: Int64
        let until: Instant
    }

    private var entries: [Key: [PersonNumber: Entry]] = [:]
    private var count = 0
    /// Who waits for the end of their entry.
    private var waiting: [Key: PersonSet] = [:]

    /// About whom no act of this kind is decided at the moment.
    func waiting(_ kind: MembershipAct.Kind, in room: RoomID) -> PersonSet { waiting[Key(room: room, kind: kind)] ?? [] }

    /// Matrix' `errcode` of the last refusal; `nil` = there was none of late.
    func lastCode(_ kind: MembershipAct.Kind, of person: PersonNumber, in room: RoomID) -> String? {
        entries[Key(room: room, kind: kind)]?[person]?.code
    }

    /// The homeserver has refused an act at `now`.
    mutating func note(_ code: String, _ kind: MembershipAct.Kind, of person: PersonNumber, in room: RoomID, now: Instant) {
        if count >= Self.entriesMax { self = RefusalTable() }
        let key = Key(room: room, kind: kind)
        let last = entries[key]?[person]
        if last == nil { count += 1 }
        let wait = last.map { min(2 * $0.wait, Self.millisecondsMax) } ?? Self.millisecondsFirst
        entries[key, default: [:]][person] = Entry(code: code, wait: wait, until: now.advanced(byMilliseconds: wait))
        waiting[key, default: []].insert(person)
    }

    /// The act was done, or is not wanted any more.
    mutating func forget(_ kind: MembershipAct.Kind, of person: PersonNumber, in room: RoomID) {
        let key = Key(room: room, kind: kind)
        guard entries[key]?.removeValue(forKey: person) != nil else { return }
        count -= 1
        waiting[key]?.remove(person)
        if entries[key]?.isEmpty == true { (entries[key], waiting[key]) = (nil, nil) }
    }

    /// What is over may be tried again; what is long over is forgotten.
    mutating func prune(now: Instant) {
        for (key, table) in entries {
            let kept = table.filter { now.milliseconds(since: $0.value.until) < Self.millisecondsMax }
            count -= table.count - kept.count
            entries[key] = kept.isEmpty ? nil : kept
            let closed = PersonSet(kept.filter { $0.value.until > now }.keys)
            waiting[key] = closed.isEmpty ? nil : closed
        }
    }
}
