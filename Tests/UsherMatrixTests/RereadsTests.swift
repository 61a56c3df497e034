import Testing
import UsherDomain

@testable import UsherMatrix

@Suite("Rooms read again")
struct RereadsTests {
    private let start = Instant(unixMilliseconds: 1_750_000_000_000)
    private func room(_ text: String) throws -> RoomID { try #require(RoomID(text)) }
    private func after(_ milliseconds: Int64) -> Instant { start.advanced(byMilliseconds: milliseconds) }

    @Test("each is read again after its time, one at a time and slowly, whoever was read longest ago first")
    func oneAtATime() throws {
        var rereads = Rereads()
        for number in 0..<3 { rereads.read(try room("!\(number)"), at: after(Int64(number))) }
        #expect(rereads.due(now: after(Rereads.ageMilliseconds - 1)) == [])
        let due = after(Rereads.ageMilliseconds + Rereads.pauseMilliseconds)
        #expect(rereads.due(now: due) == [try room("!0")])
        rereads.read(try room("!0"), at: due)
        #expect(rereads.due(now: due.advanced(byMilliseconds: Rereads.pauseMilliseconds - 1)) == [])
        #expect(rereads.due(now: due.advanced(byMilliseconds: Rereads.pauseMilliseconds)) == [try room("!1")])
        rereads.forget(try room("!1"))
        #expect(rereads.due(now: due.advanced(byMilliseconds: 2 * Rereads.pauseMilliseconds)) == [try room("!2")])
    }

    @Test("one that cannot be read does not stand in the way of the others, and is tried again a day later")
    func failed() throws {
        var rereads = Rereads()
        rereads.read(try room("!a"), at: start)
        rereads.read(try room("!b"), at: after(1))
        let due = after(Rereads.ageMilliseconds + 1)
        #expect(rereads.due(now: due) == [try room("!a")])
        rereads.failed(try room("!a"), now: due)
        #expect(rereads.due(now: due.advanced(byMilliseconds: Rereads.pauseMilliseconds)) == [try room("!b")])
        rereads.read(try room("!b"), at: due)
        #expect(rereads.due(now: due.advanced(byMilliseconds: Rereads.retryMilliseconds)) == [try room("!a")])
    }

    @Test("a clock that was wrong does not keep a room from being read again")
    func clock() throws {
        var rereads = Rereads()
        rereads.read(try room("!future"), at: after(1_000_000_000_000))
        rereads.read(try room("!now"), at: start)
        #expect(rereads.due(now: start) == [try room("!future")])
        rereads.read(try room("!future"), at: start)
        #expect(rereads.due(now: after(-1)) != [], "and the pause is over when time went back")
    }

    @Test("rooms that the bot has just joined come first, a few at a time, and once")
    func joined() throws {
        var rereads = Rereads()
        for number in 0..<6 { rereads.joined(try room("!\(number)")) }
        rereads.joined(try room("!0"))
        rereads.forget(try room("!5"))
        #expect(rereads.due(now: start) == (try (0..<4).map { try room("!\($0)") }))
        #expect(rereads.due(now: start) == [try room("!4")])
        #expect(rereads.due(now: start) == [])
    }
}
