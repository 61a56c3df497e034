import Crypto
import FoundationEssentials
import GRDB
public import UsherDomain

/// The ``Sessions`` in SQLite: of a cookie only its SHA-256 is stored, of a token only a keyed hash, so a copy of the file opens
/// no session. Any thread; any number of processes.
public struct SQLiteSessions: Sessions {
    /// How many rows that have run out are removed with one new session: more than it adds, few enough to be quick.
    static let prunedMax = 64
    /// Longer values in a cookie are not even hashed.
    static let cookieBytesMax = 128

    private let pool: DatabasePool
    private let tokenKey: SymmetricKey
    private let clock: any WallClock
    private let random: any RandomSource

    init(pool: DatabasePool, key: SecretKey, clock: any WallClock, random: any RandomSource) {
        self.pool = pool
        tokenKey = key.derived(for: .openIDTokens)
        self.clock = clock
        self.random = random
    }

    public func begin(for user: ProvenUser, token: OpenIDToken, tokenMemory: Instant, audit: AuditEntry) async throws
        -> (session: Session, cookie: Secret<String>)
    {
        let cookie = Secret(Base64URL.text(random.bytes(32)))
        let session = Session(
            id: Hexadecimal.text(random.bytes(16)), user: user,
            expiresAt: user.provenAt.advanced(byMilliseconds: Session.lifetimeMilliseconds))
        let cookieHash = Self.hash(cookie: cookie.reveal())
        let tokenHash = hash(token)
        let now = clock.now().unixMilliseconds
        try await pool.write { db in
            try Self.prune(db, now: now)
            try db.execute(
                sql: "INSERT INTO openid_tokens (hash, until) VALUES (?, ?) ON CONFLICT DO NOTHING",
                arguments: [tokenHash, tokenMemory.unixMilliseconds])
            guard db.changesCount == 1 else { throw IdentityRefusal.replayed }
            try db.execute(
                sql: "INSERT INTO sessions (id, cookie_hash, user, proven_at, expires_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    session.id, cookieHash, user.id.text, user.provenAt.unixMilliseconds, session.expiresAt.unixMilliseconds,
                ])
            try audit.insert(into: db)
        }
        return (session, cookie)
    }

    public func session(cookie: String, now: Instant) async throws -> Session? {
        guard cookie.utf8.count <= Self.cookieBytesMax else { return nil }
        let hash = Self.hash(cookie: cookie)
        return try await pool.read { db in
            // Looked up by its hash: how long the search takes says nothing about the cookie.
            let row = try Row.fetchOne(
                db, sql: "SELECT id, user, proven_at, expires_at FROM sessions WHERE cookie_hash = ? AND expires_at > ?",
                arguments: [hash, now.unixMilliseconds])
            guard let row else { return nil }
            let id: String = try row.decode(forColumn: "id")
            guard let user = try UserID(row.decode(forColumn: "user")) else {
                throw StoreFailure.unreadable(row: id, of: "sessions")
            }
            let provenAt = try Instant(unixMilliseconds: row.decode(forColumn: "proven_at"))
            let expiresAt = try Instant(unixMilliseconds: row.decode(forColumn: "expires_at"))
            return Session(id: id, user: .remembered(user, provenAt: provenAt), expiresAt: expiresAt)
        }
    }

    public func end(_ session: Session) async throws {
        try await pool.write { db in
            try db.execute(sql: "DELETE FROM sessions WHERE id = ?", arguments: [session.id])
        }
    }

    private static func prune(_ db: Database, now: Int64) throws {
        try db.execute(
            sql: """
                DELETE FROM openid_tokens WHERE hash IN
                  (SELECT hash FROM openid_tokens WHERE until <= ? ORDER BY until LIMIT ?)
                """, arguments: [now, prunedMax])
        try db.execute(
            sql: """
                DELETE FROM sessions WHERE id IN
                  (SELECT id FROM sessions WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
                """, arguments: [now, prunedMax])
    }

    /// A cookie is 256 random bits: nobody can guess what a plain hash came from.
    private static func hash(cookie: String) -> Data {
        Data(SHA256.hash(data: Array(cookie.utf8)))
    }

    /// A token is as random as its server made it, so its hash is keyed. Two servers may give out the same text.
    private func hash(_ token: OpenIDToken) -> Data {
        let message = LengthPrefixed.join(token.server.text, token.secret.reveal())
        return Data(HMAC<SHA256>.authenticationCode(for: message, using: tokenKey))
    }
}
