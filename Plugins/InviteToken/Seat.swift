/// One person's share in one token: at most one use, however many links they click.
struct Seat: Hashable, Sendable {
    /// Most claims of one person that may be open at once; more are somebody's fault.
    static let claimsMax = 16

    /// The person was admitted with this token. Never taken back.
    var isSpent = false
    /// The open claims, which share one reserved use.
    var claims: [String] = []

    /// Whether a use is set aside that is not spent yet.
    var isReserved: Bool { !isSpent && !claims.isEmpty }
}
