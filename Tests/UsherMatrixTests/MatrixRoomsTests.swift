import FaultServer
import Foundation
import Synchronization
import Testing
import UsherDomain
import UsherHTTP

@testable import UsherMatrix

/// A clock that tests move.
final class MovedClock: WallClock {
    private let instant = Mutex(Instant(unixMilliseconds: 784_111_777_000))

    func now() -> Instant { instant.withLock { $0 } }
    func advance(milliseconds: Int64) { instant.withLock { $0 = $0.advanced(byMilliseconds: milliseconds) } }
}

@Suite("The rooms")
struct MatrixRoomsTests {
    private struct Place {
        let tenant = Tenant(FaultServer.shared, sharedClient)
        let clock = MovedClock()
        let rooms: MatrixRooms
        let known = KnownRooms(bot: bot, people: People())
        let room: RoomID
        let alice: UserID
        let bob: UserID
        let invite = "POST /_matrix/client/v3/rooms/%21door%2Fa%3Aexample.org/invite"

        init() throws {
            room = try #require(RoomID("!door/a:example.org"))
            alice = try #require(UserID("@Al ice/%x:example.org"))
            bob = try #require(UserID("@bob:example.org"))
            rooms = MatrixRooms(
                homeserver: try homeserver(tenant, clock: clock), known: known, clock: clock, log: silentLog)
        }

        var memberRoute: String {
            "GET /_matrix/client/v3/rooms/%21door%2Fa%3Aexample.org/state/m.room.member/%40Al%20ice%2F%25x%3Aexample.org"
        }
    }

    @Test("a membership is read from the room's state", arguments: [Membership.join, .invite, .knock, .leave, .ban])
    func membership(membership: Membership) async throws {
        let place = try Place()
        try await place.tenant.answer(place.memberRoute, Tenant.order(#"{"membership":"\#(membership.rawValue)","x":1}"#))
        #expect(try await place.rooms.membership(of: place.alice, in: place.room) == membership)
        #expect(try await place.tenant.seen().map { "\($0.method) \($0.path)" } == [place.memberRoute])
    }

    @Test("a room that the bot is not in is not asked about: the homeserver would show how it was when the bot left")
    func botIsOut() async throws {
        let place = try Place()
        try await place.tenant.answer(place.memberRoute, Tenant.order(#"{"membership":"join"}"#))
        _ = place.known.replace(with: [:], invited: [])
        await #expect(throws: RoomsUnavailable.self) { try await place.rooms.membership(of: place.alice, in: place.room) }
        #expect(try await place.tenant.seen().isEmpty)
        _ = place.known.replace(with: [place.room: RoomState(place.room, bot: bot)], invited: [])
        #expect(try await place.rooms.membership(of: place.alice, in: place.room) == .join)
    }

    @Test("no event means no membership, and only M_NOT_FOUND says that there is none")
    func none() async throws {
        let place = try Place()
        try await place.tenant.answer(place.memberRoute, Tenant.order(#"{"errcode":"M_NOT_FOUND"}"#, status: 404))
        #expect(try await place.rooms.membership(of: place.alice, in: place.room) == Membership.none)
    }

    @Test(
        "every other answer means that nobody knows",
        arguments: [
            (404, #"{"errcode":"M_UNRECOGNIZED"}"#), (404, "<html>not found</html>"), (404, ""),
            (403, #"{"errcode":"M_FORBIDDEN"}"#),
            (403, #"{"errcode":"M_NOT_FOUND"}"#), (401, #"{"errcode":"M_UNKNOWN_TOKEN"}"#), (500, #"{"errcode":"M_NOT_FOUND"}"#),
            (502, ""), (200, "{}"), (200, #"{"membership":"none"}"#), (200, #"{"membership":"joined"}"#),
            (200, #"{"membership":1}"#),
            (200, #"{"membership":null}"#), (200, "<html>"), (200, "[]"), (200, ""), (302, #"{"membership":"join"}"#),
            (204, ""), (400, #"{"errcode":"M_INVALID_PARAM"}"#),
        ])
    func unavailable(status: Int, body: String) async throws {
        let place = try Place()
        try await place.tenant.answer(place.memberRoute, Tenant.order(body, status: status))
        await #expect(throws: RoomsUnavailable.self) { try await place.rooms.membership(of: place.alice, in: place.room) }
    }

    @Test("no answer at all means that nobody knows; a limit says for how long")
    func noAnswer() async throws {
        let place = try Place()
        try await place.tenant.answer(
            place.memberRoute, #"{"do":"close"}"#,
            Tenant.order(#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":1500}"#, status: 429))
        // The lost connection is a fresh one, so libcurl does not repeat the request.
        let client = try HTTPClient(trust: FaultServer.shared.trust)
        let address = try #require(HomeserverAddress(place.tenant.address))
        let own = HomeserverClient(http: client, address: address, token: Secret("t"), clock: place.clock)
        let rooms = MatrixRooms(
            homeserver: own, known: KnownRooms(bot: bot, people: People()), clock: place.clock, log: silentLog)
        await #expect(throws: RoomsUnavailable.self) { try await rooms.membership(of: place.alice, in: place.room) }
        do {
            _ = try await rooms.membership(of: place.alice, in: place.room)
            Issue.record("a limit is no membership")
        } catch {
            #expect(error.retryAfterMilliseconds == 1_500)
        }
        await client.shutdown()
    }

    @Test("an invitation names the person and a constant reason")
    func invites() async throws {
        let place = try Place()
        try await place.tenant.answer(place.invite, Tenant.order("{}"))
        #expect(await place.rooms.invite(place.alice, to: place.room) == .accepted)
        #expect(await place.rooms.invite(place.alice, to: place.room) == .accepted)
        let seen = try await place.tenant.seen()
        #expect(seen.map { "\($0.method) \($0.path)" } == [place.invite, place.invite])
        #expect(Set(seen.map(\.body)) == [#"{"user_id":"@Al ice/%x:example.org","reason":"Invited by Usher"}"#])
        #expect(seen.allSatisfy { $0.headers["Content-Type"] == "application/json" })
        #expect(seen.allSatisfy { $0.headers["Authorization"] == "Bearer syt_secret" })
    }

    @Test(
        "a definite no is told from everything that may change",
        arguments: [
            (403, "M_FORBIDDEN", .refused(code: "M_FORBIDDEN")), (403, "M_BAD_STATE", .refused(code: "M_BAD_STATE")),
            (403, "M_INVITE_BLOCKED", .refused(code: "M_INVITE_BLOCKED")),
            (400, "M_INVALID_PARAM", .refused(code: "M_INVALID_PARAM")),
            (400, "M_UNSUPPORTED_ROOM_VERSION", .refused(code: "M_UNSUPPORTED_ROOM_VERSION")),
            (400, "M_UNKNOWN", .refused(code: "M_UNKNOWN")),
            (403, "M_USER_SUSPENDED", .unknown("403 M_USER_SUSPENDED")),
            (403, "M_RESOURCE_LIMIT_EXCEEDED", .unknown("403 M_RESOURCE_LIMIT_EXCEEDED")),
            (401, "M_UNKNOWN_TOKEN", .unknown("401 M_UNKNOWN_TOKEN")), (404, "M_UNRECOGNIZED", .unknown("404 M_UNRECOGNIZED")),
            (500, "M_FORBIDDEN", .unknown("500")), (502, "M_UNKNOWN", .unknown("502")), (504, "M_FORBIDDEN", .unknown("504")),
            (429, "M_LIMIT_EXCEEDED", .limited(retryAfterMilliseconds: 5_000)),
            (400, "M_LIMIT_EXCEEDED", .limited(retryAfterMilliseconds: 5_000)),
        ] as [(Int, String, ActOutcome)])
    func outcomes(status: Int, code: String, wanted: ActOutcome) async throws {
        let place = try Place()
        try await place.tenant.answer(
            place.invite, Tenant.order(#"{"errcode":"\#(code)","error":"M_BAD_STATE"}"#, status: status))
        #expect(await place.rooms.invite(place.alice, to: place.room) == wanted)
    }

    @Test(
        "an answer that no homeserver gives is neither yes nor no",
        arguments: [
            (Tenant.order("<html>blocked</html>", status: 403), "403"), (Tenant.order("", status: 400), "400"),
            (Tenant.order("<html>"), "malformed answer"), (Tenant.order("", status: 302, headers: ["Location": "/"]), "302"),
            (Tenant.order(#"{"errcode":"<script>"}"#, status: 403), "403"), (Tenant.order(#"{"errcode":7}"#, status: 403), "403"),
            (#"{"do":"close"}"#, "connectionLost"),
            (#"{"do":"raw","bytes":"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"}"#, "connectionLost"),
        ])
    func garbage(order: String, wanted: String) async throws {
        let place = try Place()
        try await place.tenant.answer(place.invite, order)
        #expect(await place.rooms.invite(place.alice, to: place.room) == .unknown(wanted))
        #expect(try await place.tenant.seen().count == 1)
    }

    @Test("a homeserver that asked to wait is not asked before its time")
    func gate() async throws {
        let place = try Place()
        try await place.tenant.answer(
            place.invite, Tenant.order(#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":3000}"#, status: 429), Tenant.order("{}"))
        #expect(await place.rooms.invite(place.alice, to: place.room) == .limited(retryAfterMilliseconds: 3_000))
        place.clock.advance(milliseconds: 1_000)
        #expect(await place.rooms.invite(place.alice, to: place.room) == .limited(retryAfterMilliseconds: 2_000))
        #expect(await place.rooms.invite(place.bob, to: place.room) == .limited(retryAfterMilliseconds: 2_000))
        #expect(try await place.tenant.seen().count == 1)
        place.clock.advance(milliseconds: 2_000)
        #expect(await place.rooms.invite(place.bob, to: place.room) == .accepted)
        #expect(await place.rooms.invite(place.alice, to: place.room) == .accepted)
    }

    @Test("there is nothing to tell of a room that the sync does not know")
    func summary() async throws {
        let place = try Place()
        #expect(await place.rooms.summary(of: place.room) == nil)
    }
}
