/// A plugin that the third party tells what changed (`usher.webhook/1`). Needs ``Permissions/receivesWebhooks``.
public protocol WebhookAuthoriser: Authoriser {
    /// Verifies the signature first (``Secrets/hmacMatches(_:_:data:hex:)``), then says what happened. Anybody can send a
    /// request: without a good signature throw a ``PluginError`` of the kind `.policy`, which is answered 403. What else is
    /// thrown is answered 503, so that the sender tries again.
    func handle(_ request: WebhookRequest, call: Call) throws -> WebhookAnswer
}

/// A request that the third party sent to this instance's webhook address.
public struct WebhookRequest: Hashable, Sendable {
    /// Without the question mark.
    public let query: String
    /// Names are in lower case.
    public let headers: [HTTPHeader]
    /// Exactly as it was sent, for signatures.
    public let body: [UInt8]
    /// When it arrived, in milliseconds since 1970.
    public let atMilliseconds: Int64

    /// The first header of this name, in lower case.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The body to be read as JSON. Read it only after the signature was found good.
    public func json(call: Call) -> JSON { JSON(String(decoding: body, as: UTF8.self), call: call, fault: .invalid) }
}

/// What came of a webhook.
public struct WebhookAnswer: Hashable, Sendable {
    /// What happened.
    public var events: [Event]
    /// What the sender is answered; `nil` = 204 without a body.
    public var reply: WebhookReply?

    /// Puts the parts together.
    public init(_ events: [Event], reply: WebhookReply? = nil) {
        self.events = events
        self.reply = reply
    }
}

/// What the sender of a webhook is answered.
public struct WebhookReply: Hashable, Sendable {
    /// 200 to 299, or 400 to 599.
    public let status: UInt32
    /// `application/json` or `text/plain`.
    public let contentType: String
    /// At most 64 KiB.
    public let body: [UInt8]

    /// Puts the parts together.
    public init(status: UInt32, contentType: String = "text/plain", body: [UInt8] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}
