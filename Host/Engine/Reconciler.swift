public import Logging
public import UsherDomain

/// The loop: runs a pass over every redemption that is due, a few at a time, and again later where it must.
///
/// Level-triggered: the schedule holds ids only, each pass reads everything anew, so nothing is lost by a crash and nothing
/// depends on the order of events. Long-running: ``run()`` returns when its task is cancelled, after the passes in flight ended.
public actor Reconciler {
    /// Passes at once: they wait for the homeserver, not for the processor, and a homeserver that is asked more than this at once
    /// only queues.
    static let passesMax = 16

    private let settle: SettleRedemption
    private let ledger: any Ledger
    private let clock: any SteadyClock
    private let logger: Logger
    private var schedule = WorkSchedule<RedemptionID, UserID>(runningMax: Reconciler.passesMax)
    /// When the earliest sleeping alarm rings, so that not every pass adds one.
    private var alarmAt: Int64?
    private let watchers = PassWatchers()
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    /// Makes the loop; nothing runs before ``run()``.
    public init(settle: SettleRedemption, ledger: any Ledger, clock: any SteadyClock, logger: Logger) {
        self.settle = settle
        self.ledger = ledger
        self.clock = clock
        self.logger = logger
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes up what an earlier run of the daemon left unsettled, then works until the task is cancelled.
    ///
    /// Throws when the ledger cannot be read at the start.
    public func run() async throws {
        for id in try await ledger.unsettledRedemptions() {
            guard let redemption = try await ledger.redemption(id) else { continue }
            schedule.add(id, lane: redemption.user.id, now: clock.nowMilliseconds())
        }
        wake.yield()
        await withDiscardingTaskGroup { group in
            for await _ in wakes {
                while let id = schedule.take(now: clock.nowMilliseconds()) {
                    group.addTask { await self.pass(id) }
                }
                if let dueAt = schedule.nextDueAt, dueAt < alarmAt ?? .max {
                    alarmAt = dueAt
                    group.addTask { await self.wakeUp(at: dueAt) }
                }
            }
            group.cancelAll()
        }
    }

    /// Asks for a pass over `redemption`, now.
    public func add(_ redemption: Redemption) {
        schedule.add(redemption.id, lane: redemption.user.id, now: clock.nowMilliseconds())
        wake.yield()
    }

    /// A stream that yields after each pass over `id` from now on.
    nonisolated func passes(over id: RedemptionID) -> AsyncStream<Void> {
        watchers.passes(over: id)
    }

    /// In how many milliseconds the next pass over `id` is due; 0 while one is under way or when none is due.
    func millisecondsUntilPass(over id: RedemptionID) -> Int64 {
        schedule.dueAt(id).map { max($0 - clock.nowMilliseconds(), 0) } ?? 0
    }

    private func pass(_ id: RedemptionID) async {
        var result = PassResult.again(afterMilliseconds: nil)
        do {
            result = try await settle(id)
        } catch is CancellationError {
            // The daemon stops: the next run takes it up.
        } catch {
            logger.error("a pass failed", metadata: ["redemption": "\(id)", "error": "\(error)"])
        }
        schedule.finish(id, result, now: clock.nowMilliseconds())
        watchers.passed(id)
        wake.yield()
    }

    private func wakeUp(at dueAt: Int64) async {
        // A cancelled sleep means that the loop ends: nobody needs waking.
        do { try await clock.sleep(milliseconds: max(dueAt - clock.nowMilliseconds(), 0)) } catch { return }
        if alarmAt == dueAt { alarmAt = nil }
        wake.yield()
    }
}
