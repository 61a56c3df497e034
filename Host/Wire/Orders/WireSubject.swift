/// The person a question is about (`usher_subject`), as the daemon sends it.
public struct WireSubject: Hashable, Sendable {
    public let accountID: String
    public let accountName: String
    public let linkJSON: String
    public let pseudonym: String
    /// The name of the account's token in usher.secrets, or empty.
    public let secretKey: String

    public init(accountID: String, accountName: String, linkJSON: String, pseudonym: String, secretKey: String = "") {
        self.accountID = accountID
        self.accountName = accountName
        self.linkJSON = linkJSON
        self.pseudonym = pseudonym
        self.secretKey = secretKey
    }

    /// About how many bytes it takes.
    var sizeEstimate: Int {
        accountID.utf8.count + accountName.utf8.count + linkJSON.utf8.count + pseudonym.utf8.count + secretKey.utf8.count
    }

    func write(to writer: inout FrameWriter) {
        writer.text(accountID, atMost: Limit.field)
        writer.text(accountName, atMost: Limit.field)
        writer.text(linkJSON, atMost: Limit.linkJSON)
        writer.text(pseudonym, atMost: Limit.field)
        writer.text(secretKey, atMost: Limit.secretName)
    }
}

/// The subjects of an evaluate, written down as the frame will hold them: whoever asks does that work, not the thread that all
/// questions to a plugin share.
public struct SubjectList: Hashable, Sendable {
    /// How many there are.
    public let count: Int
    /// How many bytes they take.
    var byteCount: Int { fields.count }
    private let fields: [UInt8]
    private let isTooLarge: Bool

    /// Writes down `count` subjects, which `write` gives one after the other.
    public init<Subjects: Collection>(_ subjects: Subjects, _ subject: (Subjects.Element) -> WireSubject) {
        var writer = FrameWriter()
        writer.begin(.call)
        writer.count(subjects.count, atMost: Limit.subjects)
        for element in subjects { subject(element).write(to: &writer) }
        count = subjects.count
        do {
            try writer.finish()
            isTooLarge = false
        } catch {
            isTooLarge = true
        }
        fields = isTooLarge ? [] : Array(writer.bytes.dropFirst(FrameHead.bytes))
    }

    func write(to writer: inout FrameWriter) {
        if isTooLarge { writer.count(1, atMost: 0) }
        fields.withUnsafeBytes { writer.fields($0) }
    }
}

/// A ``WireSubject`` as the worker reads it. Lives as long as its frame.
public struct BorrowedSubject {
    public let accountID: UnsafeRawBufferPointer
    public let accountName: UnsafeRawBufferPointer
    public let linkJSON: UnsafeRawBufferPointer
    public let pseudonym: UnsafeRawBufferPointer
    public let secretKey: UnsafeRawBufferPointer

    /// Reads the next subject of an evaluate request.
    public init(from reader: inout FrameReader) throws(WireFault) {
        accountID = try reader.borrowed(atMost: Limit.field)
        accountName = try reader.borrowed(atMost: Limit.field)
        linkJSON = try reader.borrowed(atMost: Limit.linkJSON)
        pseudonym = try reader.borrowed(atMost: Limit.field)
        secretKey = try reader.borrowed(atMost: Limit.secretName)
    }
}
