/// `usher_reply`.
public struct ReplyItem: Hashable, Sendable {
    public let httpStatus: UInt32
    public let contentType: String
    public let body: [UInt8]

    init(from reader: inout FrameReader) throws(WireFault) {
        httpStatus = try reader.u32()
        contentType = try reader.text(atMost: Limit.contentType)
        body = try reader.bytes(atMost: Limit.replyBody)
    }
}
