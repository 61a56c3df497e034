/// Asks a person's own homeserver who a token belongs to. Implemented by UsherMatrix.
public protocol IdentityVerifier: Sendable {
    /// Verifies `token` at the server that it names. At most 10 seconds. Keeps nothing of the token.
    func verify(_ token: OpenIDToken) async throws(IdentityRefusal) -> ProvenUser
}
