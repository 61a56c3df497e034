/// Whether a new listing is believed at once. One that lacks half of who was there, or everybody, is more often a fault at the
/// third party (a token that lost its scope, a search base that moved) than a change: it waits until another one says the same.
public enum Suspicion {
    /// A listing that lacks no more than so many people is believed: in a small group two people are half.
    public static let goneMax = 5

    /// What becomes of a listing.
    public enum Ruling: Hashable, Sendable {
        /// It takes the place of the one that counts. `hasBecomeEmpty` is ``Snapshot/hasBecomeEmpty``.
        case accept(hasBecomeEmpty: Bool)
        /// It waits for another one to confirm it.
        case hold
    }

    /// Judges `new`.
    ///
    /// - Parameters:
    ///   - counting: the snapshot that counts, fresh or not; `nil` when there is none: then nobody can be gone.
    ///   - held: the accounts of the one that waits, if it has waited for long enough and is still fresh; otherwise `nil`, and
    ///   the new one is judged by itself.
    public static func judge(_ new: AccountSet, counting: Snapshot?, held: AccountSet?) -> Ruling {
        guard let counting else { return .accept(hasBecomeEmpty: false) }
        let isAccepted = !isSuspicious(new, after: counting.accounts) || held.map { confirms(new, $0) } ?? false
        guard isAccepted else { return .hold }
        return .accept(hasBecomeEmpty: new.isEmpty && (!counting.accounts.isEmpty || counting.hasBecomeEmpty))
    }

    /// Whether too many of `old` are gone: all of them, or at least half of them and more than ``goneMax``.
    static func isSuspicious(_ new: AccountSet, after old: AccountSet) -> Bool {
        guard !old.isEmpty else { return false }
        if new.isEmpty { return true }
        let gone = old.subtracting(new).count
        return gone > goneMax && 2 * gone >= old.count
    }

    /// Whether a suspicious listing says what the suspicious one before it said: both are empty, or more than half of each is in
    /// both. Two halves of a group, one after the other, are two faults, and would throw everybody out.
    private static func confirms(_ new: AccountSet, _ held: AccountSet) -> Bool {
        let common = new.intersection(held).count
        return new.isEmpty && held.isEmpty || 2 * common > max(new.count, held.count)
    }
}
