import Testing
import UsherDomain

@testable import UsherMatrix

@Suite("The rooms that cannot be read")
struct UnreadRoomsTests {
    @Test("are tried again, more and more rarely, a few at a time")
    func again() throws {
        let rooms = try (0..<6).map { try #require(RoomID("!r\($0)")) }
        var unread = UnreadRooms(rooms)
        let early = (1..<UnreadRooms.pollsFirst).flatMap { _ in unread.due() }
        #expect(early.isEmpty)
        let first = unread.due()
        #expect(first == Array(rooms.prefix(UnreadRooms.triesMax)))
        for room in first { unread.failed(room) }
        let second = unread.due()
        #expect(second == Array(rooms.suffix(2)))
        for room in rooms.suffix(2) { unread.remove(room) }
        #expect(!unread.contains(rooms[5]) && unread.contains(rooms[0]))
        var waits: [Int] = []
        for _ in 0..<10 {
            var polls = 1
            while !unread.due().contains(rooms[0]) { polls += 1 }
            waits.append(polls)
            for room in rooms.prefix(4) { unread.failed(room) }
        }
        #expect(waits.last == UnreadRooms.pollsMax && waits == waits.sorted())
    }
}
