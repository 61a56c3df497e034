internal import UsherDomain
internal import UsherWire

/// How a call to a worker ended.
enum CallEnd: Sendable {
    /// The worker answered, with as many outcomes as were asked for. What they mean is for ``Answers`` to say.
    case returned([Outcome])
    /// Nobody knows.
    case unknown(Unknown)
}

/// A call on its way to a worker.
struct Submission: Sendable {
    /// The number under which the worker knows the instance.
    let instance: UInt32
    let request: Request
    /// In milliseconds of the monotonic clock.
    let deadline: Int64
    /// Called once, on the worker's thread: it must be short.
    let completion: @Sendable (CallEnd?) -> Void
}
