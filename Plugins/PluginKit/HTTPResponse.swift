/// A whole answer of a third party, whatever its status.
public struct HTTPResponse: Hashable, Sendable {
    /// Of HTTP.
    public var status: Int
    /// Names are in lower case; without Set-Cookie.
    public var headers: [HTTPHeader]
    /// The whole body.
    public var body: [UInt8]
    /// After redirects.
    public var finalURL: String
    /// Whether the third party said that nothing changed since; ``status`` is then the kept one.
    public var isFromCache: Bool
    /// How long to wait, in milliseconds from now (`Retry-After`); `nil` = not given.
    public var retryAfterMilliseconds: Int64?

    /// Puts the parts together.
    public init(
        status: Int, headers: [HTTPHeader] = [], body: [UInt8] = [], finalURL: String = "", isFromCache: Bool = false,
        retryAfterMilliseconds: Int64? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.finalURL = finalURL
        self.isFromCache = isFromCache
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }

    /// Whether the status is 200 to 299.
    public var isSuccess: Bool { (200..<300).contains(status) }

    /// The first header of this name, in lower case.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The body as text; what is not UTF-8 is replaced.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The body to be read as JSON. A value of the wrong type throws `.upstream`: the third party could not be understood.
    public func json(call: Call) -> JSON { JSON(text, call: call, fault: .upstream) }

    /// What an answer means that no case of the plugin's own fits: 401 is a matter for the admin, 429 and a 403 with Retry-After
    /// are a wait, everything else is the third party's failure. None of them says that somebody is not entitled.
    ///
    /// - Parameter what: what was asked for, for the admin, for example "the list of members".
    public func failure(_ what: String) -> PluginError {
        let message = "\(what): HTTP status \(status)"
        switch status {
        case 401: return PluginError(.configuration, message + ": the third party does not accept our credential")
        case 403 where retryAfterMilliseconds != nil, 429:
            return PluginError(.rateLimited, message, retryAfterMilliseconds: retryAfterMilliseconds ?? 0)
        default: return PluginError(.upstream, message, retryAfterMilliseconds: retryAfterMilliseconds ?? 0)
        }
    }
}
