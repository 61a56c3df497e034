/// What the daemon tells a worker, ready to be sent.
public enum Order: Hashable, Sendable {
    /// Make the instance that later orders call `instance`. `claimPrefix` goes before the code in `usher.site/1` claim_url.
    case create(instance: UInt32, deadline: Int64, config: String, claimPrefix: String)
    /// End an instance.
    case destroy(instance: UInt32)
    /// Run a function of an instance. `deadline` is in milliseconds of CLOCK_MONOTONIC, which all processes share.
    case call(instance: UInt32, deadline: Int64, request: Request)
    /// The answer to the call is no longer wanted.
    case cancel
    /// The answer to a service request of the call.
    case reply(ServiceReply)

    /// How many outcomes the worker returns for it; `nil` when it answers nothing.
    public var outcomes: Int? {
        switch self {
        case .create, .destroy: 1
        case .call(_, _, let request): request.outcomes
        case .cancel, .reply: nil
        }
    }

    /// Appends the order as a frame. Throws ``WireFault/tooLarge`` when it would exceed ``Limit/frame``.
    public func write(to writer: inout FrameWriter, call: UInt64) throws(WireFault) {
        switch self {
        case .create(let instance, let deadline, let config, let claimPrefix):
            writer.begin(.create, call: call)
            writer.u32(instance)
            writer.i64(deadline)
            writer.text(config, atMost: Limit.input)
            writer.text(claimPrefix, atMost: Limit.url)
        case .destroy(let instance):
            writer.begin(.destroy, call: call)
            writer.u32(instance)
        case .call(let instance, let deadline, let request):
            writer.begin(.call, call: call)
            writer.u32(instance)
            writer.i64(deadline)
            request.write(to: &writer)
        case .cancel:
            writer.begin(.cancel, call: call)
        case .reply(let reply):
            writer.begin(.reply, call: call)
            reply.write(to: &writer)
        }
        try writer.finish()
    }
}

/// An ``Order`` as the worker reads it. Lives as long as its frame.
public enum BorrowedOrder {
    case create(instance: UInt32, deadline: Int64, config: UnsafeRawBufferPointer, claimPrefix: UnsafeRawBufferPointer)
    case destroy(instance: UInt32)
    case call(instance: UInt32, deadline: Int64, request: BorrowedRequest)
    case cancel
    case reply(BorrowedReply)

    /// Reads the order in a frame.
    public init(_ head: FrameHead, _ reader: inout FrameReader) throws(WireFault) {
        switch head.type {
        case .create:
            self = .create(
                instance: try reader.u32(), deadline: try reader.i64(), config: try reader.borrowed(atMost: Limit.input),
                claimPrefix: try reader.borrowed(atMost: Limit.url))
        case .destroy:
            self = .destroy(instance: try reader.u32())
        case .call:
            self = .call(
                instance: try reader.u32(), deadline: try reader.i64(), request: try BorrowedRequest(from: &reader))
        case .cancel:
            self = .cancel
        case .reply:
            self = .reply(try BorrowedReply(from: &reader))
        case .hello, .refusal, .returned, .service, .log, .emitted:
            throw .unknownValue
        }
        // The subjects of an evaluate are still to be read, one by one; their reader checks the end.
        if case .call(_, _, .evaluate) = self { return }
        try reader.finish()
    }
}
