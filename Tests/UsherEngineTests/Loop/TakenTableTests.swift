import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

@Suite("What was taken of late")
struct TakenTableTests {
    private static let day: Int64 = 24 * 3_600_000
    private let people = People()
    private let start = Instant(unixMilliseconds: 1_000_000_000)

    private func schedule() throws -> ActSchedule {
        ActSchedule(ownServer: try #require(ServerName("example.org")), people: people)
    }

    private func intent(_ id: Int64, _ user: UserID, isApproved: Bool = false) throws -> Intent {
        let act = MembershipAct(
            kind: .remove, room: try LoopWorld.room("a"), user: user, reason: "r", instances: [], ruleVersion: "v")
        return Intent(
            id: id, run: 1, act: act, createdAt: start, evidenceJSON: "{}", isApproved: isApproved, notBefore: start)
    }

    @Test("is what the journal has settled, what has begun, and whoever has to go and was not asked about; each once")
    func counts() throws {
        let (ann, bob, cem, dee, eve) = (
            UserID.made("ann"), UserID.made("bob"), UserID.made("cem"), UserID.made("dee"), UserID.made("eve")
        )
        let room = try LoopWorld.room("a")
        func set(_ users: [UserID]) -> PersonSet { PersonSet(users.map(people.number)) }
        var table = TakenTable([Taking(room: room, user: ann, instances: [], at: start)], people: people)
        var schedule = try schedule()
        schedule.add(try intent(1, bob))
        schedule.add(try intent(2, dee, isApproved: true))
        let departures = DepartureTable(
            [Departure(room: room, user: cem, since: start, dueAt: start, reason: "r", instances: [])], people: people)
        #expect(table.all(departures, schedule, now: start).everywhere == set([ann, bob, cem]))
        // In the order of a settled act: counted before, in between and afterwards.
        schedule.add(try intent(3, eve))
        table.begin(Taking(room: room, user: eve, instances: [], at: start))
        #expect(table.all(departures, schedule, now: start).rooms == [room: set([ann, bob, cem, eve])])
        _ = schedule.take(now: start)
        schedule.finish(1, again: nil)
        table.settle(Taking(room: room, user: bob, instances: [], at: start.advanced(byMilliseconds: Self.day)))
        #expect(table.all(departures, schedule, now: start).everywhere == set([ann, bob, cem, eve]))
        // What came to nothing, and what is older than a day, counts no more.
        schedule.remove(3)
        table.recount()
        let later = start.advanced(byMilliseconds: Self.day + 1)
        #expect(table.all(departures, schedule, now: later).everywhere == set([bob]))
        // A clock that was ahead for a moment has forgotten nobody.
        table.recount()
        #expect(table.all(departures, schedule, now: start.advanced(byMilliseconds: 9 * Self.day)).everywhere.isEmpty)
        table.recount()
        #expect(table.all(departures, schedule, now: start).everywhere == set([ann, bob, cem]))
    }
}

@Suite("Due times")
struct DueTimesTests {
    @Test("are handed out soonest first, and never too soon")
    func order() {
        let random = SeededRandom("due times")
        var times = DueTimes()
        var model: [(at: Int64, id: Int64)] = []
        var now: Int64 = 0
        for id in 0..<2_000 as Range<Int64> {
            let at = now + Int64(random.number(in: 0...50))
            times.add(id, at: Instant(unixMilliseconds: at))
            model.append((at, id))
            if random.number(in: 0...20) == 0 {
                times.keep { id, _ in id % 7 != 0 }
                model.removeAll { $0.id % 7 == 0 }
            }
            now += Int64(random.number(in: 0...2))
            model.sort { $0 < $1 }
            while let due = times.take(now: Instant(unixMilliseconds: now)) {
                #expect(due == model.removeFirst().id)
            }
            #expect(times.count == model.count && times.first?.unixMilliseconds == model.first?.at)
            #expect(model.first.map { $0.at > now } ?? true)
        }
    }
}
