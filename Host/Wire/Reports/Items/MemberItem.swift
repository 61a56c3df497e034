/// `usher_member`.
public struct MemberItem: Hashable, Sendable {
    public let accountID: String
    public let accountName: String
    public let factsJSON: String

    init(from reader: inout FrameReader) throws(WireFault) {
        accountID = try reader.text(atMost: Limit.accountID)
        accountName = try reader.text(atMost: Limit.accountName)
        factsJSON = try reader.optionalObject(atMost: Limit.facts)
    }
}
