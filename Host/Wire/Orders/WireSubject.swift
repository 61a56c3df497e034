/// The person a question is about (`usher_subject`), as the daemon sends it.
public struct WireSubject: Hashable, Sendable {
    public let accountID: String
    public let accountName: String
    public let linkJSON: String
    public let pseudonym: String

    public init(accountID: String, accountName: String, linkJSON: String, pseudonym: String) {
        self.accountID = accountID
        self.accountName = accountName
        self.linkJSON = linkJSON
        self.pseudonym = pseudonym
    }

    func write(to writer: inout FrameWriter) {
        writer.text(accountID, atMost: Limit.field)
        writer.text(accountName, atMost: Limit.field)
        writer.text(linkJSON, atMost: Limit.linkJSON)
        writer.text(pseudonym, atMost: Limit.field)
    }
}

/// A ``WireSubject`` as the worker reads it. Lives as long as its frame.
public struct BorrowedSubject {
    public let accountID: UnsafeRawBufferPointer
    public let accountName: UnsafeRawBufferPointer
    public let linkJSON: UnsafeRawBufferPointer
    public let pseudonym: UnsafeRawBufferPointer

    /// Reads the next subject of an evaluate request.
    public init(from reader: inout FrameReader) throws(WireFault) {
        accountID = try reader.borrowed(atMost: Limit.field)
        accountName = try reader.borrowed(atMost: Limit.field)
        linkJSON = try reader.borrowed(atMost: Limit.linkJSON)
        pseudonym = try reader.borrowed(atMost: Limit.field)
    }
}
