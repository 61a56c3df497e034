import FaultServer
import Foundation
import Testing
import UsherDomain
import UsherHTTP

@testable import UsherMatrix

@Suite("The acts in rooms")
struct RoomActsTests {
    private struct Place {
        let tenant = Tenant(FaultServer.shared, sharedClient)
        let clock = MovedClock()
        let people = People()
        let known: KnownRooms
        let rooms: MatrixRooms
        let homeserver: HomeserverClient
        let room: RoomID
        let alice: UserID

        init() throws {
            room = try #require(RoomID("!door/a:example.org"))
            alice = try #require(UserID("@Al ice/%x:example.org"))
            known = KnownRooms(bot: bot, people: people)
            homeserver = try UsherMatrixTests.homeserver(tenant, clock: clock)
            rooms = MatrixRooms(homeserver: homeserver, known: known, clock: clock, log: silentLog)
        }

        static let base = "/_matrix/client/v3"
        static let alice = "%40Al%20ice%2F%25x%3Aexample.org"
        static let room = "\(base)/rooms/%21door%2Fa%3Aexample.org"
        static let notices = "\(base)/rooms/%21notices"
        static let member = "GET \(room)/state/m.room.member/\(alice)"
        static let kick = "POST \(room)/kick"
        static let create = "POST \(base)/createRoom"
        static let noticeMember = "GET \(notices)/state/m.room.member/\(alice)"
        static let marker = "\(notices)/state/org.usher.invited_again"
        static func send(_ id: String) -> String { "PUT \(notices)/send/m.room.message/\(id)" }

        /// The sync has read everything, and knows these rooms.
        func know(_ events: [String], of room: String) throws {
            let state = try Events.room(events, people: people, id: room)
            _ = known.replace(with: [try #require(RoomID(room)): state], invited: [])
        }

        /// The sync knows a room for notices to Alice.
        func knowNotices() throws {
            try know([Events.create(#""org.usher.notices_for":"\#(alice.text)""#, by: bot.text)], of: "!notices")
        }

        var calls: [String] {
            get async throws { try await tenant.seen().map { "\($0.method) \($0.path)" } }
        }
    }

    private func event(_ membership: String, by sender: String, about user: String = "@Al ice/%x:example.org") -> String {
        Tenant.order(Events.member(user, membership, by: sender))
    }

    @Test(
        "where a person stands is read with who did it (66, 83)",
        arguments: [
            ("join", "self", .joined), ("invite", "bot", .invitedByBot), ("invite", "@mod:hs", .invitedByOthers),
            ("leave", "self", .leftThemselves), ("leave", "bot", .removedByBot), ("leave", "@mod:hs", .removedByOthers),
            ("ban", "@mod:hs", .banned), ("knock", "self", .knocking),
        ] as [(String, String, Standing)])
    func standing(membership: String, sender: String, wanted: Standing) async throws {
        let place = try Place()
        let sender = sender == "self" ? place.alice.text : sender == "bot" ? bot.text : sender
        try await place.tenant.answer(Place.member, event(membership, by: sender))
        #expect(try await place.rooms.standing(of: place.alice, in: place.room) == wanted)
        #expect(try await place.calls == ["\(Place.member)?format=event"])
    }

    @Test("nobody was ever there who has no event; every other answer means that nobody knows (34, 65)")
    func noStanding() async throws {
        let place = try Place()
        try await place.tenant.answer(Place.member, Tenant.order(#"{"errcode":"M_NOT_FOUND"}"#, status: 404))
        #expect(try await place.rooms.standing(of: place.alice, in: place.room) == Standing.none)
        let answers = [
            Tenant.order(#"{"errcode":"M_FORBIDDEN"}"#, status: 403), Tenant.order("", status: 502), Tenant.order("{}"),
            Tenant.order(#"{"content":{},"sender":"@x:hs"}"#), Tenant.order(#"{"membership":"gone"}"#),
            event("leave", by: "@bob:hs", about: "@bob:hs"), Tenant.order("[]"),
            Tenant.order(#"{"errcode":"M_UNRECOGNIZED"}"#, status: 404),
        ]
        for answer in answers {
            try await place.tenant.answer(Place.member, answer)
            await #expect(throws: RoomsUnavailable.self) { try await place.rooms.standing(of: place.alice, in: place.room) }
        }
        _ = place.known.replace(with: [:], invited: [])
        try await place.tenant.answer(Place.member, event("join", by: place.alice.text))
        await #expect(throws: RoomsUnavailable.self, "the bot is not in there") {
            try await place.rooms.standing(of: place.alice, in: place.room)
        }
    }

    @Test("a leave without a sender is what the sync knows, if it knows of a leave, else what the whole state says")
    func contentOnly() async throws {
        let place = try Place()
        let (alice, room) = (place.alice.text, place.room.text)
        try await place.tenant.answer(Place.member, Tenant.order(#"{"membership":"leave"}"#))
        try place.know([Events.create(), Events.member(alice, "leave", by: "@mod:hs")], of: room)
        #expect(try await place.rooms.standing(of: place.alice, in: place.room) == .removedByOthers)
        #expect(try await place.calls.count == 1)
        try place.know([Events.create(), Events.member(alice, "join")], of: room)
        await #expect(throws: RoomsUnavailable.self) { try await place.rooms.standing(of: place.alice, in: place.room) }
        let whole = "[\(Events.create()),\(Events.member(alice, "leave", by: bot.text))]"
        try await place.tenant.answer("GET \(Place.room)/state", Tenant.order(whole))
        #expect(try await place.rooms.standing(of: place.alice, in: place.room) == .removedByBot)
        try await place.tenant.answer(Place.member, Tenant.order(#"{"membership":"ban"}"#))
        #expect(try await place.rooms.standing(of: place.alice, in: place.room) == .banned)
    }

    @Test("a removal is a kick, also of an invitation, with a clean reason (51, 58, 43)")
    func removes() async throws {
        let place = try Place()
        try await place.tenant.answer(Place.kick, Tenant.order("{}"))
        #expect(await place.rooms.remove(place.alice, from: place.room, reason: "not in @team:x\u{0}\n anymore") == .accepted)
        #expect(await place.rooms.remove(place.alice, from: place.room, reason: "\n") == .accepted)
        let bodies = try await place.tenant.seen().map(\.body)
        #expect(
            bodies == [
                #"{"user_id":"@Al ice/%x:example.org","reason":"not in @\#u{200b}team:x anymore"}"#,
                #"{"user_id":"@Al ice/%x:example.org"}"#,
            ])
    }

    @Test(
        "a refusal is judged by status and code; what is unknown stays unknown (32, 50, 77)",
        arguments: [
            (403, "M_FORBIDDEN", .refused(code: "M_FORBIDDEN")), (403, "M_BAD_STATE", .refused(code: "M_BAD_STATE")),
            (404, "M_UNKNOWN", .refused(code: "M_UNKNOWN")), (400, "M_UNKNOWN", .refused(code: "M_UNKNOWN")),
            (403, "M_UNKNOWN", .refused(code: "M_UNKNOWN")), (500, "M_UNKNOWN", .unknown("500")),
            (502, "M_UNKNOWN", .unknown("502")), (404, "M_UNRECOGNIZED", .unknown("404 M_UNRECOGNIZED")),
        ] as [(Int, String, ActOutcome)])
    func refusals(status: Int, code: String, wanted: ActOutcome) async throws {
        let place = try Place()
        try await place.tenant.answer(
            Place.kick, Tenant.order(#"{"errcode":"\#(code)","error":"M_FORBIDDEN ok"}"#, status: status))
        #expect(await place.rooms.remove(place.alice, from: place.room, reason: "x") == wanted)
        #expect(try await place.calls.count == 1, "nothing is tried again here")
    }

    @Test("a bot that is locked out, or whose token is gone, asks no more until something works again (73, 75)")
    func trouble() async throws {
        for (code, trouble) in [("M_UNKNOWN_TOKEN", AccountTrouble.tokenRejected), ("M_USER_LOCKED", .locked)] {
            let place = try Place()
            try await place.tenant.answer(
                Place.kick, Tenant.order(#"{"errcode":"\#(code)","soft_logout":true}"#, status: 401), Tenant.order("{}"))
            #expect(await place.rooms.remove(place.alice, from: place.room, reason: "x") == .unknown("401 \(code)"))
            #expect(place.homeserver.trouble == trouble)
            #expect(
                await place.rooms.remove(place.alice, from: place.room, reason: "x")
                    == .unknown("the bot's account is \(trouble.rawValue)"))
            #expect(try await place.calls.count == 1)
            try await place.tenant.answer(Place.member, event("join", by: place.alice.text))
            _ = try await place.rooms.standing(of: place.alice, in: place.room)
            #expect(place.homeserver.trouble == nil)
            #expect(await place.rooms.remove(place.alice, from: place.room, reason: "x") == .accepted)
        }
    }

    @Test("a suspended bot is the bot's trouble: removals go on, invitations are tried (47)")
    func suspended() async throws {
        let place = try Place()
        let invite = "POST \(Place.room)/invite"
        try await place.tenant.answer(
            invite, Tenant.order(#"{"errcode":"M_USER_SUSPENDED"}"#, status: 403), Tenant.order("{}"))
        try await place.tenant.answer(Place.kick, Tenant.order("{}"))
        #expect(await place.rooms.invite(place.alice, to: place.room, reason: "r") == .unknown("403 M_USER_SUSPENDED"))
        #expect(await place.rooms.remove(place.alice, from: place.room, reason: "x") == .accepted)
        #expect(place.homeserver.trouble == .suspended)
        #expect(await place.rooms.invite(place.alice, to: place.room, reason: "r") == .accepted)
        #expect(place.homeserver.trouble == nil)
    }

    @Test("a limit on removals does not hold up invitations, and both can be foreseen (59)")
    func waits() async throws {
        let place = try Place()
        try await place.tenant.answer(
            Place.kick, Tenant.order(#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":4000}"#, status: 429))
        #expect(await place.rooms.remove(place.alice, from: place.room, reason: "x") == .limited(retryAfterMilliseconds: 4_000))
        #expect(place.rooms.wait(for: .remove, of: place.alice, in: place.room) == 4_000)
        #expect(place.rooms.wait(for: .warn, of: place.alice, in: place.room) == 4_000)
        #expect(place.rooms.wait(for: .invite, of: place.alice, in: place.room) == 0)
        #expect(place.rooms.wait(for: .spare, of: place.alice, in: place.room) == 0)
        #expect(place.rooms.estimate(for: .remove, count: 100) >= 300_000)
        let next = MatrixRooms(
            homeserver: place.homeserver, known: place.known, clock: place.clock, log: silentLog,
            limits: place.rooms.storedLimits)
        #expect(next.wait(for: .remove, of: place.alice, in: place.room) == 4_000)
    }

    @Test("a room is joined through the servers given, and only that one counts (33)")
    func joins() async throws {
        let place = try Place()
        let path = "/_matrix/client/v3/join/%21door%2Fa%3Aexample.org"
        try await place.tenant.answer(
            "POST \(path)", Tenant.order(#"{"room_id":"!door/a:example.org"}"#), Tenant.order(#"{"room_id":"!other"}"#))
        let via = try #require(ServerName("other.example:8448"))
        #expect(await place.rooms.join(place.room, via: [via]) == .accepted)
        #expect(await place.rooms.join(place.room, via: []) == .unknown("malformed answer"))
        #expect(
            try await place.calls == [
                "POST \(path)?via=other.example%3A8448&server_name=other.example%3A8448", "POST \(path)",
            ])
    }
}

extension RoomActsTests {
    private static let sent = Tenant.order(#"{"event_id":"$e"}"#)

    @Test("the first notice makes a direct room that says for whom it is, and the next ones use it")
    func firstNotice() async throws {
        let place = try Place()
        #expect(await place.rooms.tell(place.alice, id: "n1", text: "x") == .unknown("the rooms are not known yet"))
        _ = place.known.replace(with: [:], invited: [])
        try await place.tenant.answer(Place.create, Tenant.order(#"{"room_id":"!notices"}"#))
        for id in ["n%2F1", "n2"] { try await place.tenant.answer(Place.send(id), Self.sent) }
        try await place.tenant.answer(Place.noticeMember, Tenant.order(#"{"membership":"invite"}"#))
        #expect(await place.rooms.tell(place.alice, id: "n/1", text: "Bye @room\n\"soon\"\u{7}") == .accepted)
        #expect(await place.rooms.tell(place.alice, id: "n2", text: "x") == .accepted)
        #expect(try await place.calls == [Place.create, Place.send("n%2F1"), Place.noticeMember, Place.send("n2")])
        let bodies = try await place.tenant.seen().filter { $0.method != "GET" }.map {
            try JSONValue(parsing: Array($0.body.utf8))
        }
        #expect(bodies[0]["creation_content"]?["org.usher.notices_for"]?.string == place.alice.text)
        #expect(bodies[0]["preset"]?.string == "trusted_private_chat" && bodies[0]["is_direct"] == .bool(true))
        #expect(bodies[0]["invite"] == .array([.string(place.alice.text)]))
        #expect(bodies[1]["msgtype"]?.string == "m.notice" && bodies[1]["body"]?.string == "Bye @room\n\"soon\"")
        #expect(bodies[1]["m.mentions"] == .object([:]))
    }

    @Test("after a restart, the room is found by its creation; a lost answer is unknown, and the same notice has the same id")
    func afterRestart() async throws {
        let place = try Place()
        try place.knowNotices()
        try await place.tenant.answer(Place.noticeMember, Tenant.order(#"{"membership":"join"}"#))
        try await place.tenant.answer(Place.send("n1"), Tenant.order("", status: 504), Self.sent)
        #expect(await place.rooms.tell(place.alice, id: "n1", text: "x") == .unknown("504"))
        #expect(await place.rooms.tell(place.alice, id: "n1", text: "x") == .accepted)
        #expect(try await place.calls.filter { $0.hasPrefix("PUT") } == [Place.send("n1"), Place.send("n1")])
        #expect(try await !place.calls.contains(Place.create))
    }

    @Test("who left their room for notices is invited once more, and not for ever (45)")
    func leftNotices() async throws {
        let place = try Place()
        try place.knowNotices()
        let invite = "POST \(Place.notices)/invite"
        try await place.tenant.answer(
            Place.noticeMember, Tenant.order(#"{"membership":"leave"}"#))
        try await place.tenant.answer(
            "GET \(Place.marker)", Tenant.order(#"{"errcode":"M_NOT_FOUND"}"#, status: 404), Tenant.order(#"{"invited":true}"#))
        try await place.tenant.answer("PUT \(Place.marker)", Self.sent)
        try await place.tenant.answer(invite, Tenant.order("{}"))
        try await place.tenant.answer(Place.send("n1"), Self.sent)
        #expect(await place.rooms.tell(place.alice, id: "n1", text: "x") == .accepted)
        #expect(await place.rooms.tell(place.alice, id: "n2", text: "x") == .refused(code: MatrixRooms.leftNoticesCode))
        let calls = try await place.calls
        #expect(calls.filter { $0 == invite }.count == 1)
        #expect(
            calls.prefix(5)
                == [Place.noticeMember, "GET \(Place.marker)", invite, "PUT \(Place.marker)", Place.send("n1")])
    }

    @Test("an invitation back to the notices that fails is sent again: who was never asked again has not said no")
    func invitedInVain() async throws {
        let place = try Place()
        try place.knowNotices()
        let invite = "POST \(Place.notices)/invite"
        try await place.tenant.answer(Place.noticeMember, Tenant.order(#"{"membership":"leave"}"#))
        try await place.tenant.answer("GET \(Place.marker)", Tenant.order(#"{"errcode":"M_NOT_FOUND"}"#, status: 404))
        try await place.tenant.answer("PUT \(Place.marker)", Self.sent)
        try await place.tenant.answer(invite, Tenant.order("", status: 502), Tenant.order("{}"))
        try await place.tenant.answer(Place.send("n1"), Self.sent)
        guard case .unknown = await place.rooms.tell(place.alice, id: "n1", text: "x") else {
            Issue.record("a failure was taken for an answer")
            return
        }
        #expect(await place.rooms.tell(place.alice, id: "n1", text: "x") == .accepted)
        let calls = try await place.calls
        #expect(calls.filter { $0 == invite }.count == 2)
        #expect(calls.filter { $0 == "PUT \(Place.marker)" }.count == 1)
    }

    @Test("where nobody knows whether the person is there, nothing is sent, and who blocks invitations refuses (39)")
    func unknownNotices() async throws {
        let place = try Place()
        try place.knowNotices()
        for answer in [
            Tenant.order("", status: 502), Tenant.order("{}"), Tenant.order(#"{"errcode":"M_FORBIDDEN"}"#, status: 403),
        ] {
            try await place.tenant.answer(Place.noticeMember, answer)
            guard case .unknown = await place.rooms.tell(place.alice, id: "n", text: "x") else {
                Issue.record("an answer that says nothing was taken for one")
                return
            }
        }
        #expect(try await place.calls.allSatisfy { $0 == Place.noticeMember })
        _ = place.known.replace(with: [:], invited: [])
        try await place.tenant.answer(Place.create, Tenant.order(#"{"errcode":"M_INVITE_BLOCKED"}"#, status: 403))
        #expect(await place.rooms.tell(place.alice, id: "n", text: "x") == .refused(code: "M_INVITE_BLOCKED"))
    }
}
