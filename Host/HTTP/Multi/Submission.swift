/// A request on its way from a task to the thread.
struct Submission: Sendable {
    /// Distinct in the life of a client.
    let id: UInt64
    let request: HTTPRequest
    /// When the exchange must have ended.
    let deadline: ContinuousClock.Instant
    /// Resumed exactly once, by whoever takes the submission out of the mailbox.
    let continuation: CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>
}
