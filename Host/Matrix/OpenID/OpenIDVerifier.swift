public import Logging
import Synchronization
public import UsherDomain
public import UsherHTTP

/// Asks a person's own homeserver who an OpenID token belongs to: `GET /_matrix/federation/v1/openid/userinfo` (Matrix
/// server-server specification, "OpenID").
///
/// The server's name comes from a stranger. It is resolved as a server name only, connections go through the address policy, the
/// answer's size and time are limited, redirects are not followed. Neither the token nor the address it stands in is kept, logged
/// or put in an error.
public final class OpenIDVerifier: IdentityVerifier {
    /// The longest answer read, in bytes; a real one has under 300.
    public static let responseBytesMax = 64 * 1024
    /// The longest that one verification takes, in milliseconds.
    public static let deadlineMilliseconds = 10_000

    private let http: HTTPClient
    private let clock: any WallClock
    private let privateServers: Set<ServerName>
    private let log: Logger
    private let slots = Mutex(VerificationSlots())

    /// - Parameters:
    ///   - http: the way out.
    ///   - clock: says when a proof was made.
    ///   - privateServers: the servers, exactly as written, that may have private addresses.
    ///   - log: gets server names and reasons, at level `debug`.
    public init(http: HTTPClient, clock: any WallClock, privateServers: Set<ServerName>, log: Logger) {
        self.http = http
        self.clock = clock
        self.privateServers = privateServers
        self.log = log
    }

    /// See ``IdentityVerifier/verify(_:)``. Throws ``IdentityRefusal/busy`` at once when too many verifications are under way,
    /// and ``IdentityRefusal/unreachable`` whenever nobody knows: after 429, 5xx, a timeout, a failed handshake, a lost
    /// connection.
    public func verify(_ token: OpenIDToken) async throws(IdentityRefusal) -> ProvenUser {
        guard slots.withLock({ $0.take(token.server) }) else { throw .busy }
        defer { slots.withLock { $0.giveBack(token.server) } }
        do {
            let answer = try await ask(token)
            let sub = try UserInfo.sub(status: answer.status, body: answer.body)
            return try ProvenUser(sub: sub, askedOf: token.server, at: clock.now())
        } catch {
            log.debug("identity not proven", metadata: ["server": "\(token.server)", "reason": "\(error)"])
            throw error
        }
    }

    private func ask(_ token: OpenIDToken) async throws(IdentityRefusal) -> HTTPResponse {
        guard let endpoint = ServerEndpoint.candidates(for: token.server).first else { throw .unreachable }
        let secret = PercentEncoding.encode(token.secret.reveal())
        var request = endpoint.request("/_matrix/federation/v1/openid/userinfo?access_token=\(secret)")
        request.addresses = privateServers.contains(token.server) ? .any : .publicOnly
        request.responseBytesMax = Self.responseBytesMax
        request.deadlineMilliseconds = Self.deadlineMilliseconds
        do {
            return try await http.perform(request)
        } catch {
            throw Self.refusal(error)
        }
    }

    private static func refusal(_ failure: HTTPFailure) -> IdentityRefusal {
        switch failure {
        case .addressForbidden: .addressForbidden
        case .tooLarge, .protocolViolation: .malformedAnswer
        case .busy: .busy
        case .invalidRequest: .malformedRequest
        case .couldNotResolve, .couldNotConnect, .tlsFailed, .timedOut, .connectionLost, .cancelled, .internalError: .unreachable
        }
    }
}
