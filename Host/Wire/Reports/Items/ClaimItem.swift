/// `usher_claim`.
public struct ClaimItem: Hashable, Sendable {
    public let state: UInt32
    public let expiresUnixMilliseconds: Int64
    public let usesLeft: Int64
    public let room: String
    public let accountID: String
    public let accountName: String
    public let from: String

    init(from reader: inout FrameReader) throws(WireFault) {
        state = try reader.u32()
        expiresUnixMilliseconds = try reader.i64()
        usesLeft = try reader.i64()
        room = try reader.text(atMost: Limit.room)
        accountID = try reader.text(atMost: Limit.accountID)
        accountName = try reader.text(atMost: Limit.accountName)
        from = try reader.text(atMost: Limit.from)
    }
}
