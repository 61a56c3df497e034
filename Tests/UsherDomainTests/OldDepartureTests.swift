import Testing

@testable import UsherDomain

@Suite("A departure from long ago")
struct OldDepartureTests {
    @Test("that nothing was done about begins anew: the person is told, and not removed at once")
    func fresh() {
        let old = Departure.of(since: .day(-60), dueAt: .day(-40))
        let plan = RoomSituation.ruled(now: .day(10)).joined(11).departing(11, old).plan
        #expect(plan[.warn] == [person(11)] && plan[.remove].isEmpty)
        let back = Departure.of(since: .day(-60), dueAt: .day(-50), removedAt: .day(-45), removals: 1)
        #expect(RoomSituation.ruled(now: .day(10)).joined(11).departing(11, back).plan[.warn] == [person(11)])
        let recent = Departure.of(since: .day(-10), dueAt: .day(2))
        #expect(RoomSituation.ruled(now: .day(10)).joined(11).departing(11, recent).plan[.remove] == [person(11)])
    }

    @Test("that was approved by another rule is not approved")
    func approvals() {
        let approved = Departure.of(since: .day(1), dueAt: .day(2), approved: true)
        let situation = RoomSituation.ruled(now: .day(3)).joined(11).departing(11, approved)
        #expect(situation.plan.approved == [person(11)])
        let edited = situation.with {
            $0.policy.sources = [.init(room: .named("a"), revision: 2, rule: asking("team"), path: [])]
        }
        #expect(edited.plan.approved.isEmpty && edited.plan[.remove] == [person(11)])
    }

    @Test("does not bring anybody back under an empty rule or none, though their removal was taken back")
    func lawTwo() {
        let situation = RoomSituation.ruled().placing(11, .removedByBot).with { $0.reprieved = [person(11)] }
        #expect(situation.plan[.invite].contains(person(11)))
        #expect(situation.with { $0.policy.sources = [] }.plan[.invite].isEmpty)
    }
}
