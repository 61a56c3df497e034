import Testing

@testable import UsherDomain

@Suite("An upgraded room")
struct UpgradeTests {
    private let upgrader = user("admin:there.example")

    private func upgraded(_ name: String, to next: String? = nil, from last: String? = nil, level: Int64 = 100) -> ObservedRoom {
        var made = ObservedRoom.plain(name)
        made.power = RoomPower(users: [theBot: 50, upgrader: level], upgrade: 100)
        made.tombstone = next.map { Tombstone(replacement: room($0), sender: upgrader) }
        made.predecessor = last.map(room)
        return made
    }

    private func step(_ rooms: ObservedRoom...) -> UpgradeStep? {
        FollowUpgrade.step(from: rooms[0]) { id in rooms.first { $0.id == id } }
    }

    @Test("is followed when both ends agree")
    func follows() {
        #expect(step(upgraded("a", to: "b"), upgraded("b", from: "a")) == .follow(to: room("b")))
        #expect(step(upgraded("a")) == nil)
    }

    @Test("is not followed to a room that names no predecessor, or another, nor on the word of somebody without power")
    func refused() {
        let no = UpgradeStep.no(.upgradeNotFollowed(to: room("b")))
        #expect(step(upgraded("a", to: "b"), upgraded("b")) == no)
        #expect(step(upgraded("a", to: "b"), upgraded("b", from: "c")) == no)
        #expect(step(upgraded("a", to: "b", level: 99), upgraded("b", from: "a")) == no)
        #expect(step(upgraded("a", to: "b", level: 99)) == no, "and the bot does not join it either")
        var unreadable = upgraded("a", to: "b")
        unreadable.power.isReadable = false
        #expect(step(unreadable, upgraded("b", from: "a")) == no)
    }

    @Test("is joined first, through the server of whoever upgraded it, if the bot is not in the new one")
    func joins() {
        #expect(step(upgraded("a", to: "b")) == .join(room("b"), via: [upgrader.server]))
    }

    @Test("is followed through further upgrades as far as each is sound")
    func chain() {
        let rooms = [upgraded("a", to: "b"), upgraded("b", to: "c", from: "a")]
        #expect(step(rooms[0], rooms[1], upgraded("c", from: "b")) == .follow(to: room("c")))
        #expect(step(rooms[0], rooms[1], upgraded("c", from: "x")) == .follow(to: room("b")))
        #expect(step(rooms[0], rooms[1]) == .follow(to: room("b")), "and from there the bot joins the next")
        #expect(step(rooms[0], upgraded("b", to: "c", from: "a", level: 0), upgraded("c", from: "b")) == .follow(to: room("b")))
    }

    @Test("is not followed in circles, nor into itself")
    func circles() {
        let circle = [upgraded("a", to: "b", from: "c"), upgraded("b", to: "c", from: "a"), upgraded("c", to: "a", from: "b")]
        #expect(step(circle[0], circle[1], circle[2]) == .no(.upgradeNotFollowed(to: room("b"))))
        #expect(step(circle[1], circle[2], circle[0]) == .no(.upgradeNotFollowed(to: room("c"))))
        #expect(step(upgraded("a", to: "a", from: "a")) == .no(.upgradeNotFollowed(to: room("a"))))
        #expect(
            step(upgraded("z", to: "a"), upgraded("a", to: "b", from: "z"), upgraded("b", to: "a", from: "a"))
                == .no(.upgradeNotFollowed(to: room("a"))))
    }

    @Test("tells who had gone from the rooms before, by what each did last, as far as both ends agree")
    func leavers() {
        var (first, second) = (upgraded("a", to: "b"), upgraded("b", to: "c", from: "a"))
        let new = upgraded("c", from: "b")
        for (number, standing) in [
            (1, Standing.leftThemselves), (2, .removedByOthers), (3, .banned), (4, .removedByBot), (5, .joined),
        ] { first.people.place(person(number), standing) }
        first.people.place(person(6), .leftThemselves)
        second.people.place(person(6), .joined)
        second.people.place(person(5), .leftThemselves)
        second.people.place(person(7), nil)
        func leavers(_ rooms: [ObservedRoom], remembered: [RoomID: PersonSet] = [:]) -> PersonSet {
            FollowUpgrade.leavers(
                before: new, room: { id in rooms.first { $0.id == id } }, remembered: { remembered[$0] ?? [] })
        }
        #expect(leavers([first, second]) == PersonSet([1, 2, 3, 5, 7].map(person)))
        #expect(leavers([second], remembered: [second.id: [person(1), person(6)]]) == PersonSet([1, 5, 7].map(person)))
        #expect(leavers([], remembered: [new.id: [person(1)]]) == [person(1)])
        var elsewhere = second
        elsewhere.tombstone = Tombstone(replacement: room("x"), sender: upgrader)
        #expect(leavers([first, elsewhere]).isEmpty, "the old room does not name this one")
        #expect(leavers([first, upgraded("b", to: "c", from: "a", level: 0)]).isEmpty)
        #expect(FollowUpgrade.leavers(before: first, room: { _ in nil }, remembered: { _ in [] }).isEmpty)
    }

    @Test("does not have people invited who had gone before, but for whom the bot removed here")
    func leftBefore() {
        let situation = RoomSituation.ruled().with { $0.leftBefore = PersonSet([1, 2].map(person)) }.placing(2, .removedByBot)
        #expect(!situation.plan[.invite].contains(person(1)))
        #expect(situation.plan[.invite].contains(person(2)) && situation.plan[.invite].contains(person(3)))
        #expect(situation.placing(1, .knocking).plan[.admit].contains(person(1)))
    }

    @Test("is followed ten steps at once, and further from there")
    func long() {
        let rooms = (0..<15).map { upgraded("r\($0)", to: $0 < 14 ? "r\($0 + 1)" : nil, from: $0 > 0 ? "r\($0 - 1)" : nil) }
        let find = { (id: RoomID) in rooms.first { $0.id == id } }
        #expect(FollowUpgrade.step(from: rooms[0], room: find) == .follow(to: room("r10")))
        #expect(FollowUpgrade.step(from: rooms[10], room: find) == .follow(to: room("r14")))
    }
}
