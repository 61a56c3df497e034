import UsherDomain

/// Remembers what a homeserver said about waiting with invitations, so that it is not asked before its time. A pure value.
///
/// A 429 does not say which limit it was: Synapse counts per issuer and per room (seconds), and per invited person (minutes). So
/// the person waits as long as was said, and everybody else only ``othersMillisecondsMax``: one person who is invited too often
/// must not shut the door on all, nor two who agreed on it. When ``peopleForAll`` in a row are limited, it was not the people,
/// and all wait in full.
struct InviteGate {
    /// How long others wait at first, in milliseconds.
    static let othersMillisecondsMax: Int64 = 10_000
    /// How many different people must be limited in a row before all wait in full.
    static let peopleForAll = 3
    /// Most people remembered. Beyond that, and before their time, people are simply asked for again.
    static let peopleMax = 10_000

    private struct Closing {
        let from: Instant
        let until: Instant

        /// What is left; `nil` when it is over, also when the wall clock was set back to before it began.
        func left(_ now: Instant) -> Int64? {
            now >= from && now < until ? until.milliseconds(since: now) : nil
        }
    }

    private var people: [UserID: Closing] = [:]
    private var everybody: Closing?
    /// Who was limited since the last invitation that went through, at most ``peopleForAll``.
    private var limitedInARow: Set<UserID> = []

    /// How long `user` has to wait, in milliseconds; `nil` when the homeserver may be asked.
    func left(for user: UserID, now: Instant) -> Int64? {
        [people[user]?.left(now), everybody?.left(now)].compactMap { $0 }.max()
    }

    /// The homeserver said to wait `milliseconds` when asked to invite `user`.
    mutating func limited(_ user: UserID, milliseconds: Int64, now: Instant) {
        if people.count >= Self.peopleMax { people = people.filter { $0.value.left(now) != nil } }
        if people.count < Self.peopleMax {
            people[user] = Closing(from: now, until: now.advanced(byMilliseconds: milliseconds))
        }
        if limitedInARow.count < Self.peopleForAll { limitedInARow.insert(user) }
        let isEverybody = limitedInARow.count >= Self.peopleForAll
        let wait = isEverybody ? milliseconds : min(milliseconds, Self.othersMillisecondsMax)
        everybody = Closing(from: now, until: now.advanced(byMilliseconds: wait))
    }

    /// The homeserver answered something else than "wait".
    mutating func passed(_ user: UserID) {
        people[user] = nil
        limitedInARow = []
    }
}
