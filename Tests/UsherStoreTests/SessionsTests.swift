import Foundation
import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("Sessions")
struct SessionsTests {
    @Test("a cookie opens the session it was given with, also after a restart")
    func begins() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let user = try fixture.proven("@caf\u{e9}:example.org")
        let (session, cookie) = try await begin(fixture, store, user: user, token: "secret")
        #expect(session.user == user)
        #expect(session.expiresAt == user.provenAt.advanced(byMilliseconds: Session.lifetimeMilliseconds))
        #expect(cookie.reveal().utf8.count == 43)
        #expect(
            cookie.reveal().utf8.allSatisfy {
                Character(UnicodeScalar($0)).isLetter || (48...57).contains($0) || $0 == 45 || $0 == 95
            })
        try store.close()
        let again = try fixture.open()
        #expect(try await again.sessions.session(cookie: cookie.reveal(), now: fixture.clock.now()) == session)
        #expect(try await again.ledger.auditEntries(limit: 9).map(\.act) == [.signedIn])
    }

    @Test("other cookies open nothing")
    func otherCookies() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (session, cookie) = try await begin(fixture, store, token: "secret")
        let value = cookie.reveal()
        let long = String(repeating: "A", count: 1_000_000)
        for wrong in [
            "", session.id, String(value.dropLast()), value + "A", value.lowercased(), "%", "' OR 1", "\0", value + "\0", long,
        ] {
            #expect(try await store.sessions.session(cookie: wrong, now: fixture.clock.now()) == nil, "\(wrong.prefix(50))")
        }
    }

    @Test("a session ends at its time, to the millisecond")
    func expires() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (session, cookie) = try await begin(fixture, store, token: "secret")
        let last = session.expiresAt.advanced(byMilliseconds: -1)
        #expect(try await store.sessions.session(cookie: cookie.reveal(), now: last) == session)
        #expect(try await store.sessions.session(cookie: cookie.reveal(), now: session.expiresAt) == nil)
    }

    @Test("a session that was ended is gone; ending it again is no error; others go on")
    func ends() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (one, oneCookie) = try await begin(fixture, store, token: "1")
        let (two, twoCookie) = try await begin(fixture, store, token: "2")
        try await store.sessions.end(one)
        try await store.sessions.end(one)
        #expect(try await store.sessions.session(cookie: oneCookie.reveal(), now: fixture.clock.now()) == nil)
        #expect(try await store.sessions.session(cookie: twoCookie.reveal(), now: fixture.clock.now()) == two)
    }

    @Test("a token begins one session; another server's token of the same text is another token")
    func replay() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        _ = try await begin(fixture, store, token: "secret")
        await #expect(throws: IdentityRefusal.replayed) { try await begin(fixture, store, token: "secret") }
        try store.close()
        let again = try fixture.open()
        await #expect(throws: IdentityRefusal.replayed) { try await begin(fixture, again, token: "secret") }
        _ = try await begin(fixture, again, server: "other.example", token: "secret")
        #expect(try await again.ledger.auditEntries(limit: 9).count == 2)
    }

    @Test("of twenty uses of a token at once, through two connections, one begins a session", .timeLimit(.minutes(1)))
    func replayRace() async throws {
        let fixture = try StoreFixture()
        let stores = [try fixture.open(), try fixture.open()]
        let begun = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    do {
                        _ = try await begin(fixture, stores[number % 2], token: "secret")
                        return true
                    } catch IdentityRefusal.replayed {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(begun == 1)
        #expect(try fixture.tamper { try Int.fetchOne($0, sql: "SELECT count(*) FROM sessions") } == 1)
    }

    @Test("neither a cookie nor a token is in the files")
    func secretsAreNotStored() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let (_, cookie) = try await begin(fixture, store, token: "syt_very_secret_token")
        for name in ["usher.db", "usher.db-wal"] {
            let bytes = try Data(contentsOf: URL(filePath: fixture.directory.path + "/" + name))
            #expect(bytes.range(of: Data(cookie.reveal().utf8)) == nil)
            #expect(bytes.range(of: Data("syt_very_secret_token".utf8)) == nil)
        }
        try store.close()
    }

    @Test("what has run out is removed by later writes, a bounded number at a time")
    func prunes() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        for number in 0..<100 { _ = try await begin(fixture, store, token: "old \(number)".replacing(" ", with: "-")) }
        fixture.clock.advance(milliseconds: Session.lifetimeMilliseconds)
        _ = try await begin(fixture, store, token: "new-1")
        #expect(try count(fixture) == [37, 37])
        _ = try await begin(fixture, store, token: "new-2")
        #expect(try count(fixture) == [2, 2])
    }

    @Test("a session is not begun when its audit entry cannot be written (law 5)")
    func needsItsEntry() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let entry = AuditEntry(at: fixture.clock.now(), act: .signedIn, actor: "usher", reason: "r", evidenceJSON: "no")
        let token = try #require(OpenIDToken(server: "example.org", token: "t"))
        let user = try fixture.proven("@alice:example.org")
        await #expect(throws: (any Error).self) {
            try await store.sessions.begin(for: user, token: token, tokenMemory: fixture.clock.now(), audit: entry)
        }
        #expect(try count(fixture) == [0, 0])
    }

    private func count(_ fixture: StoreFixture) throws -> [Int?] {
        try fixture.tamper { db in
            try [
                Int.fetchOne(db, sql: "SELECT count(*) FROM sessions"),
                Int.fetchOne(db, sql: "SELECT count(*) FROM openid_tokens"),
            ]
        }
    }

    @discardableResult
    private func begin(
        _ fixture: StoreFixture, _ store: Store, user: ProvenUser? = nil, server: String = "example.org", token: String
    ) async throws -> (session: Session, cookie: Secret<String>) {
        let user = try user ?? fixture.proven("@alice:example.org")
        return try await store.sessions.begin(
            for: user, token: try #require(OpenIDToken(server: server, token: token)),
            tokenMemory: fixture.clock.now().advanced(byMilliseconds: 3_900_000), audit: fixture.entry(.signedIn))
    }
}
