internal import UsherWire

/// What answers the requests that a worker's calls make of the host. One value belongs to one plugin: it knows the plugin's
/// instances by their numbers on the wire, and what the plugin is allowed.
protocol WorkerServices: Sendable {
    /// Starts to answer `request`, which the running `call` makes for the instance with this number. `deadline` is the call's, in
    /// milliseconds of the monotonic clock. Called on the thread that owns the worker: it must not wait for anything.
    ///
    /// `reply` is called ``ServiceRequest/replies`` times, on any thread, also before this function returns. After
    /// ``Cancellation/cancel()`` nobody looks at replies any more; those that come are thrown away.
    func serve(
        _ request: ServiceRequest, for instance: UInt32, call: UInt64, deadline: Int64,
        reply: @escaping ServiceSink
    ) -> Cancellation
}

/// The way to say that an answer is no longer wanted. Any thread, any number of times, also when everything has been answered.
struct Cancellation: Sendable {
    /// For what cannot be stopped, or is done already.
    static let none = Cancellation {}

    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    func cancel() {
        body()
    }
}

/// The services of a worker that has nothing to ask.
struct NoServices: WorkerServices {
    func serve(
        _ request: ServiceRequest, for instance: UInt32, call: UInt64, deadline: Int64,
        reply: @escaping ServiceSink
    ) -> Cancellation {
        for payload in request.refusals { reply(ServiceReply(.unsupported, payload), nil) }
        return .none
    }
}
