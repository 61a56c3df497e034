/// Sessions of browsers, and the tokens that were used to begin them. Implemented by UsherStore.
public protocol Sessions: Sendable {
    /// Begins a session for `user`, unless `token` was used before: then throws ``IdentityRefusal/replayed``. Remembers a hash of
    /// the token until `tokenMemory`; the audit entry is written with it. Returns the session and the secret for the cookie
    /// (43 characters of base64url, 256 bits).
    func begin(for user: ProvenUser, token: OpenIDToken, tokenMemory: Instant, audit: AuditEntry) async throws
        -> (session: Session, cookie: Secret<String>)

    /// The session that `cookie` opens; `nil` when there is none or it has ended at `now`.
    func session(cookie: String, now: Instant) async throws -> Session?

    /// Ends a session. Succeeds when it has ended already.
    func end(_ session: Session) async throws
}
