import Logging
import Testing
import UsherDomain
import UsherEngine
import UsherStore
import UsherTesting

@testable import usher_simulate

/// The simulated world without chance: one daemon over rooms of a test's own, in which only people of the group `core` may be.
final class Scene {
    static let minute: Int64 = 60_000
    static let day: Int64 = 86_400_000

    let surroundings: Surroundings
    let rooms: [RoomID]
    let daemon: Daemon
    private let store: Store
    private let directory: TemporaryDirectory
    private let instance = Names.instance("groups")
    private let admin = Names.user("@admin:home.example")

    var homeserver: SimulatedHomeserver { surroundings.homeserver }
    var clock: ManualClock { surroundings.clock }

    /// `roomCount` rooms, enforced after `graceMilliseconds`. Everybody in `people` is in all of them, has an account linked, and
    /// is in the group.
    init(_ people: [UserID], roomCount: Int = 1, graceMilliseconds: Int64) throws {
        let (clock, random) = (ManualClock(), SeededRandom(silent: 1))
        let bot = Names.user("@usher:home.example")
        let homeserver = SimulatedHomeserver(bot: bot, clock: clock, steadyClock: clock, random: random)
        let group = SimulatedThirdParty.Instance(instance, offersLinks: true, offersListings: true)
        surroundings = Surroundings(
            clock: clock, executor: StepExecutor(), engineRandom: random, homeserver: homeserver,
            thirdParty: SimulatedThirdParty([group], clock: clock, steadyClock: clock, random: random), chronicle: Chronicle(),
            books: Books(), settings: LoopSettings(bot: bot, page: "https://usher.home.example/"), sabotage: nil,
            logger: Logger(label: "scene") { _ in SwiftLogNoOpLogHandler() })
        rooms = (0..<roomCount).map { _ in homeserver.make(version: 11, creator: bot, joinRule: .open) }
        for room in rooms { for user in people { homeserver.act(.join, user, in: room) } }
        directory = try TemporaryDirectory()
        store = try Store.open(directory: directory.path, clock: clock, random: random)
        daemon = Daemon(surroundings, store: store)
        let (links, policies, instance, admin) = (daemon.links, daemon.policies, self.instance, self.admin.text)
        surroundings.thirdParty.change("core", at: instance) { $0 = Set(people.map(\.text)) }
        try sync()
        for user in people {
            try finish {
                _ = try await links.add(Account(id: user.text, name: ""), to: user, at: instance, by: admin)
            }
        }
        let rule = Rule.requirement(SimulatedThirdParty.requirement("core", at: instance))
        for room in rooms {
            try finish {
                _ = try await policies.setRule(rule, of: room, by: admin)
                _ = try await policies.edit(room, by: admin, reason: "a test") { policy in
                    (policy.phase, policy.graceMilliseconds) = (.enforce, graceMilliseconds)
                }
            }
        }
        try pass(milliseconds: Self.minute)
    }

    deinit {
        daemon.kill()
        do {
            try surroundings.executor.runUntilIdle()
            try store.close()
        } catch {
            Issue.record("a scene did not end well: \(error)")
        }
    }

    /// Somebody is no longer in the group, and it says so.
    func leaveGroup(_ user: UserID) throws {
        surroundings.thirdParty.change("core", at: instance) { $0.remove(user.text) }
        surroundings.thirdParty.tell(.group("core"), at: instance)
        try surroundings.executor.runUntilIdle()
    }

    /// Time passes in leaps to whatever is due next, of a hundredth of it at least.
    func pass(milliseconds: Int64) throws {
        let (end, least) = (clock.nowMilliseconds() + milliseconds, milliseconds / 100)
        try surroundings.executor.runUntilIdle()
        while clock.nowMilliseconds() < end {
            let left = end - clock.nowMilliseconds()
            clock.advance(milliseconds: min(left, max(clock.nextWakeMilliseconds ?? left, least)))
            try surroundings.executor.runUntilIdle()
        }
    }

    func sync() throws {
        guard let changes = homeserver.deliverSync() else { return }
        let governor = daemon.governor
        try finish { await governor.roomsChanged(changes) }
    }

    func finish(_ body: @escaping @Sendable () async throws -> Void) throws {
        let end: Void? = try surroundings.executor.finish(body)
        try #require(end != nil, "it waits for ever")
    }

    /// When somebody was told that they have to go from the first room; `nil` before.
    func noticedAt(_ user: UserID) -> Instant? {
        surroundings.chronicle.now.departures[Chronicle.Pair(room: rooms[0], user: user)]?.noticedAt
    }

    /// How often what waits was tried in vain.
    func attempts() throws -> [Int] {
        let (journal, executor) = (store.journal, surroundings.executor)
        let intents = try executor.finish { try await executor.outside { try await journal.intents() } }
        return try #require(intents).map(\.attempts)
    }

    func isIn(_ user: UserID) -> Bool { homeserver.room(rooms[0])?.joined(user) ?? false }
}
