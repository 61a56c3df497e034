// What functions emit that may say many things: listings, webhooks, watches.

/// `usher_member`.
public struct MemberItem: Hashable, Sendable {
    public let accountID: String
    public let accountName: String
    public let factsJSON: String

    init(from reader: inout FrameReader) throws(WireFault) {
        accountID = try reader.text(atMost: Limit.accountID)
        accountName = try reader.text(atMost: Limit.accountName)
        factsJSON = try reader.optionalJSON(atMost: Limit.facts)
    }
}

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
        requirementJSON = try reader.optionalJSON(atMost: Limit.linkJSON)
    }
}

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
