/// A browser that proved who is behind it.
public struct Session: Hashable, Sendable {
    /// How long a session lives after its proof, in milliseconds: 30 days, so that people are not sent to their homeserver's
    /// login (and its rate limit) each time.
    public static let lifetimeMilliseconds: Int64 = 30 * 24 * 3_600_000

    /// The session's public name; the cookie holds another, secret value.
    public let id: String
    /// Who is behind it.
    public let user: ProvenUser
    /// When it ends.
    public let expiresAt: Instant

    /// Puts the parts together.
    public init(id: String, user: ProvenUser, expiresAt: Instant) {
        self.id = id
        self.user = user
        self.expiresAt = expiresAt
    }
}
