import Testing
import UsherDomain
import UsherTesting

@testable import UsherMatrix

/// State events as a homeserver writes them.
struct Events {
    /// A state event.
    static func state(_ type: String, _ content: String, key: String = "", by sender: String = "@maker:hs") -> String {
        let (type, key, sender) = (JSONText.quote(type), JSONText.quote(key), JSONText.quote(sender))
        return #"{"type":\#(type),"state_key":\#(key),"sender":\#(sender),"event_id":"$x","content":\#(content)}"#
    }

    /// A member event; sent by the person unless said otherwise.
    static func member(_ user: String, _ membership: String, by sender: String? = nil) -> String {
        state("m.room.member", #"{"membership":"\#(membership)"}"#, key: user, by: sender ?? user)
    }

    /// The creation of a room.
    static func create(_ more: String = "", version: String? = "11", by sender: String = "@maker:hs") -> String {
        let members = [version.map { #""room_version":"\#($0)""# }, more.isEmpty ? nil : more].compactMap(\.self)
        return state("m.room.create", "{\(members.joined(separator: ","))}", by: sender)
    }

    static func power(_ content: String) -> String { state("m.room.power_levels", content) }

    /// What `events` say about a room, in this order.
    static func room(_ events: [String], people: People = People(), id: String = "!r") throws -> RoomState {
        let reader = StateReader(people: people, bot: bot)
        let facts = try events.compactMap { text in
            var json = JSONReader(Array(text.utf8))
            return try reader.fact(&json)
        }
        return RoomState(try #require(RoomID(id)), bot: bot, facts: facts)
    }
}

@Suite("The state of a room")
struct RoomReadingTests {
    private func user(_ text: String) throws -> UserID { try #require(UserID(text)) }
    private func room(_ text: String) throws -> RoomID { try #require(RoomID(text)) }
    private func observed(_ events: String...) throws -> ObservedRoom { try Events.room(events).observed }

    @Test(
        "without power levels, the creator has 100, or power without limit since version 12 (27)",
        arguments: [nil, "1", "6", "10", "11", "12", "13"] as [String?])
    func noPowerLevels(version: String?) throws {
        let number = version.flatMap { Int($0) } ?? 1
        let creator = number < 11 ? #""creator":"@first:hs""# : ""
        let power = try observed(Events.create(creator, version: version)).power
        let maker = try user(number < 11 ? "@first:hs" : "@maker:hs")
        #expect(power.isReadable)
        #expect(power.level(of: maker) == (number < 12 ? .number(100) : .unlimited))
        #expect(power.level(of: try user("@other:hs")) == .number(0))
        #expect(power.invite == 0 && power.kick == 50 && power.listChildren == 50)
    }

    @Test("before version 11, a creation without a name counts for its sender")
    func creatorMissing() throws {
        #expect(try observed(Events.create(version: "9")).power.level(of: try user("@maker:hs")) == .number(100))
        #expect(try !observed(Events.create(#""creator":7"#, version: "9")).power.isReadable)
    }

    @Test("in version 12, a bot that made the room has power although it is in no list, over admins with 100 too (28)")
    func botCreator() throws {
        let power = try observed(
            Events.create(version: "12", by: bot.text), Events.power(#"{"users":{"@admin:hs":100},"kick":75}"#)
        ).power
        #expect(power.canInvite(bot) && power.canRemove(bot))
        #expect(!power.isBeyond(bot, try user("@admin:hs")))
    }

    @Test("further creators, known here or not, are out of reach; names that are none are nobody's (29)")
    func additionalCreators() throws {
        let more = #""additional_creators":["@second:elsewhere","not a user",""]"#
        let power = try observed(Events.create(more, version: "12", by: bot.text), Events.power("{}")).power
        #expect(power.isReadable)
        #expect(try power.creators == [bot, user("@second:elsewhere")])
        #expect(power.isBeyond(bot, try user("@second:elsewhere")))
        // Before version 12 the field says nothing.
        let old = try observed(Events.create(more, version: "11"), Events.power("{}")).power
        #expect(old.creators.isEmpty && old.isReadable)
        for value in ["7", #""@second:elsewhere""#, "[7]", "{}"] {
            let bad = #""additional_creators":\#(value)"#
            #expect(try !observed(Events.create(bad, version: "12", by: bot.text)).power.isReadable)
        }
    }

    @Test("who has as much power as the bot is beyond it, also by the default for all (30)")
    func equals() throws {
        let text = #"{"users":{"\#(bot.text)":50,"@peer:hs":50,"@low:hs":49},"users_default":0}"#
        let power = try observed(Events.create(), Events.power(text)).power
        #expect(power.isBeyond(bot, try user("@peer:hs")))
        #expect(!power.isBeyond(bot, try user("@low:hs")))
        #expect(!power.isBeyond(bot, try user("@anybody:hs")))
        let all = try observed(Events.create(), Events.power(#"{"users":{"\#(bot.text)":50},"users_default":50}"#)).power
        #expect(all.isBeyond(bot, try user("@anybody:hs")))
    }

    @Test("levels that are texts count in old rooms, and make newer ones unreadable (31)")
    func texts() throws {
        let text = #"{"users":{"\#(bot.text)":"50","@low:hs":" +7\n"},"kick":"-1","invite":" 0060 ","users_default":"3"}"#
        let old = try observed(Events.create(version: "9"), Events.power(text)).power
        #expect(old.isReadable)
        #expect(old.level(of: bot) == .number(50))
        #expect(old.level(of: try user("@low:hs")) == .number(7))
        #expect(old.level(of: try user("@x:hs")) == .number(3))
        #expect(old.kick == -1 && old.invite == 60)
        #expect(try !observed(Events.create(version: "10"), Events.power(text)).power.isReadable)
    }

    @Test(
        "power levels that cannot be read let the bot do nothing (31)",
        arguments: [
            #"{"kick":"fifty"}"#, #"{"kick":""}"#, #"{"kick":"5 0"}"#, #"{"kick":"5_0"}"#, #"{"kick":"0x10"}"#,
            #"{"kick":50.5}"#, #"{"kick":null}"#, #"{"kick":true}"#, #"{"kick":[50]}"#, #"{"kick":12345678901234567890}"#,
            #"{"users":[]}"#, #"{"users":{"@a:hs":"x"}}"#, #"{"users":{"nobody":{}}}"#, #"{"users_default":"1.5"}"#,
            #"{"events":7}"#, #"{"events":{"m.space.child":"x"}}"#, #"{"state_default":{}}"#, "[]", "7", "null",
            #"{"kick":50,"kick":0}"#,
        ])
    func unreadablePower(content: String) throws {
        for version in ["9", "11"] {
            let power = try observed(Events.create(version: version), Events.power(content)).power
            #expect(!power.isReadable)
            let low = try user("@low:hs")
            #expect(!power.canInvite(bot) && !power.canRemove(bot) && power.isBeyond(bot, low))
        }
    }

    @Test(
        "a room whose version nobody knows, or that has no creation, is unreadable, and becomes readable with it",
        arguments: ["org.matrix.hydra.11", "0", "012", "-1", "12.1", "", " 12", "99999", "1e1", "１２"])
    func versions(version: String) throws {
        let power = try observed(Events.create(version: version, by: bot.text), Events.power("{}")).power
        #expect(!power.isReadable)
        var state = try Events.room([Events.power("{}")])
        #expect(!state.observed.power.isReadable && !state.isWhole)
        let creation = StateFact.create(
            sender: UserID("@maker:hs"), content: .object(["room_version": .string("12")]))
        let isNews = state.apply(creation)
        #expect(isNews)
        #expect(state.observed.power.isReadable && state.isWhole)
    }

    @Test("what listing a child and ending a room need is read with its default")
    func eventLevels() throws {
        func power(_ text: String) throws -> RoomPower { try observed(Events.create(), Events.power(text)).power }
        #expect(try power("{}").listChildren == 50)
        #expect(try power(#"{"state_default":70}"#).listChildren == 70)
        let both = try power(#"{"state_default":70,"events":{"m.space.child":20,"m.room.tombstone":150}}"#)
        #expect(both.listChildren == 20 && both.upgrade == 150)
    }

    @Test("a join rule is what the room's version knows; conditions that cannot be read let nobody in (72)")
    func joinRules() throws {
        func rule(_ content: String, version: String = "11") throws -> JoinRule {
            try observed(Events.create(version: version), Events.state("m.room.join_rules", content)).joinRule
        }
        #expect(try rule(#"{"join_rule":"public"}"#) == .open)
        #expect(try rule(#"{"join_rule":"invite"}"#) == .invite)
        #expect(try rule(#"{"join_rule":"private"}"#) == .invite)
        #expect(try rule(#"{"join_rule":"knock"}"#) == .knock)
        #expect(try rule(#"{"join_rule":"knock"}"#, version: "6") == .unknown)
        let allow = """
            "allow":[{"type":"m.room_membership","room_id":"!space"},{"type":"m.room_membership","room_id":"#alias:hs"},
            {"type":"org.other","room_id":"!other"},{"type":"m.room_membership"},7,null]
            """
        #expect(try rule(#"{"join_rule":"restricted",\#(allow)}"#) == .restricted(to: [try room("!space")]))
        #expect(try rule(#"{"join_rule":"restricted",\#(allow)}"#, version: "7") == .unknown)
        #expect(try rule(#"{"join_rule":"knock_restricted",\#(allow)}"#) == .knockRestricted(to: [try room("!space")]))
        #expect(try rule(#"{"join_rule":"knock_restricted",\#(allow)}"#, version: "9") == .unknown)
        #expect(try rule(#"{"join_rule":"restricted","allow":"!space"}"#) == .restricted(to: []))
        for text in ["{}", "[]", #"{"join_rule":7}"#, #"{"join_rule":"open"}"#] { #expect(try rule(text) == .unknown) }
        #expect(try observed(Events.create()).joinRule == .unknown)
    }

    @Test("children of a space need a `via`, and are none of a room that is no space (70)")
    func children() throws {
        let child = Events.state("m.space.child", #"{"via":["hs","not a server/",7]}"#, key: "!a")
        let removed = Events.state("m.space.child", "{}", key: "!b")
        let empty = Events.state("m.space.child", #"{"via":[]}"#, key: "!c")
        let text = Events.state("m.space.child", #"{"via":"hs"}"#, key: "!d")
        let alias = Events.state("m.space.child", #"{"via":["hs"]}"#, key: "#a:hs")
        let itself = Events.state("m.space.child", #"{"via":["hs"]}"#, key: "!r")
        let all = [child, removed, empty, text, alias, itself]
        let space = try Events.room([Events.create(#""type":"m.space""#)] + all).observed
        #expect(space.isSpace)
        #expect(try space.children == [room("!a"): [#require(ServerName("hs"))], room("!r"): [#require(ServerName("hs"))]])
        #expect(try Events.room([Events.create()] + all).observed.children.isEmpty)
        // The order in which the events come makes no difference, and a child that is taken away is gone.
        #expect(try Events.room(all + [Events.create(#""type":"m.space""#)]).observed.children == space.children)
        let gone = Events.state("m.space.child", "{}", key: "!a")
        #expect(try Events.room([Events.create(#""type":"m.space""#)] + all + [gone]).observed.children.count == 1)
    }

    @Test("a space of 1000 children is whole, and one of very many ends somewhere (70)")
    func manyChildren() throws {
        let space = Events.create(#""type":"m.space""#)
        func state(_ count: Int) throws -> RoomState {
            try Events.room([space] + (0..<count).map { Events.state("m.space.child", #"{"via":["hs"]}"#, key: "!c\($0)") })
        }
        #expect(try state(1_000).observed.children.count == 1_000)
        #expect(try state(RoomState.linksMax + 5).observed.children.count == RoomState.linksMax)
    }

    @Test("claimed spaces, the way to a new room and from an old one, names and federation are read with who said so (68, 46)")
    func others() throws {
        let room = try observed(
            Events.create(#""m.federate":false,"predecessor":{"room_id":"!old","event_id":"$e"}"#),
            Events.state("m.space.parent", #"{"via":["hs"],"canonical":true}"#, key: "!s", by: "@mod:hs"),
            Events.state("m.space.parent", "{}", key: "!t", by: "@mod:hs"),
            Events.state("m.room.tombstone", #"{"body":"moved","replacement_room":"!new"}"#, by: "@mod:hs"))
        #expect(try room.parents == [self.room("!s"): user("@mod:hs")])
        #expect(try room.tombstone == Tombstone(replacement: self.room("!new"), sender: user("@mod:hs")))
        #expect(try room.predecessor == self.room("!old"))
        #expect(!room.isFederated)
        #expect(try observed(Events.create(#""m.federate":"yes""#)).isFederated == false)
        #expect(try observed(Events.create()).isFederated)
        for text in ["{}", ##"{"replacement_room":"#alias:hs"}"##, #"{"replacement_room":7}"#, "[]"] {
            #expect(try observed(Events.create(), Events.state("m.room.tombstone", text)).tombstone == nil)
        }
        #expect(try observed(Events.create(#""predecessor":"!old""#)).predecessor == nil)
    }

    @Test("who left, was removed, or was invited, and by whom, are different things (66, 45, 37)")
    func standings() throws {
        let people = People()
        let cases: [(String, String, String?, Standing)] = [
            ("@a:hs", "join", nil, .joined), ("@b:hs", "invite", bot.text, .invitedByBot),
            ("@c:hs", "invite", "@mod:hs", .invitedByOthers), ("@d:hs", "leave", nil, .leftThemselves),
            ("@e:hs", "leave", bot.text, .removedByBot), ("@f:hs", "leave", "@mod:hs", .removedByOthers),
            ("@g:hs", "ban", "@mod:hs", .banned), ("@h:hs", "ban", bot.text, .banned), ("@i:hs", "knock", nil, .knocking),
        ]
        let state = try Events.room(cases.map { Events.member($0.0, $0.1, by: $0.2) }, people: people)
        for (name, _, _, wanted) in cases {
            #expect(state.observed.people.standing(of: people.number(of: try user(name))) == wanted)
        }
        // Escapes in the text make no difference between the same names.
        let escaped = #"{"type":"m.room.m\u0065mber","state_key":"@\u006a:hs","sender":"@j:hs","content":{"membership":"leave"}}"#
        let byBot = Events.member("@k:hs", "leave", by: bot.text).replacingOccurrences("@usher", "@\\u0075sher")
        let other = try Events.room([escaped, byBot], people: people).observed.people
        #expect(other.standing(of: people.number(of: try user("@j:hs"))) == .leftThemselves)
        #expect(other.standing(of: people.number(of: try user("@k:hs"))) == .removedByBot)
        // Two IDs that look alike are two people.
        let alike = try Events.room([Events.member("@\u{e9}:hs", "leave", by: "@e\u{301}:hs")], people: people).observed.people
        #expect(alike.standing(of: people.number(of: try user("@\u{e9}:hs"))) == .removedByOthers)
    }

    @Test("the same event again, and a join upon a join, change nothing (61, 62)")
    func idempotent() throws {
        let person = PersonNumber(number: 3)
        var state = try Events.room([Events.create()])
        let joined = StateFact.member(person, .joined)
        let first: [StateFact] = [joined, joined, .name(nil), .name("A"), .name("A")]
        #expect(first.map { state.apply($0) } == [true, false, false, true, false])
        let once = state
        #expect([.member(person, nil), .member(person, nil), joined].map { state.apply($0) } == [true, false, true])
        #expect(state == once)
    }
}

extension String {
    fileprivate func replacingOccurrences(_ text: String, _ other: String) -> String {
        split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
    }
}
