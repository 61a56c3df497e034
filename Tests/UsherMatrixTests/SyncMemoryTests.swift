import Testing
import UsherDomain
import UsherTesting

@testable import UsherMatrix

@Suite("What is written of the sync")
struct SyncMemoryTests {
    private let start = Instant(unixMilliseconds: 1_750_000_000_000)
    private func after(_ milliseconds: Int64) -> Instant { start.advanced(byMilliseconds: milliseconds) }

    @Test("the first time at once, then what has changed every few seconds, a mere position now and then, and all at the end")
    func due() throws {
        var memory = SyncMemory(owner: "o", register: People())
        #expect(memory.isDue(position: "s1", now: start, isLast: false))
        let checkpoint = memory.checkpoint(position: "s1", rest: [], rooms: { [] }, record: { _ in nil })
        memory.stored(checkpoint, now: start)
        #expect(!memory.isDue(position: "s1", now: after(SyncMemory.idleMilliseconds), isLast: true), "nothing is new")
        #expect(!memory.isDue(position: "s2", now: after(SyncMemory.idleMilliseconds - 1), isLast: false))
        #expect(memory.isDue(position: "s2", now: after(SyncMemory.idleMilliseconds), isLast: false))
        #expect(memory.isDue(position: "s2", now: after(1), isLast: true))
        #expect(memory.isDue(position: "s2", now: after(-1), isLast: false), "a clock that was set back")
        memory.note(try #require(RoomID("!r")))
        #expect(!memory.isDue(position: "s2", now: after(SyncMemory.changedMilliseconds - 1), isLast: false))
        #expect(memory.isDue(position: "s2", now: after(SyncMemory.changedMilliseconds), isLast: false))
        memory.failed(now: after(SyncMemory.changedMilliseconds))
        #expect(!memory.isDue(position: "s2", now: after(SyncMemory.changedMilliseconds + 1), isLast: false), "not at every poll")
        #expect(memory.isDue(position: "s2", now: after(2 * SyncMemory.changedMilliseconds), isLast: false))
    }

    /// A homeserver as the bot sees it: the answer after each position, which it gives again as often as it is asked.
    private struct Stream {
        var answers: [String] = []
        private var rooms: [String: [String: String]] = [:]
        private let random: SeededRandom

        init(_ random: SeededRandom) { self.random = random }

        mutating func goOn() {
            let room = "!r\(random.number(in: 0...3))"
            let position = answers.count + 1
            guard var state = rooms[room] else {
                let made = ["create": Events.create(), "@m:hs": Events.member("@m:hs", "join")]
                rooms[room] = made
                answers.append(answer(position, #""join":{"\#(room)":{"state":{"events":[\#(list(made))]}}}"#))
                return
            }
            if random.happens(8) {
                rooms[room] = nil
                answers.append(answer(position, #""leave":{"\#(room)":{}}"#))
                return
            }
            if random.happens(10) { return answers.append(answer(position, "")) }
            var news: [String: String] = [:]
            for _ in 0..<random.number(in: 1...3) {
                let user = "@p\(random.number(in: 0...40)):hs"
                let word = ["join", "leave", "ban", "invite"][random.number(in: 0...3)]
                news[user] = Events.member(user, word, by: random.happens(50) ? user : bot.text)
            }
            if random.happens(20) {
                news["power"] = Events.power(#"{"users":{"\#(bot.text)":\#(random.number(in: 0...100))}}"#)
            }
            state.merge(news) { $1 }
            rooms[room] = state
            answers.append(answer(position, #""join":{"\#(room)":{"timeline":{"events":[\#(list(news))]}}}"#))
        }

        private func answer(_ position: Int, _ rooms: String) -> String {
            #"{"next_batch":"\#(position)","rooms":{\#(rooms)}}"#
        }

        private func list(_ events: [String: String]) -> String { events.values.joined(separator: ",") }
    }

    /// A process: what it knows, and what it has written.
    private struct Life {
        let known = KnownRooms(bot: bot, people: People())
        var memory: SyncMemory
        var position = 0

        init() { memory = SyncMemory(owner: "o", register: known.people) }

        mutating func read(_ text: String) throws {
            let answer = try SyncAnswer(Array(text.utf8), StateReader(people: known.people, bot: bot), bot: bot)
            for entry in answer.joined { memory.note(entry.room) }
            for room in answer.left { memory.note(room) }
            _ = known.amend(answer, states: [:])
            position += 1
        }

        mutating func write(_ store: KeptInMemory) throws {
            let checkpoint = memory.checkpoint(
                position: "\(position)", rest: KeptSync.rest(invitations: known.invitations, unread: []),
                rooms: { known.allRooms }, record: { known.record(of: $0, readAt: Instant(unixMilliseconds: 0)) })
            try store.store(checkpoint)
            memory.stored(checkpoint, now: Instant(unixMilliseconds: 0))
        }

        /// What a later process makes of what is on disk, and of the next answer.
        init(_ store: KeptInMemory, _ stream: Stream) throws {
            self.init()
            let stored = try #require(try store.load())
            let kept = try KeptSync(stored, bot: bot, register: known.people)
            memory = SyncMemory(owner: "o", register: known.people, kept: kept, now: Instant(unixMilliseconds: 0))
            position = try #require(Int(stored.position))
            let empty = #"{"next_batch":"\#(position)"}"#
            let text = position < stream.answers.count ? stream.answers[position] : empty
            let answer = try SyncAnswer(Array(text.utf8), StateReader(people: known.people, bot: bot), bot: bot)
            for entry in answer.joined { memory.note(entry.room) }
            for room in answer.left { memory.note(room) }
            _ = known.resume(kept, answer, states: [:])
            if position < stream.answers.count { position += 1 }
        }

        var picture: [String] {
            get throws {
                var lines: [String] = []
                for id in known.rooms.sorted(by: { $0.text < $1.text }) {
                    let room = try #require(known.room(id))
                    let everybody = (0..<UInt32(known.people.count)).map(PersonNumber.init(number:))
                    let people = everybody.map { person in
                        "\(known.people.user(person)) \(room.people.standing(of: person)?.rawValue ?? "unreadable")"
                    }.filter { !$0.hasSuffix(" none") }.sorted()
                    lines.append("\(id) \(room.power.level(of: bot)) \(people)")
                }
                return lines
            }
        }
    }

    @Test("whenever a process is killed, the next one comes to know what one would know that was never killed")
    func killed() throws {
        let random = SeededRandom("killed among checkpoints")
        for round in 0..<60 {
            var stream = Stream(random)
            let store = KeptInMemory()
            var (immortal, mortal) = (Life(), Life())
            try mortal.write(store)
            for _ in 0..<80 {
                stream.goOn()
                try immortal.read(try #require(stream.answers.last))
                if random.happens(15) { mortal = try Life(store, stream) }
                while mortal.position < stream.answers.count {
                    try mortal.read(stream.answers[mortal.position])
                    if random.happens(30) { try mortal.write(store) }
                }
                #expect(try mortal.picture == immortal.picture, "round \(round)")
            }
        }
    }
}
