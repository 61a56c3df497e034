import Synchronization
public import UsherDomain

/// The homeservers of people, as far as they confirm OpenID tokens.
public final class FakeHomeserver: IdentityVerifier, Sendable {
    /// What goes wrong. `lostBefore` and `lostAfter` are ``IdentityRefusal/unreachable``.
    public let troubles = TroubleScript<OpenIDToken, IdentityRefusal>()

    private struct Issued: Hashable {
        let server: String
        let secret: String
    }

    private let clock: any WallClock
    private let issued = Mutex<[Issued: UserID]>([:])

    /// Proofs carry the time of `clock`.
    public init(clock: any WallClock) {
        self.clock = clock
    }

    /// The homeserver of `user` gives out a token.
    public func issue(_ secret: String, to user: UserID) {
        issued.withLock { $0[Issued(server: user.server.text, secret: secret)] = user }
    }

    public func verify(_ token: OpenIDToken) async throws(IdentityRefusal) -> ProvenUser {
        switch await troubles.trouble(with: token) {
        case .none: break
        case .lostBefore, .lostAfter: throw .unreachable
        case .refused(let refusal): throw refusal
        }
        let key = Issued(server: token.server.text, secret: token.secret.reveal())
        guard let user = issued.withLock({ $0[key] }) else { throw .tokenRejected }
        return try ProvenUser(sub: user.text, askedOf: token.server, at: clock.now())
    }
}
