import Testing
import UsherDomain

@testable import UsherEngine

@Suite("What the loop remembers of rooms")
struct RememberedRoomsTests {
    private static func room(_ name: String) throws -> RoomID { try #require(RoomID("!\(name):example.org")) }

    private static func space(_ id: RoomID, _ children: [RoomID]) -> ObservedRoom {
        ObservedRoom(
            id: id, isSpace: true, power: RoomPower(), children: Dictionary(uniqueKeysWithValues: children.map { ($0, []) }))
    }

    /// Looks at these rooms, where `unread` could not be read.
    private static func look(
        _ remembered: inout RememberedRooms, at rooms: [ObservedRoom], unread: Set<RoomID> = [], _ policies: [Policy]
    ) -> UnseenRooms {
        let tree = SpaceTree(rooms: rooms)
        let unseen = remembered.unseen(seeing: Set(rooms.map(\.id)), unread: unread)
        remembered.note(tree, PolicyMap(policies: policies, tree: tree, unseen: unseen), unread: unseen.unread)
        return unseen
    }

    @Test("a lost space stays known while anything comes down to it, through other lost ones, too")
    func lost() throws {
        let (top, middle, low) = (try Self.room("top"), try Self.room("middle"), try Self.room("low"))
        let policy = Policy(room: top, rule: .empty, phase: .enforce)
        var remembered = RememberedRooms()
        let all = [Self.space(top, [middle]), Self.space(middle, [low]), ObservedRoom(id: low, power: RoomPower())]
        #expect(Self.look(&remembered, at: all, [policy]) == .none)
        #expect(remembered.unstored().spaces == [top: [middle], middle: [low]])
        for _ in 0..<2 {
            #expect(Self.look(&remembered, at: [all[2]], [policy]).lost == [top: [middle], middle: [low]])
            #expect(remembered.unstored().spaces.isEmpty)
        }
        // The top is there again and cannot be read: what it may lead to is not forgotten.
        let unseen = Self.look(&remembered, at: [all[2]], unread: [top], [policy])
        #expect(unseen == UnseenRooms(unread: [top], lost: [middle: [low]]))
        #expect(Self.look(&remembered, at: [all[2]], [policy]).lost.count == 2)
        _ = Self.look(&remembered, at: [all[2]], [])
        #expect(remembered.unstored().spaces == [top: [], middle: []])
        #expect(Self.look(&remembered, at: [all[2]], [policy]) == .none)
    }

    @Test("a room that was no space is none when it cannot be read, either")
    func plain() throws {
        let (top, low) = (try Self.room("top"), try Self.room("low"))
        var remembered = RememberedRooms()
        let rooms = [Self.space(top, [low]), ObservedRoom(id: low, power: RoomPower())]
        _ = Self.look(&remembered, at: rooms, [])
        for _ in 0..<2 { #expect(Self.look(&remembered, at: [rooms[0]], unread: [low], []) == .none) }
        #expect(Self.look(&remembered, at: [rooms[1]], unread: [top], []) == UnseenRooms(unread: [top]))
    }

    @Test("what could not be stored is stored the next time")
    func again() throws {
        let room = try Self.room("new")
        var remembered = RememberedRooms()
        remembered.note([PersonNumber(number: 3)], goneBefore: room)
        let changes = remembered.unstored()
        #expect(changes.leavers == [room: [PersonNumber(number: 3)]] && remembered.unstored().leavers.isEmpty)
        remembered.putBack(changes)
        #expect(remembered.unstored().leavers == changes.leavers)
    }
}
