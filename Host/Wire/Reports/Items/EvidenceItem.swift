/// `usher_evidence`.
public struct EvidenceItem: Hashable, Sendable {
    public let finding: Int32
    public let goodForMilliseconds: Int64
    public let retryAfterMilliseconds: Int64
    public let flags: UInt32
    public let reason: String
    public let factsJSON: String

    public init(
        finding: Int32, goodForMilliseconds: Int64, retryAfterMilliseconds: Int64, flags: UInt32, reason: String,
        factsJSON: String
    ) {
        self.finding = finding
        self.goodForMilliseconds = goodForMilliseconds
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.flags = flags
        self.reason = reason
        self.factsJSON = factsJSON
    }

    init(from reader: inout FrameReader) throws(WireFault) {
        finding = try reader.i32()
        goodForMilliseconds = try reader.i64()
        retryAfterMilliseconds = try reader.i64()
        flags = try reader.u32()
        reason = try reader.text(atMost: Limit.reason)
        factsJSON = try reader.optionalObject(atMost: Limit.facts)
    }
}
