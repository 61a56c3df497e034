/// `usher_group`.
public struct GroupItem: Hashable, Sendable {
    public let flags: UInt32
    public let memberHint: Int64
    public let id: String
    public let name: String
    public let kind: String
    public let about: String
    public let iconURL: String
    public let requirementJSON: String

    init(from reader: inout FrameReader) throws(WireFault) {
        flags = try reader.u32()
        memberHint = try reader.i64()
        id = try reader.text(atMost: Limit.group)
        name = try reader.text(atMost: Limit.group)
        kind = try reader.text(atMost: Limit.group)
        about = try reader.text(atMost: Limit.description)
        iconURL = try reader.text(atMost: Limit.url)
        requirementJSON = try reader.optionalObject(atMost: Limit.groupRequirement)
    }
}
