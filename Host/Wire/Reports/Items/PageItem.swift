/// `usher_page`.
public struct PageItem: Hashable, Sendable {
    public let flags: UInt32
    public let totalHint: Int64
    public let goodForMilliseconds: Int64
    public let nextCursor: [UInt8]
    public let etag: [UInt8]

    init(from reader: inout FrameReader) throws(WireFault) {
        flags = try reader.u32()
        totalHint = try reader.i64()
        goodForMilliseconds = try reader.i64()
        nextCursor = try reader.bytes(atMost: Limit.cursor)
        etag = try reader.bytes(atMost: Limit.cursor)
    }
}
