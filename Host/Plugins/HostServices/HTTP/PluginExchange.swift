internal import UsherDomain
internal import UsherHTTP
internal import UsherWire

/// One exchange that a plugin asked for, checked, on its way through redirects. Pure: ``step(_:)`` says what to do with an
/// answer.
struct PluginExchange: Sendable {
    /// Longest answer unless a plugin asks for more, and the most it can ask for, in bytes.
    static let bodyBytesDefault = 1 << 20
    static let bodyBytesMax: UInt64 = 8 << 20
    /// Redirects in a row.
    static let redirectsMax = 5

    /// What follows from an answer.
    enum Step {
        /// Ask again, elsewhere.
        case follow(PluginExchange)
        /// Hand it to the plugin.
        case done
        case fail(StatusCode)
    }

    private let method: HTTPRequest.Method
    private(set) var address: WebAddress
    private(set) var headers: [HTTPRequest.Header]
    private let body: [UInt8]?
    private var authorization: Secret<String>?
    private let egress: Egress
    private var policy: AddressPolicy
    private let followsRedirects: Bool
    private let responseBytesMax: Int
    private(set) var redirects = 0
    /// Under what an answer is kept; `nil` when none is to be.
    let cacheKey: ResponseKey?
    /// In milliseconds from the beginning; `nil` = the rest of the call.
    let timeoutMilliseconds: Int64?

    /// Checks a request. `authorization` is the whole value of the header, and `credential` tells it from others. Throws what the
    /// plugin is told.
    init(
        _ request: WireHTTPRequest, for caller: ServiceCaller, authorization: Secret<String>?, credential: [UInt8]
    ) throws(ServiceRefusal) {
        guard request.flags & ~(HTTPFlag.cache | HTTPFlag.noRedirect) == 0 else { throw ServiceRefusal(.unsupported) }
        let caches = request.flags & HTTPFlag.cache != 0
        guard let method = HTTPRequest.Method(rawValue: request.method.isEmpty ? "GET" : request.method),
            !caches || method == .get, !method.isSafe || request.body.isEmpty, let address = WebAddress(request.url)
        else { throw ServiceRefusal(.invalid) }
        guard let policy = caller.egress.allows(address) else { throw ServiceRefusal(.policy) }
        headers = try Self.headers(request.headers, hasAuthorization: authorization != nil)
        self.method = method
        self.address = address
        self.policy = policy
        self.authorization = authorization
        egress = caller.egress
        body = request.body.isEmpty ? nil : request.body
        followsRedirects = request.flags & HTTPFlag.noRedirect == 0
        responseBytesMax =
            request.bodyBytesMax == 0 ? Self.bodyBytesDefault : Int(min(request.bodyBytesMax, Self.bodyBytesMax))
        timeoutMilliseconds = request.timeoutMilliseconds == 0 ? nil : Int64(request.timeoutMilliseconds)
        let names = Set(headers.map { $0.name.lowercased() })
        // Who asks conditionally, or for a part, wants to see the answer to that.
        let isPlain = names.isDisjoint(with: ["if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "range"])
        cacheKey =
            caches && isPlain
            ? ResponseKey(
                plugin: caller.plugin, url: address.text, credential: credential,
                headers: headers.map { [$0.name.lowercased(), $0.value] },
                egress: caller.egress, followsRedirects: followsRedirects, bytesMax: responseBytesMax)
            : nil
    }

    /// What is sent. `validators` are added to the headers.
    func request(validators: [HTTPRequest.Header], deadlineMilliseconds: Int) -> HTTPRequest {
        var request = HTTPRequest(method, address.text)
        request.headers = headers + validators
        if let authorization { request.headers.append(HTTPRequest.Header("Authorization", authorization.reveal())) }
        request.body = body
        request.addresses = policy
        request.allowsPlainText = !address.origin.isSecure
        request.responseBytesMax = responseBytesMax
        request.deadlineMilliseconds = deadlineMilliseconds
        return request
    }

    /// What to do with an answer.
    func step(_ response: HTTPResponse) -> Step {
        guard followsRedirects, let location = response.headers.first("location") else { return .done }
        switch response.status {
        case 307, 308: break
        // What was sent is not sent again as something else: that is the plugin's to decide.
        case 301, 302, 303: guard method.isSafe else { return .done }
        default: return .done
        }
        guard redirects < Self.redirectsMax, let next = address.following(location) else { return .fail(.upstream) }
        guard next.origin.isSecure || !address.origin.isSecure, let policy = egress.allows(next) else { return .fail(.policy) }
        // What was sent is for the origin that was asked: whether another one gets it is the plugin's to decide.
        guard method.isSafe || next.origin == address.origin else { return .done }
        var exchange = self
        exchange.redirects += 1
        exchange.policy = policy
        if next.origin != address.origin {
            exchange.authorization = nil
            // Any header may be a credential, except for those that cannot.
            exchange.headers = headers.filter { Self.harmlessElsewhere.contains($0.name.lowercased()) }
        }
        exchange.address = next
        return .follow(exchange)
    }

    private static let harmlessElsewhere: Set = ["accept", "accept-language", "content-type", "user-agent"]

    /// Names that belong to the connection, or to the host, and not to a plugin (RFC 9110, section 7.6.1).
    private static let forbidden: Set = [
        "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    private static func headers(
        _ texts: [String], hasAuthorization: Bool
    ) throws(ServiceRefusal) -> [HTTPRequest.Header] {
        guard texts.count.isMultiple(of: 2) else { throw ServiceRefusal(.invalid) }
        var headers: [HTTPRequest.Header] = []
        for index in stride(from: 0, to: texts.count, by: 2) {
            let header = HTTPRequest.Header(texts[index], texts[index + 1])
            let name = header.name.lowercased()
            guard header.isWellFormed, !forbidden.contains(name), !name.hasPrefix("proxy-"),
                !(hasAuthorization && name == "authorization")
            else { throw ServiceRefusal(.invalid) }
            headers.append(header)
        }
        return headers
    }
}

/// What a plugin is told instead of an answer.
struct ServiceRefusal: Error {
    let status: StatusCode

    init(_ status: StatusCode) {
        self.status = status
    }
}

extension PluginExchange: CustomStringConvertible, CustomReflectable {
    // An address may hold a secret.
    var description: String { "\(method.rawValue) <redacted>" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
