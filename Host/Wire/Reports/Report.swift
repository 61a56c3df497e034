/// What a worker tells the daemon, as the daemon reads it. A worker may have been taken over by its plugin: nothing in here is
/// trusted beyond its lengths, counts and UTF-8.
public enum Report: Hashable, Sendable {
    case hello(Hello)
    /// The plugin cannot be used; the text tells its author or the admin what to change.
    case refusal(String)
    /// A create, destroy or call has ended, with one outcome for each subject.
    case returned([Outcome])
    /// Items of a call whose function emits many, in order; at least one.
    case emitted([Item])
    case service(ServiceRequest)
    /// `level` is one of `USHER_LOG_`.
    case log(level: Int32, text: String)

    /// Reads the report in a frame.
    public init(_ head: FrameHead, _ reader: inout FrameReader) throws(WireFault) {
        switch head.type {
        case .hello:
            self = .hello(try Hello(from: &reader))
        case .refusal:
            self = .refusal(try reader.text(atMost: Limit.message))
        case .returned:
            let count = try reader.count(atMost: Limit.subjects)
            var outcomes: [Outcome] = []
            outcomes.reserveCapacity(count)
            for _ in 0..<count { outcomes.append(try Outcome(from: &reader)) }
            self = .returned(outcomes)
        case .emitted:
            let count = try reader.count(atMost: Limit.itemsPerFrame)
            var items: [Item] = []
            items.reserveCapacity(count)
            for _ in 0..<count {
                guard let item = try Item(from: &reader) else { throw .unknownValue }
                items.append(item)
            }
            guard !items.isEmpty else { throw .unknownValue }
            self = .emitted(items)
        case .service:
            self = .service(try ServiceRequest(from: &reader))
        case .log:
            self = .log(level: try reader.i32(), text: try reader.text(atMost: Limit.logText))
        case .create, .destroy, .call, .cancel, .reply:
            throw .unknownValue
        }
        try reader.finish()
    }
}

/// How the worker writes its reports. All but ``returned`` are one call.
extension FrameWriter {
    /// Appends the introduction.
    public mutating func hello(_ hello: Hello) throws(WireFault) {
        begin(.hello)
        hello.write(to: &self)
        try finish()
    }

    /// Appends a refusal, cut to its limit.
    public mutating func refusal(_ text: String) throws(WireFault) {
        begin(.refusal)
        self.text(String(decoding: text.utf8.prefix(Limit.message - 3), as: UTF8.self), atMost: Limit.message)
        try finish()
    }

    /// Appends a line for the log. The text must be UTF-8 within ``Limit/logText``.
    public mutating func log(level: Int32, text: String, call: UInt64) throws(WireFault) {
        begin(.log, call: call)
        i32(level)
        self.text(text, atMost: Limit.logText)
        try finish()
    }

    /// Appends items of a listing; `items` holds what ``BorrowedItem/write(to:)`` wrote for each of the `count`, at least one.
    public mutating func emitted(_ items: borrowing FrameWriter, count: Int, call: UInt64) throws(WireFault) {
        begin(.emitted, call: call)
        u32(UInt32(truncatingIfNeeded: count))
        fields(items.bytes)
        try finish()
    }

    /// Begins the return of a call: `count` times ``outcome(status:breach:failure:item:)`` follow, then ``finish()``.
    public mutating func beginReturn(of call: UInt64, outcomes count: Int) {
        begin(.returned, call: call)
        u32(UInt32(truncatingIfNeeded: count))
    }

    /// Appends one outcome. `failure` and `item` hold what ``failure(retryAfterMilliseconds:message:)`` and
    /// ``BorrowedItem/write(to:)`` wrote, or nothing.
    public mutating func outcome(
        status: Int32, breach: Outcome.Breach, failure: borrowing FrameWriter, item: borrowing FrameWriter
    ) {
        outcome(status: status, breach: breach, failure: failure.bytes, item: item.bytes)
    }

    /// The same, with fields that lie anywhere.
    public mutating func outcome(
        status: Int32, breach: Outcome.Breach, failure: UnsafeRawBufferPointer, item: UnsafeRawBufferPointer
    ) {
        i32(status)
        u8(breach.rawValue)
        bool(!failure.isEmpty)
        fields(failure)
        if item.isEmpty { u8(Item.Tag.none) } else { fields(item) }
    }

    /// Appends the fields of an `usher_error`, without a frame.
    public mutating func failure(retryAfterMilliseconds: Int64, message: UnsafeRawBufferPointer) {
        i64(retryAfterMilliseconds)
        bytes(message)
    }
}
