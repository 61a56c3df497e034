import Testing
import UsherDomain
import UsherTesting

@testable import UsherMatrix

@Suite("What is kept of a room")
struct RoomRecordTests {
    private let random = SeededRandom("records")

    /// Events of a room that anybody could send, good ones and others.
    private func events() -> [String] {
        var events = [Events.create(anyCreation(), version: ["1", "9", "11", "12", "odd"][random.number(in: 0...4)])]
        for _ in 0..<random.number(in: 0...60) {
            let user = "@p\(random.number(in: 0...30)):s\(random.number(in: 0...3)).example"
            let word = ["join", "leave", "invite", "ban", "knock", "nonsense"][random.number(in: 0...5)]
            events.append(Events.member(user, word, by: random.happens(40) ? bot.text : random.happens(50) ? user : "@mod:hs"))
        }
        let contents = [
            (
                "m.room.power_levels",
                #"{"users":{"@usher:example.org":100,"@x:hs":-7},"kick":1.5,"invite":"20","notes":[null,true,{}]}"#
            ),
            ("m.room.power_levels", #"{"users":{"@usher:example.org":100},"events":{"m.space.child":60}}"#),
            ("m.room.power_levels", "7"), ("m.room.join_rules", #"{"join_rule":"knock"}"#),
            ("m.room.join_rules", #"{"join_rule":"restricted","allow":[{"type":"m.room_membership","room_id":"!s:hs"}]}"#),
            ("m.room.name", #"{"name":"Räume 🚪"}"#), ("m.room.name", "{}"), ("m.room.canonical_alias", ##"{"alias":"#a:hs"}"##),
            ("m.room.tombstone", #"{"replacement_room":"!next:hs"}"#), ("m.room.tombstone", "{}"),
        ]
        for (type, content) in contents where random.happens(50) { events.append(Events.state(type, content)) }
        for _ in 0..<random.number(in: 0...5) {
            let type = random.happens(50) ? "m.space.child" : "m.space.parent"
            let via = random.happens(70) ? #"{"via":["a.example","[::1]:8448"]}"# : "{}"
            events.append(Events.state(type, via, key: "!c\(random.number(in: 0...6)):hs"))
        }
        return events
    }

    private func anyCreation() -> String {
        [
            "", #""type":"m.space""#, #""m.federate":false,"predecessor":{"room_id":"!old:hs"}"#,
            #""additional_creators":["@y:hs"]"#,
        ][
            random.number(in: 0...3)]
    }

    /// The state with people as texts, since their numbers are of one process.
    private func text(_ state: RoomState, _ people: People) -> String {
        var observed = state.observed
        observed.people = RoomPeople()
        let standings = Standing.allCases.map { standing in
            (0..<UInt32(people.count)).map(PersonNumber.init(number:)).filter {
                state.observed.people.standing(of: $0) == standing
            }
            .map { people.user($0).text }.sorted()
        }
        return "\(standings.dropFirst()) \(people.users(state.observed.people.unreadable).map(\.text).sorted())"
    }

    @Test("a later process reads what an earlier one wrote, whatever the room is like and whoever it met before")
    func roundTrip() throws {
        let readAt = Instant(unixMilliseconds: 1_750_000_000_000)
        for _ in 0..<300 {
            let (first, second) = (People(), People())
            var numbers = RecordPeople()
            var written: [(RoomState, [UInt8])] = []
            for _ in 0..<3 {
                let state = try Events.room(events(), people: first)
                written.append((state, RoomRecord.room(state, readAt: readAt).bytes(&numbers)))
            }
            for index in 0..<random.number(in: 0...20) {
                _ = second.number(of: try #require(UserID("@p\(random.number(in: 0...30)):s\(index % 4).example")))
            }
            let blocks = numbers.blocks(from: 0, register: first)
            let same = try RecordPeople(blocks.values.map(\.self), register: first)
            let other = try RecordPeople(blocks.values.map(\.self), register: second)
            for (state, bytes) in written {
                let room = state.observed.id
                #expect(try RoomRecord(bytes, room: room, bot: bot, people: same) == .room(state, readAt: readAt))
                guard case .room(let read, readAt) = try RoomRecord(bytes, room: room, bot: bot, people: other) else {
                    Issue.record("no room")
                    return
                }
                #expect(text(read, second) == text(state, first))
                var (left, right) = (read.observed, state.observed)
                (left.people, right.people) = (RoomPeople(), RoomPeople())
                #expect(left == right)
                // What comes afterwards means the same to both.
                let power = StateFact.create(sender: bot, content: .object(["room_version": .string("12")]))
                var (after, before) = (read, state)
                #expect(after.apply(power) == before.apply(power))
                #expect(after.observed.power == before.observed.power && after.observed.children == before.observed.children)
            }
        }
    }

    @Test("a record that is cut off, longer, of another version or about somebody unknown is none, and never a guess")
    func refused() throws {
        let people = People()
        var numbers = RecordPeople()
        let state = try Events.room([Events.create(), Events.member("@al:hs", "join")], people: people)
        let bytes = RoomRecord.room(state, readAt: Instant(unixMilliseconds: 1)).bytes(&numbers)
        let room = state.observed.id
        for length in bytes.indices {
            #expect(throws: RecordProblem.self) { try RoomRecord(Array(bytes[..<length]), room: room, bot: bot, people: numbers) }
        }
        #expect(throws: RecordProblem.self) { try RoomRecord(bytes + [0], room: room, bot: bot, people: numbers) }
        #expect(throws: RecordProblem.self) {
            try RoomRecord([RoomRecord.version + 1] + bytes.dropFirst(), room: room, bot: bot, people: numbers)
        }
        #expect(throws: RecordProblem.self) { try RoomRecord(bytes, room: room, bot: bot, people: RecordPeople()) }
    }

    @Test("whatever bytes are in the place of a record, reading them ends")
    func noise() throws {
        let people = People()
        var numbers = RecordPeople()
        for _ in 0..<2_000 {
            let state = try Events.room(events(), people: people)
            var bytes = RoomRecord.room(state, readAt: Instant(unixMilliseconds: 1)).bytes(&numbers)
            for _ in 0..<random.number(in: 1...4) {
                bytes[random.number(in: 0...bytes.count - 1)] = UInt8(truncatingIfNeeded: random.next())
            }
            do {
                _ = try RoomRecord(bytes, room: state.observed.id, bot: bot, people: numbers)
            } catch {
                #expect(error.at >= 0)
            }
        }
    }

    @Test("the bytes of version 1 stay what they are: a record of an earlier release is read, or has another number")
    func golden() throws {
        let people = People()
        var numbers = RecordPeople()
        let events = [
            Events.create(#""type":"m.space""#), Events.state("m.room.name", #"{"name":"R"}"#),
            Events.member("@al:hs", "join"), Events.member("@bo:hs", "leave", by: bot.text),
        ]
        let state = try Events.room(events, people: people)
        // The content of the creation has two members, in any order.
        let bytes = RoomRecord.room(state, readAt: Instant(unixMilliseconds: 0x0102)).bytes(&numbers)
        #expect(Hexadecimal.text(bytes.prefix(12)) == "010102010000000000000201" + "")
        #expect(
            Hexadecimal.text(bytes.suffix(24)) == "04010152" + "020100" + "0101" + "0101" + "0101" + "0101" + "0101" + "020101"
                + "0101" + "0101")
        let block = try #require(numbers.blocks(from: 0, register: people)[0])
        #expect(Hexadecimal.text(block) == "02" + "0640616c3a6873" + "0640626f3a6873")
        let notices = RoomRecord.notices(try #require(UserID("@al:hs")))
        #expect(Hexadecimal.text(notices.bytes(&numbers)) == "01000640616c3a6873")
    }

    @Test("user IDs are stored once, and somebody new costs the last block and not all")
    func blocks() throws {
        let people = People()
        var numbers = RecordPeople()
        let everybody = (0..<3_000).compactMap { UserID("@p\($0):example.org") }.map(people.number(of:))
        _ = numbers.numbers(PersonSet(everybody.prefix(1_500)))
        #expect(numbers.blocks(from: 0, register: people).keys.sorted() == [0, 1])
        _ = numbers.numbers(PersonSet(everybody.prefix(1_501)))
        #expect(numbers.blocks(from: 1_500, register: people).keys.sorted() == [1])
        #expect(numbers.blocks(from: 1_501, register: people).isEmpty)
        _ = numbers.numbers(PersonSet(everybody))
        let blocks = numbers.blocks(from: 0, register: people).sorted { $0.key < $1.key }.map(\.value)
        #expect(try RecordPeople(blocks, register: people).people == numbers.people)
        #expect(throws: RecordProblem.self) { try RecordPeople([blocks[0], blocks[0]], register: people) }
        #expect(throws: RecordProblem.self) { try RecordPeople([blocks[2], blocks[0]], register: people) }
        #expect(throws: RecordProblem.self) { try RecordPeople([[1, 2, 0x68, 0x69]], register: people) }
    }
}
