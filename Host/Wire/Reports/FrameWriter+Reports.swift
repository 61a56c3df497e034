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
