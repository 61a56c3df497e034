import Testing
import UsherDomain

@testable import UsherMatrix

@Suite("The known rooms")
struct KnownRoomsTests {
    private let people = People()
    private let known: KnownRooms

    init() {
        known = KnownRooms(bot: bot, people: people)
    }

    private func room(_ text: String) throws -> RoomID { try #require(RoomID(text)) }
    private func person(_ text: String) throws -> PersonNumber { people.number(of: try #require(UserID(text))) }

    private func amend(_ rooms: String, states: [RoomID: RoomState] = [:]) throws -> Set<RoomID> {
        let text = #"{"next_batch":"s","rooms":{\#(rooms)}}"#
        let answer = try SyncAnswer(Array(text.utf8), StateReader(people: people, bot: bot), bot: bot)
        let changes = known.amend(answer, states: states)
        #expect(!changes.isComplete)
        return changes.rooms
    }

    private func begin(_ rooms: [String: [String]]) throws {
        var states: [RoomID: RoomState] = [:]
        for (id, events) in rooms {
            states[try room(id)] = try Events.room([Events.create()] + events, people: people, id: id)
        }
        #expect(known.replace(with: states, invited: []) == RoomChanges(isComplete: true, rooms: []))
    }

    private func timeline(_ room: String, _ events: String...) -> String {
        #""join":{"\#(room)":{"timeline":{"events":[\#(events.joined(separator: ","))]}}}"#
    }

    private func invitation(_ room: String, by inviter: String) -> String {
        let event = Events.member(bot.text, "invite", by: inviter)
        return #""\#(room)":{"invite_state":{"events":[\#(Events.create()),\#(event)]}}"#
    }

    @Test("changes are named by room; the same event again changes nothing (62)")
    func changes() throws {
        #expect(!known.isComplete)
        try begin(["!r": [Events.member("@al:hs", "invite", by: "@x:hs")], "!q": []])
        #expect(known.isComplete)
        #expect(try known.rooms == [room("!r"), room("!q")])
        let join = timeline("!r", Events.member("@al:hs", "join"))
        #expect(try amend(join) == [room("!r")])
        #expect(try amend(join) == [])
        #expect(try known.summary(of: room("!r")) == RoomSummary(id: room("!r"), name: nil, joinedCount: 1))
        #expect(try amend(timeline("!r", Events.state("m.room.name", #"{"name":"R"}"#))) == [room("!r")])
        #expect(try known.room(room("!r"))?.name == "R")
        #expect(try amend(timeline("!r", Events.state("m.space.child", #"{"via":["hs"]}"#, key: "!c"))) == [])
    }

    @Test("a room that the bot was removed or banned from, or left, is no longer known (34)")
    func left() throws {
        try begin(["!r": [], "!q": []])
        #expect(try amend(#""leave":{"!q":{"timeline":{"events":[1,2]}},"!never":{}}"#) == [room("!q")])
        #expect(try known.room(room("!q")) == nil)
        #expect(try known.summary(of: room("!q")) == nil)
        // What still trickles in about it does not bring it back.
        #expect(try amend(timeline("!q", Events.member("@al:hs", "join"))) == [])
        #expect(try known.room(room("!q")) == nil)
    }

    @Test("a room comes in with its whole state only: never with what happened last")
    func whole() throws {
        try begin([:])
        #expect(try amend(timeline("!r", Events.member("@al:hs", "join"), Events.power("{}"))) == [])
        #expect(known.rooms.isEmpty)
        let state = #""join":{"!r":{"state":{"events":[\#(Events.create()),\#(Events.member("@al:hs", "join"))]}}}"#
        #expect(try amend(state) == [room("!r")])
        #expect(try known.room(room("!r"))?.people.joined == [try person("@al:hs")])
        // One whose state was read beside the sync is newer than the sync.
        let read = try Events.room([Events.create(), Events.member("@al:hs", "leave")], people: people, id: "!s")
        #expect(try amend(timeline("!s", Events.member("@al:hs", "join")), states: [room("!s"): read]) == [room("!s")])
        #expect(try known.room(room("!s"))?.people.leftThemselves == [try person("@al:hs")])
    }

    @Test("everything that is read anew replaces what was there, and nobody is in two sets (63)")
    func replaced() throws {
        try begin(["!r": [Events.member("@al:hs", "join")], "!q": []])
        try begin(["!r": [Events.member("@al:hs", "leave")], "!n": []])
        #expect(try known.rooms == [room("!r"), room("!n")])
        let people = try #require(known.room(try room("!r"))).people
        #expect(people.leftThemselves == [try person("@al:hs")] && people.joined.isEmpty)
    }

    @Test("an observed room is a moment: what happens later does not change it")
    func moment() throws {
        try begin(["!r": [Events.member("@al:hs", "join")]])
        let before = try #require(known.room(try room("!r")))
        _ = try amend(timeline("!r", Events.member("@al:hs", "ban", by: "@mod:hs")))
        #expect(before.people.joined.count == 1)
        #expect(try known.room(room("!r"))?.people.banned.count == 1)
    }

    @Test("an invitation is only noted, with who sent it, until it is taken back or the bot is in (35)")
    func invitations() throws {
        try begin([:])
        let stranger = try #require(UserID("@stranger:hs"))
        #expect(try amend(#""invite":{\#(invitation("!i", by: stranger.text))}"#) == [room("!i")])
        #expect(try known.invitations == [room("!i"): stranger])
        #expect(try known.rooms.isEmpty && known.room(room("!i")) == nil)
        #expect(try amend(#""invite":{\#(invitation("!i", by: stranger.text))}"#) == [])
        #expect(try amend(#""leave":{"!i":{}}"#) == [room("!i")])
        #expect(known.invitations.isEmpty)
        _ = try amend(#""invite":{\#(invitation("!i", by: stranger.text))}"#)
        #expect(try amend(#""join":{"!i":{"state":{"events":[\#(Events.create())]}}}"#) == [room("!i")])
        #expect(known.invitations.isEmpty)
        // The bot's own knocks, and invitations that do not say who invited whom, are nothing.
        let other = Events.member("@al:hs", "invite", by: "@x:hs")
        #expect(try amend(#""knock":{"!k":{}},"invite":{"!j":{},"!l":{"invite_state":{"events":[\#(other),7]}}}"#) == [])
        #expect(known.invitations.isEmpty)
    }

    @Test("a room that the bot was taken out of and is invited to again is one that it is invited to")
    func invitedAgain() throws {
        let room = try room("!r")
        for leave in [#""leave":{"!r":{}},"#, ""] {
            try begin(["!r": []])
            #expect(known.rooms == [room])
            #expect(try amend(leave + #""invite":{\#(invitation("!r", by: "@admin:hs"))}"#) == [room])
            #expect(known.rooms.isEmpty && known.invitations[room]?.text == "@admin:hs")
        }
    }

    @Test("one stranger's thousand invitations do not hide somebody else's (35)")
    func manyInvitations() throws {
        try begin([:])
        let flood = (0..<1_000).map { invitation("!f\($0)", by: "@stranger:hs") }.joined(separator: ",")
        #expect(try amend(#""invite":{\#(flood)}"#).count == KnownRooms.invitationsPerPersonMax)
        #expect(try amend(#""invite":{\#(invitation("!wanted", by: "@admin:hs"))}"#) == [room("!wanted")])
        #expect(known.invitations.count == KnownRooms.invitationsPerPersonMax + 1)
        let crowd = (0..<KnownRooms.invitationsMax + 5).map { invitation("!c\($0)", by: "@s\($0):hs") }.joined(separator: ",")
        _ = try amend(#""invite":{\#(crowd)}"#)
        #expect(known.invitations.count == KnownRooms.invitationsMax)
        #expect(try amend(#""leave":{"!wanted":{}}"#) == [room("!wanted")])
    }

    @Test("a room that the bot made for notices is kept apart, and one that only says so is not")
    func notices() throws {
        let (al, bo) = (try #require(UserID("@al:hs")), try #require(UserID("@bo:hs")))
        let own = Events.create(#""org.usher.notices_for":"@al:hs""#, by: bot.text)
        let foreign = Events.create(#""org.usher.notices_for":"@bo:hs""#, by: "@evil:hs")
        try begin([:])
        #expect(try amend(#""join":{"!n":{"state":{"events":[\#(own)]}},"!e":{"state":{"events":[\#(foreign)]}}}"#).count == 2)
        #expect(try known.noticesRoom(for: al) == room("!n"))
        #expect(known.noticesRoom(for: bo) == nil)
        #expect(try known.rooms == [room("!e")])
        #expect(try amend(timeline("!n", Events.member("@al:hs", "leave"))) == [])
        #expect(try known.contains(room("!n")))
        #expect(try amend(#""leave":{"!n":{}}"#) == [])
        #expect(known.noticesRoom(for: al) == nil)
    }
}
