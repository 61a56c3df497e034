/// An exchange that a call asks for (`usher_http_request`), as the daemon reads it.
public struct WireHTTPRequest: Hashable, Sendable {
    public let flags: UInt32
    /// 0 = what is left until the deadline.
    public let timeoutMilliseconds: UInt32
    /// 0 = the host decides.
    public let bodyBytesMax: UInt64
    public let method: String
    public let url: String
    /// Name, value, name, value ….
    public let headers: [String]
    public let body: [UInt8]
    public let authScheme: String
    public let authSecretName: String

    init(from reader: inout FrameReader) throws(WireFault) {
        flags = try reader.u32()
        timeoutMilliseconds = try reader.u32()
        bodyBytesMax = try reader.u64()
        method = try reader.text(atMost: Limit.algorithm)
        url = try reader.text(atMost: Limit.url)
        headers = try reader.headers()
        body = try reader.bytes(atMost: Limit.body)
        authScheme = try reader.text(atMost: Limit.headerName)
        authSecretName = try reader.text(atMost: Limit.secretName)
    }
}

/// A ``WireHTTPRequest`` as the worker sends it.
public struct BorrowedHTTPRequest {
    public let flags: UInt32
    public let timeoutMilliseconds: UInt32
    public let bodyBytesMax: UInt64
    public let method: UnsafeRawBufferPointer
    public let url: UnsafeRawBufferPointer
    public let headers: [UnsafeRawBufferPointer]
    public let body: UnsafeRawBufferPointer
    public let authScheme: UnsafeRawBufferPointer
    public let authSecretName: UnsafeRawBufferPointer

    public init(
        flags: UInt32, timeoutMilliseconds: UInt32, bodyBytesMax: UInt64, method: UnsafeRawBufferPointer,
        url: UnsafeRawBufferPointer, headers: [UnsafeRawBufferPointer], body: UnsafeRawBufferPointer,
        authScheme: UnsafeRawBufferPointer, authSecretName: UnsafeRawBufferPointer
    ) {
        self.flags = flags
        self.timeoutMilliseconds = timeoutMilliseconds
        self.bodyBytesMax = bodyBytesMax
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.authScheme = authScheme
        self.authSecretName = authSecretName
    }

    func write(to writer: inout FrameWriter) {
        writer.u32(flags)
        writer.u32(timeoutMilliseconds)
        writer.u64(bodyBytesMax)
        writer.bytes(method)
        writer.bytes(url)
        writer.headers(headers)
        writer.bytes(body)
        writer.bytes(authScheme)
        writer.bytes(authSecretName)
    }
}
