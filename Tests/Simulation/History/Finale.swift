import UsherDomain
import UsherEngine
import UsherTesting

/// The end of a history: all troubles are over, nobody does anything any more, admins approve whatever is held. Then everything
/// has to come to rest where the rules want it, every act has its entry, and one more sweep does nothing.
struct Finale {
    /// After so many days without rest, it does not converge.
    static let daysMax = 45
    private static let day: Int64 = 24 * 3_600_000

    let world: World

    init(_ world: World) {
        self.world = world
    }

    func callAsFunction() throws {
        world.tell("peace")
        let (homeserver, thirdParty) = (world.surroundings.homeserver, world.surroundings.thirdParty)
        homeserver.troubles = HomeserverTroubles()
        homeserver.isSyncStalled = false
        for instance in world.town.instances { thirdParty.set(ThirdPartyTroubles(), at: instance.id) }
        world.daemon.lifeline.spare()
        try world.settle()
        try resume()
        var quietDays = 0
        var days = 0
        // A refusal, a hint and a return each wait for a day at most, a departure for a week.
        while quietDays < 9 {
            let before = mark()
            try approveAll()
            try liveThroughADay(isQuiet: quietDays >= 2)
            quietDays = mark() == before ? quietDays + 1 : 0
            days += 1
            guard days < Self.daysMax else {
                throw World.Broken(description: "it does not converge: after \(days) days it still acts")
            }
        }
        try FinalJudgement(world)()
        try sweepOnceMore()
    }

    private func resume() throws {
        let governor = world.daemon.governor
        try world.command("resume") { try await governor.resume(by: Admins.actor) }
        try world.sync()
    }

    private func approveAll() throws {
        let governor = world.daemon.governor
        for plan in try world.command("held plans?", { await governor.heldPlans() }) ?? [] {
            try Admins(world).approve(plan)
        }
    }

    /// `isQuiet`: nothing happens but that something falls due; when it does, the next day is looked at closely again.
    private func liveThroughADay(isQuiet: Bool) throws {
        try world.pass(milliseconds: Self.day - 3_600_000, leaps: isQuiet ? 1 : 3)
        try world.sync()
        // What has grown old is asked for anew, suspicious listings are confirmed, acts follow one another.
        try world.pass(milliseconds: 3_600_000, leaps: isQuiet ? 2 : 8)
        try world.sync()
    }

    private struct Mark: Equatable {
        let attempts: Int
        let entries: Int
        let intents: Int
    }

    private func mark() -> Mark {
        let pages = world.surroundings.chronicle.now
        return Mark(
            attempts: world.surroundings.homeserver.attempts().count, entries: pages.entries.count,
            intents: pages.decisions.count)
    }

    private func sweepOnceMore() throws {
        let before = mark()
        let governor = world.daemon.governor
        try world.command("sweep") { _ = await governor.sweep() }
        try world.pass(milliseconds: 600_000, leaps: 4)
        guard mark() == before else { throw World.Broken(description: "a second pass does something") }
    }
}
