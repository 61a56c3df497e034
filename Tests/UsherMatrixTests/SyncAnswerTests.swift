import Testing
import UsherDomain

@testable import UsherMatrix

@Suite("An answer to a sync")
struct SyncAnswerTests {
    private func room(_ text: String) throws -> RoomID { try #require(RoomID(text)) }
    private func user(_ name: String) throws -> UserID { try #require(UserID("@\(name):hs")) }

    private func member(_ name: String, _ membership: String) -> String {
        #"{"content":{"membership":"\#(membership)"},"type":"m.room.member","state_key":"@\#(name):hs","sender":"@x:hs"}"#
    }

    /// What a joined room's sections say about the room, and a view of its people.
    private func state(_ sections: String) throws -> View? {
        let people = People()
        let text = #"{"next_batch":"s1","rooms":{"join":{"!r":{\#(sections)}}}}"#
        let answer = try SyncAnswer(Array(text.utf8), StateReader(people: people, bot: bot), bot: bot)
        #expect(try answer.joined.map(\.room) == [room("!r")])
        return answer.joined.first.map { room, facts in
            View(room: RoomState(room, bot: bot, facts: facts).observed, people: people)
        }
    }

    private struct View {
        let room: ObservedRoom
        let people: People

        func standing(of user: UserID) -> Standing? { room.people.standing(of: people.number(of: user)) }
        var joinedCount: Int { room.people.joined.count }
        var name: String? { room.name }
    }

    @Test("the timeline comes after the state")
    func timelineWins() throws {
        let timeline = #""timeline":{"limited":true,"events":[\#(member("bob", "leave"))]}"#
        let before = #""state":{"events":[\#(member("bob", "join")),\#(member("al", "join"))]}"#
        let state = try #require(try state("\(timeline),\(before)"))
        #expect(state.standing(of: try user("bob")) == .removedByOthers)
        #expect(state.standing(of: try user("al")) == .joined)
        #expect(state.standing(of: try user("nobody")) == Standing.none)
        #expect(state.joinedCount == 1)
    }

    @Test("where the state after the timeline is given, it alone counts")
    func stateAfter() throws {
        let before = #""state":{"events":[\#(member("bob", "join"))]}"#
        let after = #""state_after":{"events":[\#(member("al", "invite"))]}"#
        let timeline = #""timeline":{"events":[\#(member("al", "ban"))]}"#
        let state = try #require(try state("\(before),\(after),\(timeline)"))
        #expect(state.standing(of: try user("bob")) == Standing.none)
        #expect(state.standing(of: try user("al")) == .invitedByOthers)
        #expect(
            try #require(try self.state(#""state_after":{},"state":{"events":[\#(member("bob", "join"))]}"#)).joinedCount == 0)
    }

    @Test(
        "a member event without a valid membership makes the person unknown, not a stranger",
        arguments: [
            "{}", #"{"membership":1}"#, #"{"membership":"none"}"#, #"{"membership":"joined"}"#, "[]", "null",
            #"{"membership":"join","membership":"leave"}"#, #"{"membership":"\ud800"}"#,
        ])
    func unreadable(content: String) throws {
        let bad = #"{"type":"m.room.member","state_key":"@bob:hs","sender":"@x:hs","content":\#(content)}"#
        let state = try #require(try state(#""state":{"events":[\#(member("bob", "join")),\#(bad)]}"#))
        #expect(state.standing(of: try user("bob")) == nil)
        #expect(state.joinedCount == 0)
        let repaired = try #require(try self.state(#""state":{"events":[\#(bad),\#(member("bob", "join"))]}"#))
        #expect(repaired.standing(of: try user("bob")) == .joined)
        #expect(repaired.joinedCount == 1)
    }

    @Test(
        "an event that names nothing is passed over, and the rest is read",
        arguments: [
            "{}", "1", "null", #""x""#, "[]", #"{"type":"m.room.message","sender":"@x:hs","content":{}}"#,
            #"{"type":1,"state_key":"@bob:hs","sender":"@x:hs","content":{"membership":"join"}}"#,
            #"{"type":"m.room.member","state_key":"bob","sender":"@x:hs","content":{"membership":"join"}}"#,
            #"{"type":"m.room.member","state_key":"@\ud800:hs","sender":"@x:hs","content":{"membership":"join"}}"#,
            #"{"type":"m.room.member","state_key":null,"sender":"@x:hs","content":{"membership":"join"}}"#,
            String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000),
        ])
    func passedOver(event: String) throws {
        let state = try #require(try state(#""state":{"events":[\#(event),\#(member("al", "join"))]}"#))
        #expect(state.standing(of: try user("al")) == .joined)
        #expect(state.joinedCount == 1)
    }

    @Test(
        "what is no answer to a sync is refused as a whole",
        arguments: [
            "", "{}", "[]", "<html>", #"{"next_batch":1}"#, #"{"next_batch":"s1""#, #"{"next_batch":"s1"} x"#,
            #"{"next_batch":"s1","rooms":[]}"#, #"{"next_batch":"s1","rooms":{"join":{"!r":{"state":{"events":{}}}}}}"#,
        ])
    func refused(text: String) {
        #expect(throws: JSONProblem.self) { try SyncAnswer(Array(text.utf8), StateReader(people: People(), bot: bot), bot: bot) }
    }

    @Test("the name shown is the room's name, else its alias, and not endless")
    func names() throws {
        func event(_ type: String, _ content: String) -> String {
            #"{"type":"\#(type)","state_key":"","sender":"@x:hs","content":\#(content)}"#
        }
        let alias = event("m.room.canonical_alias", ##"{"alias":"#door:hs"}"##)
        func name(_ events: String...) throws -> String? {
            try #require(try state(#""state":{"events":[\#(events.joined(separator: ","))]}"#)).name
        }
        #expect(try name() == nil)
        #expect(try name(alias) == "#door:hs")
        #expect(try name(alias, event("m.room.name", #"{"name":"The door"}"#)) == "The door")
        #expect(try name(alias, event("m.room.name", #"{"name":""}"#)) == "#door:hs")
        #expect(try name(alias, event("m.room.name", #"{"name":["x"]}"#)) == "#door:hs")
        #expect(
            try name(event("m.room.name", #"{"name":"\#(String(repeating: "n", count: 5_000))"}"#))?.count
                == StateReader.nameCharactersMax)
    }

    @Test("the filter is JSON and asks for members, whole")
    func filter() throws {
        let filter = try JSONValue(parsing: SyncFilter.json)
        let state = try #require(filter["room"]?["state"])
        #expect(state["lazy_load_members"] == .bool(false))
        guard case .array(let types)? = state["types"] else { preconditionFailure("types") }
        #expect(types.contains(.string("m.room.member")) && !types.contains(.string("m.room.message")))
        #expect(filter["room"]?["timeline"]?["limit"]?.integer ?? 0 > 0)
    }

    @Test("the first question of each start is another one, so that no homeserver gives an old answer to it")
    func firstFilter() throws {
        let filters = try [1, 2].map { try JSONValue(parsing: SyncFilter.first(question: $0)) }
        #expect(filters[0] != filters[1])
        for filter in filters {
            guard case .array(let types)? = filter["room"]?["state"]?["types"] else { preconditionFailure("types") }
            #expect(types == [.string("m.room.create")])
        }
    }

    @Test("waits double up to a minute, with less than a quarter of chance, and obey the homeserver")
    func backoff() {
        var backoff = SyncBackoff()
        let waits = (0..<8).map { _ in backoff.failed(askedFor: nil, random: 0) }
        #expect(waits == [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
        #expect(backoff.failed(askedFor: 90_000, random: 0) == 90_000)
        for random in [UInt64.max, 1, 12_345_678] {
            let wait = backoff.failed(askedFor: nil, random: random)
            #expect(wait >= 45_000 && wait <= 60_000)
        }
        backoff.succeeded()
        #expect(backoff.failed(askedFor: nil, random: 0) == 1_000)
    }
}
