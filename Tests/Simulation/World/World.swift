import Foundation
import Logging
import UsherDomain
import UsherEngine
import UsherStore
import UsherTesting

/// One history's world: the surroundings, the daemon that runs at the moment, and the file that is all that a death leaves.
/// Used by one thread; moves only when told to.
final class World {
    /// A failed history: what was broken, where.
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    let surroundings: Surroundings
    /// Draws what happens.
    let random: SeededRandom
    let town: Town
    let judge: Judge
    private(set) var daemon: Daemon
    private(set) var deaths = 0
    private let directory: TemporaryDirectory
    private var store: Store
    private let trace: (@Sendable (String) -> Void)?
    private var answersBefore = 0

    init(seed: UInt64, template: StoreTemplate, sabotage: Sabotage?, trace: (@Sendable (String) -> Void)?) throws {
        let random = SeededRandom(silent: seed)
        self.random = random
        self.trace = trace
        let clock = ManualClock()
        // Sources of their own: a change to one part leaves the others' course as it was.
        func source() -> SeededRandom { SeededRandom(silent: random.next()) }
        town = Town(random: source())
        let homeserver = SimulatedHomeserver(bot: town.bot, clock: clock, steadyClock: clock, random: source())
        let thirdParty = SimulatedThirdParty(town.instances, clock: clock, steadyClock: clock, random: source())
        var logger = Logger(label: "simulation") { _ in
            trace.map { TraceLogHandler(trace: $0) as any LogHandler } ?? SwiftLogNoOpLogHandler()
        }
        logger.logLevel = .debug
        surroundings = Surroundings(
            clock: clock, executor: StepExecutor(random: source()), engineRandom: source(), homeserver: homeserver,
            thirdParty: thirdParty, chronicle: Chronicle(), books: Books(), settings: town.settings, sabotage: sabotage,
            logger: logger)
        town.build(homeserver, thirdParty)
        judge = Judge(surroundings)
        directory = try template.copy()
        store = try Store.open(directory: directory.path, clock: clock, random: random)
        daemon = Daemon(surroundings, store: store)
        try settle()
    }

    deinit {
        daemon.kill()
        do {
            try surroundings.executor.runUntilIdle()
            try store.close()
        } catch {
            print("a world did not end well: \(error)")
        }
    }

    func tell(_ text: @autoclosure () -> String) {
        guard let trace else { return }
        trace("\(surroundings.clock.now().text)  \(text())")
    }

    // MARK: How it moves

    /// Lets everybody do what they have to do at this moment; a daemon that dies over it is started again. Then the judge looks.
    func settle() throws {
        try surroundings.executor.runUntilIdle()
        if daemon.lifeline.isDead { try restart() }
        try readBooks()
        try judge.look()
        answersBefore = surroundings.thirdParty.answers.count
        report()
    }

    /// The daemon dies, wherever it is, and is started again on what it left.
    func restart() throws {
        tell("the daemon dies and is started again")
        deaths += 1
        daemon.kill()
        try surroundings.executor.runUntilIdle()
        surroundings.thirdParty.doubtAnswers(from: answersBefore)
        try store.close()
        store = try Store.open(directory: directory.path, clock: surroundings.clock, random: random)
        surroundings.homeserver.isSyncStalled = false
        _ = surroundings.homeserver.resetSync()
        daemon = Daemon(surroundings, store: store)
        try surroundings.executor.runUntilIdle()
        try sync()
    }

    /// Time passes, in leaps to whatever is due next, in at most `leaps` of them.
    func pass(milliseconds: Int64, leaps: Int = 6) throws {
        let clock = surroundings.clock
        let end = clock.nowMilliseconds() + milliseconds
        let least = max(milliseconds / Int64(leaps), 1)
        while clock.nowMilliseconds() < end {
            let left = end - clock.nowMilliseconds()
            clock.advance(milliseconds: min(left, max(clock.nextWakeMilliseconds ?? left, least)))
            try settle()
        }
    }

    /// The sync catches up.
    func sync() throws {
        if surroundings.homeserver.isSyncStalled { return }
        guard let changes = surroundings.homeserver.deliverSync() else { return }
        tell("the sync brings \(changes.isComplete ? "everything" : changes.rooms.map(\.text).sorted().joined(separator: " "))")
        let governor = daemon.governor
        surroundings.executor.start { await governor.roomsChanged(changes) }
        try settle()
    }

    /// An admin does something. Refusals are answers; nothing else may be thrown but a death.
    @discardableResult
    func command<Value: Sendable>(_ what: String, _ body: @escaping @Sendable () async throws -> Value) throws -> Value? {
        tell("admin: \(what)")
        var value: Value?
        do {
            value = try surroundings.executor.finish(body)
        } catch is Lifeline.Died {
            // The admin sees that the daemon is gone.
        } catch let refusal as PolicyRefusal {
            tell("  refused: \(refusal)")
        } catch let refusal as GoverningRefusal {
            tell("  refused: \(refusal)")
        }
        try settle()
        return value
    }

    // MARK: What the store has

    /// Everything in the audit log, oldest first.
    func auditLog() throws -> [AuditEntry] {
        let journal = store.journal
        let executor = surroundings.executor
        return try finish { try await executor.outside { try await journal.audit(AuditQuery(limit: .max)) } }
            .map(\.entry).reversed()
    }

    func intents() throws -> [Intent] {
        let journal = store.journal
        let executor = surroundings.executor
        return try finish { try await executor.outside { try await journal.intents() } }
    }

    func finish<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        guard let value = try surroundings.executor.finish(body) else { throw Broken(description: "a reading waits for ever") }
        return value
    }

    /// Reads anew what admins have set, if it may have changed.
    private func readBooks() throws {
        guard surroundings.chronicle.takeBooksChanged() || surroundings.books.now.revision == 0 else { return }
        let (store, executor) = (self.store, surroundings.executor)
        let contents = try finish {
            try await executor.outside {
                var contents = Books.Contents()
                contents.policies = try await store.policies.policies()
                for named in try await store.policies.requirements() { contents.requirements[named.name] = named.requirement }
                for numbered in try await store.links.allLinks() {
                    contents.accounts[numbered.link.instance, default: [:]][numbered.link.user] = numbered.link.account.id
                }
                for (user, instance) in try await store.links.unlinked() { contents.departed[instance, default: []].insert(user) }
                contents.isPaused = try await store.journal.fact(.paused) != nil
                return contents
            }
        }
        surroundings.books.put(contents)
    }

    private var reported = (attempts: 0, entries: 0, decisions: 0)

    private func report() {
        guard trace != nil else { return }
        let attempts = surroundings.homeserver.attempts(from: reported.attempts)
        let pages = surroundings.chronicle.now
        for decision in pages.decisions.dropFirst(reported.decisions) {
            tell("  decided (\(decision.cause)): \(decision.act.kind.rawValue) \(decision.act.user) in \(decision.act.room)")
        }
        for attempt in attempts { tell("  bot: \(attempt)") }
        for entry in pages.entries.dropFirst(reported.entries) {
            tell("  audit: \(entry.act.rawValue) \(entry.user?.text ?? "") \(entry.room?.text ?? "")")
        }
        reported = (reported.attempts + attempts.count, pages.entries.count, pages.decisions.count)
    }
}

/// Prints the daemon's log among what happens.
struct TraceLogHandler: LogHandler {
    let trace: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        trace("    log: \(event.message) \(event.metadata.map { "\($0)" } ?? "")")
    }
}
