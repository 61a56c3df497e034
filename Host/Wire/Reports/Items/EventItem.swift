/// `usher_event`.
public struct EventItem: Hashable, Sendable {
    public let event: UInt32
    public let atUnixMilliseconds: Int64
    public let accountID: String
    public let groupID: String
    public let dedupeID: String

    init(from reader: inout FrameReader) throws(WireFault) {
        event = try reader.u32()
        atUnixMilliseconds = try reader.i64()
        accountID = try reader.text(atMost: Limit.accountID)
        groupID = try reader.text(atMost: Limit.group)
        dedupeID = try reader.text(atMost: Limit.group)
    }
}
