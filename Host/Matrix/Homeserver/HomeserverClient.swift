import Synchronization
public import UsherDomain
public import UsherHTTP

/// The bot's account at its homeserver: the client-server API with an access token.
///
/// Any task may call it. The token goes into the `Authorization` header and nowhere else.
public final class HomeserverClient: Sendable {
    /// For calls that answer from the homeserver's own database, in milliseconds.
    static let quickMilliseconds = 15_000

    private let http: HTTPClient
    let address: HomeserverAddress
    private let token: Secret<String>
    private let clock: any WallClock
    private let lastTrouble = Mutex<AccountTrouble?>(nil)

    /// - Parameters:
    ///   - http: the way out. The homeserver may have a private address: an admin wrote its URL down.
    ///   - address: where the client-server API answers.
    ///   - token: the bot's access token.
    ///   - clock: reads dates in `Retry-After`.
    public init(http: HTTPClient, address: HomeserverAddress, token: Secret<String>, clock: any WallClock) {
        self.http = http
        self.address = address
        self.token = token
        self.clock = clock
    }

    /// What the account check found.
    public enum AccountCheck: Hashable, Sendable {
        /// The token belongs to the configured user.
        case confirmed
        /// The token belongs to somebody else. Do not start.
        case otherUser(String)
        /// The homeserver does not know the token.
        case tokenRejected
        /// The account is a guest's, which cannot invite.
        case guest
        /// Nobody knows; try later.
        case unknown(HomeserverFailure)
    }

    /// Asks whose token it is (`GET /account/whoami`), and compares.
    public func checkAccount(expecting user: UserID) async -> AccountCheck {
        do {
            let value = try await get(["account", "whoami"])
            guard let answered = value["user_id"]?.string else { return .unknown(.malformedAnswer) }
            guard answered.utf8.elementsEqual(user.text.utf8) else { return .otherUser(answered) }
            return value["is_guest"] == .bool(true) ? .guest : .confirmed
        } catch {
            if case .refused(status: 401, _) = error { return .tokenRejected }
            return .unknown(error)
        }
    }

    /// What is wrong with the bot's account, as far as the last calls showed; `nil` = nothing. Whoever acts asks first, so that
    /// a homeserver that has turned the bot away is not asked a thousand times. The sync goes on, and notices when it is over.
    public var trouble: AccountTrouble? { lastTrouble.withLock { $0 } }

    /// Notes that something was done that a suspended account may not do.
    func isNotSuspended() {
        lastTrouble.withLock { trouble in
            if trouble == .suspended { trouble = nil }
        }
    }

    /// `GET` of a path under `/_matrix/client/v3`, as JSON.
    func get(
        _ segments: [String], query: KeyValuePairs<String, String> = [:]
    ) async throws(HomeserverFailure) -> JSONValue {
        try parse(try await perform(request(.get, segments, parameters: query.map { ($0.key, $0.value) })))
    }

    /// `POST` of a JSON body to a path under `/_matrix/client/v3`, with its answer as JSON.
    func post(
        _ segments: [String], parameters: [(String, String)] = [], _ body: [UInt8],
        deadlineMilliseconds: Int = quickMilliseconds
    ) async throws(HomeserverFailure) -> JSONValue {
        try await send(.post, segments, parameters, body, deadlineMilliseconds: deadlineMilliseconds)
    }

    /// `PUT`, likewise.
    func put(_ segments: [String], _ body: [UInt8]) async throws(HomeserverFailure) -> JSONValue {
        try await send(.put, segments, [], body, deadlineMilliseconds: Self.quickMilliseconds)
    }

    private func send(
        _ method: HTTPRequest.Method, _ segments: [String], _ parameters: [(String, String)], _ body: [UInt8],
        deadlineMilliseconds: Int
    ) async throws(HomeserverFailure) -> JSONValue {
        var request = request(method, segments, parameters: parameters)
        request.body = body
        request.headers.append(HTTPRequest.Header("Content-Type", "application/json"))
        request.deadlineMilliseconds = deadlineMilliseconds
        return try parse(try await perform(request))
    }

    /// A request to a path under `/_matrix/client/v3`; segments and query are encoded here.
    func request(
        _ method: HTTPRequest.Method, _ segments: [String], parameters: [(name: String, value: String)] = []
    ) -> HTTPRequest {
        let path = segments.map { "/" + PercentEncoding.encode($0) }.joined()
        let query = parameters.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
        let suffix = query.isEmpty ? "" : "?" + query
        var request = HTTPRequest(method, "\(address.text)/_matrix/client/v3\(path)\(suffix)")
        request.addresses = .any
        request.allowsPlainText = address.isPlainText
        request.headers = [HTTPRequest.Header("Authorization", "Bearer \(token.reveal())")]
        request.deadlineMilliseconds = Self.quickMilliseconds
        return request
    }

    /// Performs `request`; every status but 200 is a failure.
    func perform(_ request: HTTPRequest) async throws(HomeserverFailure) -> HTTPResponse {
        let answer: HTTPResponse
        do {
            answer = try await http.perform(request)
        } catch {
            throw .noAnswer(error)
        }
        guard answer.status == 200 else {
            let failure = HomeserverFailure(answer: answer, now: clock.now())
            if let trouble = AccountTrouble(failure) { lastTrouble.withLock { $0 = trouble } }
            throw failure
        }
        // A suspended account may still look.
        lastTrouble.withLock { trouble in
            if trouble != .suspended { trouble = nil }
        }
        return answer
    }

    private func parse(_ answer: HTTPResponse) throws(HomeserverFailure) -> JSONValue {
        do {
            let value = try JSONValue(parsing: answer.body)
            guard case .object = value else { throw JSONProblem.wrongType }
            return value
        } catch {
            throw .malformedAnswer
        }
    }
}
