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
        formJSON = try reader.optionalObject(atMost: Limit.form)
        message = try reader.text(atMost: Limit.message)
        state = try reader.bytes(atMost: Limit.state)
        accountID = try reader.text(atMost: Limit.accountID)
        accountName = try reader.text(atMost: Limit.accountName)
        linkJSON = try reader.optionalObject(atMost: Limit.linkJSON)
        secret = try reader.bytes(atMost: Limit.secret)
    }
}
