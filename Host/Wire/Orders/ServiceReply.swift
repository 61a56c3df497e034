/// What the daemon answers to a ``ServiceRequest``.
public struct ServiceReply: Hashable, Sendable {
    /// ``StatusCode`` of usher_plugin.h.
    public let status: Int32
    /// Of the value, with a successful get; else 0.
    public let version: UInt64
    public let value: [UInt8]
    public let keys: [String]

    public init(_ status: StatusCode, version: UInt64 = 0, value: [UInt8] = [], keys: [String] = []) {
        self.status = status.rawValue
        self.version = version
        self.value = value
        self.keys = keys
    }

    func write(to writer: inout FrameWriter) {
        writer.i32(status)
        writer.u64(version)
        writer.bytes(value, atMost: Limit.value)
        writer.count(keys.count, atMost: Limit.keys)
        for key in keys { writer.text(key, atMost: Limit.key) }
    }
}

/// A ``ServiceReply`` as the worker reads it. Lives as long as its frame.
public struct BorrowedReply {
    public let status: Int32
    public let version: UInt64
    public let value: UnsafeRawBufferPointer
    public let keys: [UnsafeRawBufferPointer]

    init(from reader: inout FrameReader) throws(WireFault) {
        status = try reader.i32()
        version = try reader.u64()
        value = try reader.borrowed(atMost: Limit.value)
        var keys: [UnsafeRawBufferPointer] = []
        for _ in 0..<(try reader.count(atMost: Limit.keys)) { keys.append(try reader.borrowed(atMost: Limit.key)) }
        self.keys = keys
    }
}
