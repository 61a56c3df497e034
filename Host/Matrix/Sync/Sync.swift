public import Logging
import Synchronization
public import UsherDomain
import UsherHTTP

/// Keeps ``KnownRooms`` current by long polling (client-server API, `GET /sync`).
///
/// The position in the stream is held in memory: each start begins with a complete answer. A position that the homeserver no
/// longer knows leads to a complete answer too.
public final class Sync: Sendable {
    /// Waits the given number of milliseconds; throws when its task is cancelled.
    public typealias Pause = @Sendable (_ milliseconds: Int64) async throws -> Void
    /// Is told what has changed, after ``KnownRooms`` has it. The next poll waits for its return, so it should only enqueue.
    public typealias Observer = @Sendable (SyncUpdate) async -> Void

    /// The longest answer read, in bytes: a first one lists every member of every room, at 500 bytes each or more.
    public static let responseBytesMax = 256 * 1024 * 1024
    /// How long the homeserver holds an answer back when nothing happens, in milliseconds.
    static let pollMilliseconds = 30_000
    /// Beyond that the poll has failed, in milliseconds.
    private static let graceMilliseconds = 30_000
    /// For a complete answer, in milliseconds: large accounts take minutes.
    private static let completeMilliseconds = 600_000

    /// Failures in a row after which what is known is out of date: with growing waits about half a minute.
    static let failuresMax = 5

    private let homeserver: HomeserverClient
    private let user: UserID
    private let known: KnownRooms
    private let random: any RandomSource
    private let pause: Pause
    private let observer: Observer
    private let log: Logger
    private let ready = Mutex(false)

    /// - Parameters:
    ///   - homeserver: the bot's account.
    ///   - user: the bot.
    ///   - known: is filled and kept current.
    ///   - random: spreads retries.
    ///   - pause: lets time pass between retries.
    ///   - log: gets failures and gaps.
    ///   - observer: is told what has changed.
    public init(
        homeserver: HomeserverClient, user: UserID, known: KnownRooms, random: any RandomSource, log: Logger,
        pause: @escaping Pause, observer: @escaping Observer
    ) {
        self.homeserver = homeserver
        self.user = user
        self.known = known
        self.random = random
        self.pause = pause
        self.observer = observer
        self.log = log
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
                if backoff.failures >= Self.failuresMax { ready.withLock { $0 = false } }
                log.warning(
                    "sync failed", metadata: ["reason": "\(error)", "failures": "\(backoff.failures)", "wait_ms": "\(wait)"])
                do { try await pause(wait) } catch { return }
            }
        }
    }

    private struct Position {
        var filter: String?
        var since: String?
    }

    private func poll(_ position: inout Position) async throws(HomeserverFailure) {
        let filter = try await filter(&position)
        let answer = try await ask(filter: filter, since: position.since)
        let isComplete = position.since == nil
        let update = known.apply(answer, isComplete: isComplete)
        position.since = answer.nextBatch
        if isComplete { log.info("sync complete", metadata: ["rooms": "\(answer.joined.count)"]) }
        ready.withLock { $0 = true }
        await observer(update)
    }

    /// The id of our filter, which is uploaded once.
    private func filter(_ position: inout Position) async throws(HomeserverFailure) -> String {
        if let filter = position.filter { return filter }
        let answer = try await homeserver.post(["user", user.text, "filter"], SyncFilter.json)
        guard let filter = answer["filter_id"]?.string else { throw .malformedAnswer }
        position.filter = filter
        return filter
    }

    private func ask(filter: String, since: String?) async throws(HomeserverFailure) -> SyncAnswer {
        var request: HTTPRequest
        if let since {
            request = homeserver.request(
                .get, ["sync"],
                query: [
                    "filter": filter, "since": since, "timeout": "\(Self.pollMilliseconds)", "set_presence": "offline",
                    "use_state_after": "true",
                ])
            request.deadlineMilliseconds = Self.pollMilliseconds + Self.graceMilliseconds
        } else {
            request = homeserver.request(
                .get, ["sync"], query: ["filter": filter, "timeout": "0", "set_presence": "offline", "use_state_after": "true"])
            request.deadlineMilliseconds = Self.completeMilliseconds
        }
        request.responseBytesMax = Self.responseBytesMax
        let answer = try await homeserver.perform(request)
        do {
            return try SyncAnswer(answer.body)
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
