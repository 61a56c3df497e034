internal import UsherWire

/// A call on its way to a worker.
struct Submission: Sendable {
    /// The number under which the worker knows the instance.
    let instance: UInt32
    let request: Request
    /// In milliseconds of the monotonic clock.
    let deadline: Int64
    /// About what it takes in memory and on the wire.
    let bytes: Int
    /// A worker has crashed under it before.
    var isRetried = false
    /// Called once, on the worker's thread: it must be short. `nil` when the call was not sent to any worker, because this one
    /// takes no more calls: it may be sent to another.
    let completion: @Sendable (CallEnd?) -> Void

    init(
        instance: UInt32, request: Request, deadline: Int64, completion: @escaping @Sendable (CallEnd?) -> Void
    ) {
        self.instance = instance
        self.request = request
        self.deadline = deadline
        self.completion = completion
        bytes = request.sizeEstimate
    }
}
