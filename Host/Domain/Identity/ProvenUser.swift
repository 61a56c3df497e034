/// A Matrix user whose homeserver confirmed them. Everything that acts for a person takes one of these, and there are two ways to
/// get one: ``init(sub:askedOf:at:)`` checks an answer, ``remembered(_:provenAt:)`` reads back what was checked before.
public struct ProvenUser: Hashable, Sendable {
    /// Who it is.
    public let id: UserID
    /// When the homeserver said so.
    public let provenAt: Instant

    private init(id: UserID, provenAt: Instant) {
        self.id = id
        self.provenAt = provenAt
    }

    /// Checks what a homeserver answered to `GET /_matrix/federation/v1/openid/userinfo`.
    ///
    /// - Parameters:
    ///   - sub: the `sub` of the answer.
    ///   - server: the server that was asked. The domain of `sub` must be equal to it, byte for byte (Matrix server-server
    ///     specification 1.18, OpenID: "the caller MUST validate").
    ///   - now: the time of the answer.
    /// - Throws: ``IdentityRefusal/malformedAnswer`` or ``IdentityRefusal/otherServer``.
    public init(sub: String, askedOf server: ServerName, at now: Instant) throws(IdentityRefusal) {
        guard let id = UserID(sub) else { throw .malformedAnswer }
        guard id.server.text.utf8.elementsEqual(server.text.utf8) else { throw .otherServer }
        self.init(id: id, provenAt: now)
    }

    /// A user that was proven at `provenAt` and stored since. Only the session table may call this.
    public static func remembered(_ id: UserID, provenAt: Instant) -> ProvenUser {
        ProvenUser(id: id, provenAt: provenAt)
    }
}
