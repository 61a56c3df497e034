import Testing
import UsherDomain

@testable import UsherEngine

@Suite("What was read after an act")
struct FreshStandingsTests {
    private let person = PersonNumber(number: 7)

    private func room(_ standing: Standing) throws -> ObservedRoom {
        var people = RoomPeople()
        people.place(person, standing)
        return ObservedRoom(id: try #require(RoomID("!a")), power: RoomPower(), people: people)
    }

    @Test("It counts until the sync tells something else about the person, or its time is over")
    func overlay() throws {
        var standings = FreshStandings()
        let joined = try room(.joined)
        standings.note(.removedByBot, of: person, in: joined.id, told: .joined, steady: 0)
        #expect(standings.apply(to: joined, steady: 1).people.standing(of: person) == .removedByBot)
        #expect(standings.apply(to: try room(.banned), steady: 2).people.standing(of: person) == .banned)
        #expect(standings.apply(to: joined, steady: 3).people.standing(of: person) == .joined, "the sync was newer")
        standings.note(.removedByBot, of: person, in: joined.id, told: .joined, steady: 0)
        let end = FreshStandings.lifetimeMilliseconds
        #expect(standings.apply(to: joined, steady: end).people.standing(of: person) == .joined)
    }

    @Test("Somebody who is asked in and out again before the sync has told of either is out, and not in by the first reading")
    func inAndOut() throws {
        var standings = FreshStandings()
        let removed = try room(.removedByBot)
        standings.note(.invitedByBot, of: person, in: removed.id, told: .removedByBot, steady: 0)
        #expect(standings.apply(to: removed, steady: 1).people.standing(of: person) == .invitedByBot)
        standings.note(.removedByBot, of: person, in: removed.id, told: .removedByBot, steady: 1)
        #expect(standings.apply(to: removed, steady: 2).people.standing(of: person) == .removedByBot)
    }
}
