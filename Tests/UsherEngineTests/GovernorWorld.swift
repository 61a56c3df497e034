import Synchronization
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

/// The loop over rooms on a real store, beside a homeserver and a third party in memory. ``restart()`` is what `kill -9` and a
/// new start leave. Nothing happens by itself: the clock stands still.
final class GovernorWorld: Sendable {
    /// One run of the daemon.
    struct Daemon: Sendable {
        let store: Store
        let governor: Governor
        let policies: EditPolicy
        let requirements: EditRequirements
        let links: EditLinks
        let bot: SimulatedBot
        let run: Task<Void, any Error>
    }

    let directory: TemporaryDirectory
    let clock = ManualClock()
    let random: SeededRandom
    let homeserver: SimulatedHomeserver
    let thirdParty: SimulatedThirdParty
    let log = LogCapture()
    let groups: InstanceID
    let admin: UserID
    private let running = Mutex<Daemon?>(nil)

    init(_ name: String = #function) async throws {
        directory = try TemporaryDirectory()
        random = SeededRandom(name)
        groups = try #require(InstanceID("groups"))
        admin = try Self.user("admin")
        homeserver = SimulatedHomeserver(
            bot: try Self.user("usher"), clock: clock, steadyClock: clock, random: SeededRandom(silent: 1))
        thirdParty = SimulatedThirdParty(
            [SimulatedThirdParty.Instance(groups, offersLinks: true, offersListings: true)], clock: clock, steadyClock: clock,
            random: SeededRandom(silent: 2))
        try await start()
    }

    deinit {
        running.withLock { $0?.run.cancel() }
    }

    var daemon: Daemon {
        get throws { try #require(running.withLock { $0 }) }
    }

    static func user(_ name: String) throws -> UserID { try #require(UserID("@\(name):home.example")) }

    // MARK: How it moves

    private func start() async throws {
        let store = try Store.open(directory: directory.path, clock: clock, random: random)
        let people = People()
        let bot = SimulatedBot(homeserver, people: people)
        let book = EvidenceBook(people: people)
        let policyBook = PolicyBook(store: store.policies)
        let gather = GatherEvidence(
            GatherEvidence.Parts(
                book: book, evidence: store.evidence, links: store.links, authorisers: thirdParty, listings: thirdParty,
                pseudonyms: store.pseudonyms, clock: clock, steadyClock: clock, random: random, logger: log.logger))
        let gathering = Gathering(gather: gather, events: thirdParty)
        let governor = Governor(
            Governor.Parts(
                policies: policyBook, policyStore: store.policies, evidence: book, gathering: gathering, rooms: bot,
                invitations: bot, acts: bot, journal: store.journal, memory: store.memory, people: people,
                hash: CryptoContentHash(), clock: clock, steadyClock: clock, random: random, logger: log.logger),
            settings: LoopSettings(bot: homeserver.bot, page: "https://usher.home.example/"))
        let check = CheckRule(authorisers: thirdParty, book: policyBook)
        let changed: @Sendable () async -> Void = { await governor.everythingChanged() }
        try await policyBook.load()
        let daemon = Daemon(
            store: store, governor: governor,
            policies: EditPolicy(store: store.policies, book: policyBook, check: check, clock: clock, changed: changed),
            requirements: EditRequirements(
                store: store.policies, book: policyBook, check: check, clock: clock, changed: changed),
            links: EditLinks(store: store.links, book: book, gathering: gathering, authorisers: thirdParty, clock: clock),
            bot: bot, run: Task { try await governor.run() })
        running.withLock { $0 = daemon }
        // Whoever asks for a pass before the loop runs is told that there is none.
        try await eventually("the loop runs") { await governor.nextPass() }
    }

    func stop() async throws {
        let last = try daemon
        last.bot.die()
        last.run.cancel()
        _ = await last.run.result
        try last.store.close()
        _ = homeserver.resetSync()
    }

    func restart() async throws {
        try await stop()
        try await start()
    }

    func restartStopped() async throws { try await start() }

    /// The sync catches up, and everybody is asked anew; then everything that is to be done at this moment is done.
    func sweep() async throws {
        let governor = try daemon.governor
        if let changes = homeserver.deliverSync() { await governor.roomsChanged(changes) }
        _ = await governor.sweep()
        // What the end of a first sweep lets go is begun by the pass after it.
        _ = await governor.nextPass()
        try await eventually("the acts are done") { await governor.status().waitingActs == 0 }
        if let changes = homeserver.deliverSync() { await governor.roomsChanged(changes) }
        _ = await governor.nextPass()
    }

    // MARK: What there is

    /// A room or space that the admin made, where the bot moderates.
    func make(isSpace: Bool = false, predecessor: RoomID? = nil) -> RoomID {
        let room = homeserver.make(version: 11, creator: admin, isSpace: isSpace, predecessor: predecessor)
        homeserver.act(.invite, homeserver.bot, in: room, by: admin)
        homeserver.act(.join, homeserver.bot, in: room)
        homeserver.change(room) { $0.power.users[homeserver.bot] = 50 }
        return room
    }

    func list(_ room: RoomID, in space: RoomID) {
        homeserver.change(space) { $0.children[room] = [homeserver.bot.server] }
    }

    /// People who linked an account that is in these groups.
    @discardableResult
    func people(_ names: [String], in groups: String...) async throws -> [UserID] {
        var users: [UserID] = []
        for name in names {
            let user = try Self.user(name)
            for group in groups { thirdParty.change(group, at: self.groups) { $0.insert("account-\(name)") } }
            _ = try await daemon.links.add(Account(id: "account-\(name)", name: name), to: user, at: self.groups, by: "test")
            users.append(user)
        }
        return users
    }

    func join(_ users: [UserID], _ room: RoomID) {
        for user in users {
            homeserver.act(.invite, user, in: room, by: admin)
            homeserver.act(.join, user, in: room)
        }
    }

    func rule(_ group: String) -> Rule { .requirement(SimulatedThirdParty.requirement(group, at: groups)) }

    func set(_ room: RoomID, _ body: @Sendable (inout Policy) -> Void) async throws {
        _ = try await daemon.policies.edit(room, by: "test", reason: "test", body)
    }

    func membership(_ user: UserID, _ room: RoomID) -> Membership { homeserver.room(room)?.membership(of: user) ?? .none }

    func problems(of room: RoomID) async throws -> [RoomProblem] {
        try await daemon.governor.rooms().first { $0.room == room }?.problems ?? []
    }
}
