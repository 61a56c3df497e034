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

/// `usher_evidence`.
public struct EvidenceItem: Hashable, Sendable {
    public let finding: Int32
    public let goodForMilliseconds: Int64
    public let retryAfterMilliseconds: Int64
    public let flags: UInt32
    public let reason: String
    public let factsJSON: String

    init(from reader: inout FrameReader) throws(WireFault) {
        finding = try reader.i32()
        goodForMilliseconds = try reader.i64()
        retryAfterMilliseconds = try reader.i64()
        flags = try reader.u32()
        reason = try reader.text(atMost: Limit.reason)
        factsJSON = try reader.optionalJSON(atMost: Limit.facts)
    }
}

/// `usher_link_step`.
public struct LinkStepItem: Hashable, Sendable {
    public let step: UInt32
    public let pollAfterMilliseconds: Int64
    public let expiresMilliseconds: Int64
    public let url: String
    public let formJSON: String
    public let message: String
    public let state: [UInt8]
    public let accountID: String
    public let accountName: String
    public let linkJSON: String
    /// The account's token.
    public let secret: [UInt8]

    init(from reader: inout FrameReader) throws(WireFault) {
        step = try reader.u32()
        pollAfterMilliseconds = try reader.i64()
        expiresMilliseconds = try reader.i64()
        url = try reader.text(atMost: Limit.url)
        formJSON = try reader.optionalJSON(atMost: Limit.form)
        message = try reader.text(atMost: Limit.message)
        state = try reader.bytes(atMost: Limit.state)
        accountID = try reader.text(atMost: Limit.accountID)
        accountName = try reader.text(atMost: Limit.accountName)
        linkJSON = try reader.optionalJSON(atMost: Limit.linkJSON)
        secret = try reader.bytes(atMost: Limit.secret)
    }
}

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
