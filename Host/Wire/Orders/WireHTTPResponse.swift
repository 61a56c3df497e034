/// An answer of a third party (`usher_http_response`), as the daemon sends it.
public struct WireHTTPResponse: Hashable, Sendable {
    public let status: UInt32
    public let flags: UInt32
    /// From now; -1 = not given.
    public let retryAfterMilliseconds: Int64
    /// Name, value, name, value …; names in lower case.
    public let headers: [String]
    public let body: [UInt8]
    public let finalURL: String

    public init(
        status: UInt32, flags: UInt32, retryAfterMilliseconds: Int64, headers: [String], body: [UInt8], finalURL: String
    ) {
        self.status = status
        self.flags = flags
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.headers = headers
        self.body = body
        self.finalURL = finalURL
    }

    func write(to writer: inout FrameWriter) {
        writer.u32(status)
        writer.u32(flags)
        writer.i64(retryAfterMilliseconds)
        writer.headers(headers)
        writer.bytes(body, atMost: Limit.responseBody)
        writer.text(finalURL, atMost: Limit.url)
    }
}

/// A ``WireHTTPResponse`` as the worker reads it. Lives as long as its frame.
public struct BorrowedHTTPResponse {
    public let status: UInt32
    public let flags: UInt32
    public let retryAfterMilliseconds: Int64
    public let headers: [UnsafeRawBufferPointer]
    public let body: UnsafeRawBufferPointer
    public let finalURL: UnsafeRawBufferPointer

    init(from reader: inout FrameReader) throws(WireFault) {
        status = try reader.u32()
        flags = try reader.u32()
        retryAfterMilliseconds = try reader.i64()
        headers = try reader.borrowedHeaders()
        body = try reader.borrowed(atMost: Limit.responseBody)
        finalURL = try reader.borrowed(atMost: Limit.url)
    }
}
