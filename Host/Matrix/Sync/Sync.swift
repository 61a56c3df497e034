public import Logging
import Synchronization
public import UsherDomain
import UsherHTTP

/// Keeps ``KnownRooms`` current by long polling (client-server API, `GET /sync`).
///
/// A first start begins with the list of rooms and then the whole state of each, read one by one so that the members of all
/// rooms are never in memory as text. What was read is kept in a ``SyncStore`` together with the position in the stream, and a
/// later start goes on from there. A position that the homeserver no longer knows, or a store that cannot be read, leads to the
/// beginning.
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

    let homeserver: HomeserverClient
    let known: KnownRooms
    let store: (any SyncStore)?
    let clock: any WallClock
    let log: Logger
    let whole: WholeState
    let observer: Observer
    private let random: any RandomSource
    private let pause: Pause
    private let state: StateReader
    private let ready = Mutex(false)

    /// - Parameters:
    ///   - homeserver: the bot's account.
    ///   - known: is filled and kept current.
    ///   - store: keeps what was read for the next start; `nil` = each start begins anew.
    ///   - random: spreads retries.
    ///   - clock: tells when what was read is old.
    ///   - pause: lets time pass between retries.
    ///   - log: gets failures and gaps.
    ///   - observer: is told what has changed.
    public init(
        homeserver: HomeserverClient, known: KnownRooms, store: (any SyncStore)?, random: any RandomSource,
        clock: any WallClock, log: Logger, pause: @escaping Pause, observer: @escaping Observer
    ) {
        self.homeserver = homeserver
        self.known = known
        self.store = store
        self.random = random
        self.clock = clock
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
        var position = resumed()
        defer { keep(&position, isLast: true) }
        var backoff = SyncBackoff()
        while !Task.isCancelled {
            do {
                try await poll(&position)
                backoff.succeeded()
                keep(&position, isLast: false)
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

    private func poll(_ position: inout SyncPosition) async throws(HomeserverFailure) {
        if let kept = position.kept { return try await resume(&position, kept) }
        let filter = try await filter(&position)
        guard let since = position.since else { return try await begin(&position) }
        let answer = try await ask(filter: filter, since: since)
        let now = clock.now()
        let states = await read(answer, position.unread.due(), again: position.rereads.due(now: now), &position)
        let changes = known.amend(answer, states: states, unread: position.unread.rooms)
        position.since = answer.nextBatch
        say(ready: true)
        await observer(changes)
    }

    /// Begins anew, or goes on with that after a failure. Only when it ends well are the rooms replaced.
    private func begin(_ position: inout SyncPosition) async throws(HomeserverFailure) {
        var beginning: Beginning
        if let begun = position.beginning {
            beginning = begun
        } else {
            beginning = Beginning(try await ask(filter: freshFilter(SyncFilter.first(question:)), since: nil), known.bot)
        }
        let results = await whole.of(beginning.toRead)
        var isAnswering = beginning.toRead.isEmpty || results.values.contains { if case .success = $0 { true } else { false } }
        if !isAnswering { isAnswering = await homeserver.checkAccount(expecting: known.bot) == .confirmed }
        beginning.take(results, isAnswering: isAnswering)
        position.beginning = beginning
        if let failure = beginning.failure { throw Self.ofRoom(failure) }
        position.beginning = nil
        position.unread = UnreadRooms(beginning.leftOut)
        let now = clock.now()
        for room in beginning.states.keys where beginning.states[room]?.noticesFor == nil { position.rereads.read(room, at: now) }
        position.memory.noteAll()
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

    func logUnread(_ room: RoomID) {
        log.warning(
            "the state of a room cannot be read; nothing is done there until it can", metadata: ["room": "\(room)"])
    }

    func say(ready isReady: Bool) {
        ready.withLock { $0 = isReady }
        known.note(isCurrent: isReady)
    }

    /// The id of our filter, which is uploaded once.
    private func filter(_ position: inout SyncPosition) async throws(HomeserverFailure) -> String {
        if let filter = position.filter { return filter }
        let answer = try await homeserver.post(["user", known.bot.text, "filter"], SyncFilter.json)
        guard let filter = answer["filter_id"]?.string else { throw .malformedAnswer }
        position.filter = filter
        return filter
    }

    /// `timeout`: how long the homeserver may wait for something to tell, in milliseconds.
    func ask(
        filter: String, since: String?, timeout: Int = Sync.pollMilliseconds
    ) async throws(HomeserverFailure) -> SyncAnswer {
        let position = since.map { [("since", $0)] } ?? []
        var request = homeserver.request(
            .get, ["sync"],
            parameters: [("filter", filter)] + position + [
                ("timeout", "\(since == nil ? 0 : timeout)"), ("set_presence", "offline"), ("use_state_after", "true"),
            ])
        request.deadlineMilliseconds = since == nil || timeout == 0 ? Self.firstMilliseconds : timeout + Self.graceMilliseconds
        request.responseBytesMax = Self.responseBytesMax
        let answer = try await homeserver.perform(request)
        do {
            return try SyncAnswer(answer.body, state, bot: known.bot)
        } catch {
            throw .malformedAnswer
        }
    }

    /// Gives up what the homeserver may no longer know: it answers 400 to a position, and 404 to a filter, that it does not have.
    /// One that a start found on disk is also given up when the homeserver fails over it again and again.
    private func recover(from failure: HomeserverFailure, _ position: inout SyncPosition) {
        switch failure {
        case .refused(status: 400, _), .refused(status: 404, _): break
        case .failed, .malformedAnswer, .noAnswer(.tooLarge), .noAnswer(.timedOut):
            guard position.kept != nil else { return }
            position.keptFailures += 1
            guard position.keptFailures >= Self.failuresMax else { return }
        case .refused, .limited, .noAnswer: return
        }
        position = SyncPosition(memory: SyncMemory(owner: owner, register: known.people))
        // Until everything has been read anew, nobody knows what has happened since.
        known.note(isCurrent: false)
    }

    /// What is asked for, by the filter that says so; each time another question.
    func freshFilter(_ make: (UInt64) -> [UInt8]) -> String {
        String(decoding: make(randomNumber()), as: UTF8.self)
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
