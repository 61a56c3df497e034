public import UsherDomain

/// What came of looking at a requirement.
public struct Refresh: Hashable, Sendable {
    /// How it ended.
    public enum End: Hashable, Sendable {
        /// Nothing was due: nobody was asked.
        case rested
        /// The instance says that its list has not changed.
        case renewed
        /// A whole list was taken in.
        case listed
        /// People were asked about; so many, of whom so many without an answer.
        case asked(Int, unanswered: Int)
        /// A whole list came, and looks too different: it waits for another one.
        case held
        /// Nobody knows: what was known before stays until it is stale.
        case unknown(Unknown)
        /// The task was cancelled. What was asked by then counts.
        case cancelled
    }

    public let end: End
    /// Whether anybody's verdict is another one now.
    public let changed: Bool
    /// In how many milliseconds to come again, if nothing happens before.
    public let nextTryMilliseconds: Int64

    public init(_ end: End, changed: Bool, nextTryMilliseconds: Int64) {
        self.end = end
        self.changed = changed
        self.nextTryMilliseconds = nextTryMilliseconds
    }
}
