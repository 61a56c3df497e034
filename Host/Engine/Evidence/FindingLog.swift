internal import UsherDomain

/// What an instance said about single people and one requirement: the last word about each. Small, because there may be a
/// million. A value.
struct FindingLog {
    /// What many findings have in common: most answers of one kind read alike.
    final class Wording: Sendable {
        let reason: String
        let factsJSON: String

        init(reason: String, factsJSON: String) {
            self.reason = reason
            self.factsJSON = factsJSON
        }
    }

    struct Entry {
        let observedAt: Instant
        let freshUntil: Instant
        /// When it was asked for, in the order of things (``Dossier``).
        let order: UInt64
        let wording: Wording
        let holds: Bool

        /// Whether it counts at `now`.
        func isFresh(_ now: Instant) -> Bool { Freshness(observedAt, freshUntil).covers(now) }
    }

    private(set) var entries: [PersonNumber: Entry] = [:]
    /// Of how many it was said that they meet the requirement, fresh or not.
    private(set) var holderCount = 0

    /// Puts a finding in the place of the last one about the person.
    mutating func put(_ entry: Entry, about person: PersonNumber) {
        let before = entries.updateValue(entry, forKey: person)
        holderCount += (entry.holds ? 1 : 0) - (before?.holds == true ? 1 : 0)
    }

    /// Forgets what was said about a person. Returns whether there was something.
    mutating func remove(_ person: PersonNumber) -> Bool {
        let before = entries.removeValue(forKey: person)
        if before?.holds == true { holderCount -= 1 }
        return before != nil
    }

    /// Forgets what `isObsolete` picks.
    mutating func removeAll(where isObsolete: (PersonNumber, Entry) -> Bool) {
        guard entries.contains(where: { isObsolete($0.key, $0.value) }) else { return }
        entries = entries.filter { !isObsolete($0.key, $0.value) }
        holderCount = entries.values.count { $0.holds }
    }
}
