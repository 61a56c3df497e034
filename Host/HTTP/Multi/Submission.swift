/// A request on its way from a task to the thread.
struct Submission: Sendable {
    /// What the request is made for.
    enum Purpose: Hashable, Sendable {
        /// An answer.
        case exchange
        /// A connection to the host and port of the address; nothing is sent over it.
        case connection
    }

    /// What came of it.
    enum Outcome: Sendable {
        case response(HTTPResponse)
        /// A descriptor that belongs to whoever reads this.
        case connection(Int32)
    }

    /// Distinct in the life of a client.
    let id: UInt64
    let purpose: Purpose
    let request: HTTPRequest
    /// When the exchange must have ended.
    let deadline: ContinuousClock.Instant
    /// Called exactly once, by whoever takes the submission out of the mailbox: on the client's thread, unless it was refused.
    let completion: @Sendable (Result<Outcome, HTTPFailure>) -> Void
}
