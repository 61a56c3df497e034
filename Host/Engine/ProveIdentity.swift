public import UsherDomain

/// A page hands over an OpenID token; a session begins if the person's own homeserver confirms it.
public struct ProveIdentity: Sendable {
    /// How long a token is remembered against a second use: Synapse's hour of validity and five minutes for clocks that differ.
    static let tokenMemoryMilliseconds: Int64 = 65 * 60_000

    /// How many proofs one server's users may bring in ``proofsWindowMilliseconds``: a crowd that clicks on one announcement, but
    /// not a server that invents users to fill the disk.
    public static let proofsMax = 600
    /// The window of ``proofsMax``.
    public static let proofsWindowMilliseconds: Int64 = 60_000

    let verifier: any IdentityVerifier
    let sessions: any Sessions
    let clock: any WallClock
    let allowance: Allowance<ServerName>
    let proven: @Sendable (UserID) async -> Void

    /// Puts the parts together. `proven` is called with everybody whose session begins.
    public init(
        verifier: any IdentityVerifier, sessions: any Sessions, clock: any WallClock, steadyClock: any SteadyClock,
        proven: @escaping @Sendable (UserID) async -> Void = { _ in }
    ) {
        self.verifier = verifier
        self.sessions = sessions
        self.clock = clock
        self.proven = proven
        allowance = Allowance(max: Self.proofsMax, windowMilliseconds: Self.proofsWindowMilliseconds, clock: steadyClock)
    }

    /// Begins a session. Throws ``IdentityRefusal``, or what the session table throws.
    public func callAsFunction(_ token: OpenIDToken) async throws -> (session: Session, cookie: Secret<String>) {
        guard await allowance.take(for: token.server) == nil else { throw IdentityRefusal.busy }
        let user = try await verifier.verify(token)
        let now = clock.now()
        let audit = AuditEntry(
            at: now, act: .signedIn, actor: user.id.text, user: user.id, reason: "confirmed by the homeserver")
        let begun = try await sessions.begin(
            for: user, token: token, tokenMemory: now.advanced(byMilliseconds: Self.tokenMemoryMilliseconds), audit: audit)
        await proven(user.id)
        return begun
    }

    /// The session that a cookie opens.
    public func session(cookie: String) async throws -> Session? {
        try await sessions.session(cookie: cookie, now: clock.now())
    }

    /// Ends a session.
    public func end(_ session: Session) async throws {
        try await sessions.end(session)
    }
}
