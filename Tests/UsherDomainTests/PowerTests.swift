import Testing

@testable import UsherDomain

@Suite("Power in a room")
struct PowerTests {
    @Test("is what the power levels say of the person, else their default")
    func levels() {
        let power = RoomPower(users: [user("a"): 100, user("low"): -1], usersDefault: 10)
        #expect(power.level(of: user("a")) == .number(100))
        #expect(power.level(of: user("low")) == .number(-1))
        #expect(power.level(of: user("b")) == .number(10))
    }

    @Test("has no limit for creators, so that the bot that made a room may remove its admins, and nobody a creator")
    func creators() {
        let power = RoomPower(creators: [theBot, user("other")], users: [user("admin"): 100], kick: 1_000, listChildren: 1_000)
        #expect(power.canInvite(theBot) && power.canRemove(theBot) && power.canListChildren(theBot) && power.canUpgrade(theBot))
        #expect(!power.isBeyond(theBot, user("admin")))
        #expect(power.isBeyond(theBot, user("other")))
        #expect(RoomPower.Level.number(.max) < .unlimited && !(RoomPower.Level.unlimited < .unlimited))
    }

    @Test("needs as much as the act asks for, and more than whom it removes")
    func enough() {
        let power = RoomPower(users: [theBot: 50, user("equal"): 50, user("above"): 51, user("below"): 49], invite: 51, kick: 50)
        #expect(!power.canInvite(theBot) && power.canRemove(theBot))
        #expect(power.isBeyond(theBot, user("equal")) && power.isBeyond(theBot, user("above")))
        #expect(!power.isBeyond(theBot, user("below")))
    }

    @Test("leaves everybody alone who has it by default, but for those who are named with less")
    func byDefault() {
        let power = RoomPower(users: [theBot: 50, user("muted"): 0], usersDefault: 50)
        #expect(beyond(power) == [person(0), person(1), person(3)])
    }

    @Test("finds whom it leaves alone by looking at those who are named")
    func named() {
        let power = RoomPower(creators: [user("a")], users: [theBot: 50, user("muted"): 90, user("stranger"): 100])
        #expect(beyond(power) == [person(0), person(1), person(2)])
    }

    @Test("leaves everybody alone, and does nothing, where it cannot be read")
    func unreadable() {
        let power = RoomPower(creators: [theBot], isReadable: false)
        #expect(!power.canInvite(theBot) && !power.canRemove(theBot) && !power.canListChildren(theBot))
        #expect(!power.canUpgrade(theBot) && power.isBeyond(theBot, user("a")))
        #expect(beyond(power).count == 4)
    }

    @Test("is asked for in the words of the fix")
    func advice() {
        let here = room("here")
        let remove = RoomProblem.cannotRemove(has: .number(0), needs: 50).advice(in: here, bot: theBot)
        #expect(remove.contains("Give it power 50 (it has 0), or lower `kick` to 0"))
        #expect(
            RoomProblem.cannotInvite(has: .number(5), needs: 10).advice(in: here, bot: theBot).contains("lower `invite` to 5"))
        let problems: [RoomProblem] = [
            .botIsNotIn, .cannotInvite(has: .number(0), needs: 1), .cannotRemove(has: .number(0), needs: 1), .unreadable,
            .openDoor(.open), .openDoor(.restricted(to: [here])), .notFederated, .upgradeNotFollowed(to: room("new")),
        ]
        for problem in problems { #expect(problem.advice(in: here, bot: theBot).contains("!here"), "\(problem)") }
    }

    /// Among a, the bot, muted and c.
    private func beyond(_ power: RoomPower) -> PersonSet {
        let people = [user("a"), theBot, user("muted"), user("c")]
        return power.beyond(theBot, among: PersonSet((0..<4).map(person))) { user in people.firstIndex(of: user).map(person) }
    }
}
