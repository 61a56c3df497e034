/// What the first step of linking is given (`usher_link_start`).
public struct WireLinkStart: Hashable, Sendable {
    public let flowID: String
    public let returnURL: String
    public let oauthState: String
    public let pkceChallenge: String
    public let locale: String

    public init(flowID: String, returnURL: String, oauthState: String, pkceChallenge: String, locale: String) {
        self.flowID = flowID
        self.returnURL = returnURL
        self.oauthState = oauthState
        self.pkceChallenge = pkceChallenge
        self.locale = locale
    }

    func write(to writer: inout FrameWriter) {
        writer.text(flowID, atMost: Limit.field)
        writer.text(returnURL, atMost: Limit.url)
        for text in [oauthState, pkceChallenge, locale] { writer.text(text, atMost: Limit.field) }
    }
}

/// What every further step of linking is given (`usher_link_input`).
public struct WireLinkInput: Hashable, Sendable {
    /// What brought the person back; the numbers of `USHER_INPUT_`.
    public enum Kind: UInt32, Sendable {
        case returned = 1
        case form = 2
        case poll = 3
    }

    public let kind: Kind
    public let flowID: String
    public let returnURL: String
    public let state: [UInt8]
    public let query: String
    public let formJSON: String
    public let pkceVerifier: String
    public let locale: String

    public init(
        kind: Kind, flowID: String, returnURL: String, state: [UInt8], query: String, formJSON: String, pkceVerifier: String,
        locale: String
    ) {
        self.kind = kind
        self.flowID = flowID
        self.returnURL = returnURL
        self.state = state
        self.query = query
        self.formJSON = formJSON
        self.pkceVerifier = pkceVerifier
        self.locale = locale
    }

    func write(to writer: inout FrameWriter) {
        writer.u32(kind.rawValue)
        writer.text(flowID, atMost: Limit.field)
        writer.text(returnURL, atMost: Limit.url)
        writer.bytes(state, atMost: Limit.state)
        for text in [query, formJSON] { writer.text(text, atMost: Limit.form) }
        for text in [pkceVerifier, locale] { writer.text(text, atMost: Limit.field) }
    }
}

/// A ``WireLinkStart`` as the worker reads it. Lives as long as its frame.
public struct BorrowedLinkStart {
    public let flowID: UnsafeRawBufferPointer
    public let returnURL: UnsafeRawBufferPointer
    public let oauthState: UnsafeRawBufferPointer
    public let pkceChallenge: UnsafeRawBufferPointer
    public let locale: UnsafeRawBufferPointer

    init(from reader: inout FrameReader) throws(WireFault) {
        flowID = try reader.borrowed(atMost: Limit.field)
        returnURL = try reader.borrowed(atMost: Limit.url)
        oauthState = try reader.borrowed(atMost: Limit.field)
        pkceChallenge = try reader.borrowed(atMost: Limit.field)
        locale = try reader.borrowed(atMost: Limit.field)
    }
}

/// A ``WireLinkInput`` as the worker reads it. Lives as long as its frame.
public struct BorrowedLinkInput {
    public let kind: UInt32
    public let flowID: UnsafeRawBufferPointer
    public let returnURL: UnsafeRawBufferPointer
    public let state: UnsafeRawBufferPointer
    public let query: UnsafeRawBufferPointer
    public let formJSON: UnsafeRawBufferPointer
    public let pkceVerifier: UnsafeRawBufferPointer
    public let locale: UnsafeRawBufferPointer

    init(from reader: inout FrameReader) throws(WireFault) {
        guard let kind = WireLinkInput.Kind(rawValue: try reader.u32()) else { throw .unknownValue }
        self.kind = kind.rawValue
        flowID = try reader.borrowed(atMost: Limit.field)
        returnURL = try reader.borrowed(atMost: Limit.url)
        state = try reader.borrowed(atMost: Limit.state)
        query = try reader.borrowed(atMost: Limit.form)
        formJSON = try reader.borrowed(atMost: Limit.form)
        pkceVerifier = try reader.borrowed(atMost: Limit.field)
        locale = try reader.borrowed(atMost: Limit.field)
    }
}
