/// A request that a third party sent (`usher_webhook`), as the daemon sends it on.
public struct WireWebhook: Hashable, Sendable {
    public let query: String
    /// Name, value, name, value …; names in lower case.
    public let headers: [String]
    public let body: [UInt8]
    public let atUnixMilliseconds: Int64

    public init(query: String, headers: [String], body: [UInt8], atUnixMilliseconds: Int64) {
        self.query = query
        self.headers = headers
        self.body = body
        self.atUnixMilliseconds = atUnixMilliseconds
    }

    func write(to writer: inout FrameWriter) {
        writer.text(query, atMost: Limit.query)
        writer.headers(headers)
        writer.bytes(body, atMost: Limit.body)
        writer.i64(atUnixMilliseconds)
    }
}

/// A ``WireWebhook`` as the worker reads it. Lives as long as its frame.
public struct BorrowedWebhook {
    public let query: UnsafeRawBufferPointer
    /// Name, value, name, value ….
    public let headers: [UnsafeRawBufferPointer]
    public let body: UnsafeRawBufferPointer
    public let atUnixMilliseconds: Int64

    init(from reader: inout FrameReader) throws(WireFault) {
        query = try reader.borrowed(atMost: Limit.query)
        headers = try reader.borrowedHeaders()
        body = try reader.borrowed(atMost: Limit.body)
        atUnixMilliseconds = try reader.i64()
    }
}
