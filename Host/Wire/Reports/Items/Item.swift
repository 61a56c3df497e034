/// What a plugin emitted, as the daemon reads it: lengths, UTF-8 and JSON are checked, meanings are not.
public enum Item: Hashable, Sendable {
    case evidence(EvidenceItem)
    /// In a box, as all below: evidence comes by the hundred, the others do not, and they are large.
    indirect case linkStep(LinkStepItem)
    case result(json: String)
    indirect case claim(ClaimItem)
    indirect case member(MemberItem)
    indirect case page(PageItem)
    indirect case group(GroupItem)
    indirect case event(EventItem)
    indirect case reply(ReplyItem)

    /// Which item follows on the wire; 0 = none.
    enum Tag {
        static let none: UInt8 = 0
        static let evidence: UInt8 = 2
        static let linkStep: UInt8 = 3
        static let result: UInt8 = 4
        static let claim: UInt8 = 5
        static let member: UInt8 = 6
        static let page: UInt8 = 7
        static let group: UInt8 = 8
        static let event: UInt8 = 9
        static let reply: UInt8 = 10
    }

    init?(from reader: inout FrameReader) throws(WireFault) {
        switch try reader.u8() {
        case Tag.none: return nil
        case Tag.evidence: self = .evidence(try EvidenceItem(from: &reader))
        case Tag.linkStep: self = .linkStep(try LinkStepItem(from: &reader))
        case Tag.result: self = .result(json: try reader.json(atMost: Limit.result))
        case Tag.claim: self = .claim(try ClaimItem(from: &reader))
        case Tag.member: self = .member(try MemberItem(from: &reader))
        case Tag.page: self = .page(try PageItem(from: &reader))
        case Tag.group: self = .group(try GroupItem(from: &reader))
        case Tag.event: self = .event(try EventItem(from: &reader))
        case Tag.reply: self = .reply(try ReplyItem(from: &reader))
        default: throw .unknownValue
        }
    }
}
