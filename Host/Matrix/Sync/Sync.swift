public import Logging
import Synchronization
public import UsherDomain
import UsherHTTP

/// Keeps ``KnownRooms`` current by long polling (client-server API, `GET /sync`).
///
/// The position in the stream is held in memory: each start begins anew, with the list of rooms and then the whole state of each,
/// read one by one so that the members of all rooms are never in memory as text. A position that the homeserver no longer knows
/// leads to the same.
public final class Sync: Sendable {
    /// Waits the given number of milliseconds; throws when its task is cancelled.
    public typealias Pause = @Sendable (_ milliseconds: Int64) async throws -> Void
    /// Is told what has changed, after ``KnownRooms`` has it. The next poll waits for its return, so it should only enqueue.
    public typealias Observer = @Sendable (RoomChanges) async -> Void

    /// The longest answer read, in bytes: one that follows a room's joining lists all its members, at 500 bytes each or more.
    public static let responseBytesMax = 256 * 1024 * 1024
    /// How long the homeserver holds an answer back when nothing happens, in milliseconds.
    static let pollMilliseconds = 30_000
    /// Beyond that the poll has failed, in milliseconds.
    private static let graceMilliseconds = 30_000
    /// For the first answer, in milliseconds: large accounts take minutes.
    private static let firstMilliseconds = 600_000

    /// Failures in a row after which what is known is out of date: with growing waits about half a minute.
    static let failuresMax = 5

    private let homeserver: HomeserverClient
    private let known: KnownRooms
    private let random: any RandomSource
    private let pause: Pause
    private let observer: Observer
    private let log: Logger
    private let state: StateReader
    private let whole: WholeState
    private let ready = Mutex(false)

    /// - Parameters:
    ///   - homeserver: the bot's account.
    ///   - known: is filled and kept current.
    ///   - random: spreads retries.
    ///   - pause: lets time pass between retries.
    ///   - log: gets failures and gaps.
    ///   - observer: is told what has changed.
    public init(
        homeserver: HomeserverClient, known: KnownRooms, random: any RandomSource, log: Logger,
        pause: @escaping Pause, observer: @escaping Observer
    ) {
        self.homeserver = homeserver
        self.known = known
        self.random = random
        self.pause = pause
        self.observer = observer
        self.log = log
        state = StateReader(people: known.people, bot: known.bot)
        whole = WholeState(homeserver: homeserver, state: state, bot: known.bot)
    }

    /// Whether ``KnownRooms`` means something: there was a complete answer since the start, and the homeserver has not failed
    /// ``failuresMax`` times in a row since.
    public var isReady: Bool { ready.withLock { $0 } }

    /// Polls until its task is cancelled. Failures are logged and retried for ever, with growing waits: the daemon does not end
    /// because its homeserver restarts.
    public func run() async {
        var position = Position()
        var backoff = SyncBackoff()
        while !Task.isCancelled {
            do {
                try await poll(&position)
                backoff.succeeded()
            } catch {
                if Task.isCancelled { return }
                recover(from: error, &position)
                let wait = backoff.failed(askedFor: error.retryAfterMilliseconds, random: randomNumber())
                if backoff.failures >= Self.failuresMax { say(ready: false) }
                log.warning(
                    "sync failed", metadata: ["reason": "\(error)", "failures": "\(backoff.failures)", "wait_ms": "\(wait)"])
                do { try await pause(wait) } catch { return }
            }
        }
    }

    private struct Position {
        var filter: String?
        var since: String?
        var beginning: Beginning?
        var unread = UnreadRooms()
    }

    private func poll(_ position: inout Position) async throws(HomeserverFailure) {
        let filter = try await filter(&position)
        guard let since = position.since else { return try await begin(&position) }
        let answer = try await ask(filter: filter, since: since)
        for room in answer.left { position.unread.remove(room) }
        let strange = answer.joined.filter { entry in
            !known.contains(entry.room) && !entry.facts.contains(where: \.isCreation) && !position.unread.contains(entry.room)
        }
        let states = await read(strange.map(\.room) + position.unread.due(), &position.unread)
        let changes = known.amend(answer, states: states, unread: position.unread.rooms)
        position.since = answer.nextBatch
        say(ready: true)
        await observer(changes)
    }

    /// Begins anew, or goes on with that after a failure. Only when it ends well are the rooms replaced.
    private func begin(_ position: inout Position) async throws(HomeserverFailure) {
        var beginning: Beginning
        if let begun = position.beginning {
            beginning = begun
        } else {
            let filter = String(decoding: SyncFilter.first(question: randomNumber()), as: UTF8.self)
            beginning = Beginning(try await ask(filter: filter, since: nil), known.bot)
        }
        let results = await whole.of(beginning.toRead)
        var isAnswering = beginning.toRead.isEmpty || results.values.contains { if case .success = $0 { true } else { false } }
        if !isAnswering { isAnswering = await homeserver.checkAccount(expecting: known.bot) == .confirmed }
        beginning.take(results, isAnswering: isAnswering)
        position.beginning = beginning
        if let failure = beginning.failure { throw Self.ofRoom(failure) }
        position.beginning = nil
        position.unread = UnreadRooms(beginning.leftOut)
        position.since = beginning.nextBatch
        for room in beginning.leftOut { logUnread(room) }
        log.info("sync complete", metadata: ["rooms": "\(beginning.states.count)"])
        let changes = known.replace(with: beginning.states, invited: beginning.invited, unread: position.unread.rooms)
        say(ready: true)
        await observer(changes)
    }

    /// What a single room's failure means for the sync: a refusal was not about the position in the stream, which stays.
    private static func ofRoom(_ failure: HomeserverFailure) -> HomeserverFailure {
        if case .refused(let status, _) = failure { .failed(status: status) } else { failure }
    }

    /// Reads the whole state of rooms of which the sync does not give it; those where that fails are tried again later.
    private func read(_ rooms: [RoomID], _ unread: inout UnreadRooms) async -> [RoomID: RoomState] {
        guard !rooms.isEmpty else { return [:] }
        let results = await whole.of(rooms)
        var states: [RoomID: RoomState] = [:]
        for room in rooms {
            if case .success(let state)? = results[room] {
                states[room] = state
                unread.remove(room)
            } else {
                unread.failed(room)
                logUnread(room)
            }
        }
        return states
    }

    private func logUnread(_ room: RoomID) {
        log.warning(
            "the state of a room cannot be read; nothing is done there until it can", metadata: ["room": "\(room)"])
    }

    private func say(ready isReady: Bool) {
        ready.withLock { $0 = isReady }
        known.note(isCurrent: isReady)
    }

    /// The id of our filter, which is uploaded once.
    private func filter(_ position: inout Position) async throws(HomeserverFailure) -> String {
        if let filter = position.filter { return filter }
        let answer = try await homeserver.post(["user", known.bot.text, "filter"], SyncFilter.json)
        guard let filter = answer["filter_id"]?.string else { throw .malformedAnswer }
        position.filter = filter
        return filter
    }

    private func ask(filter: String, since: String?) async throws(HomeserverFailure) -> SyncAnswer {
        var request: HTTPRequest
        if let since {
            request = homeserver.request(
                .get, ["sync"],
                parameters: [
                    ("filter", filter), ("since", since), ("timeout", "\(Self.pollMilliseconds)"), ("set_presence", "offline"),
                    ("use_state_after", "true"),
                ])
            request.deadlineMilliseconds = Self.pollMilliseconds + Self.graceMilliseconds
        } else {
            request = homeserver.request(
                .get, ["sync"],
                parameters: [
                    ("filter", filter), ("timeout", "0"), ("set_presence", "offline"), ("use_state_after", "true"),
                ])
            request.deadlineMilliseconds = Self.firstMilliseconds
        }
        request.responseBytesMax = Self.responseBytesMax
        let answer = try await homeserver.perform(request)
        do {
            return try SyncAnswer(answer.body, state, bot: known.bot)
        } catch {
            throw .malformedAnswer
        }
    }

    /// Gives up what the homeserver may no longer know: it answers 400 to a position, and 404 to a filter, that it does not have.
    private func recover(from failure: HomeserverFailure, _ position: inout Position) {
        guard case .refused(let status, _) = failure, status == 400 || status == 404 else { return }
        position = Position()
    }

    private func randomNumber() -> UInt64 {
        random.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension HomeserverFailure {
    fileprivate var retryAfterMilliseconds: Int64? {
        guard case .limited(let wait) = self else { return nil }
        return wait
    }
}
