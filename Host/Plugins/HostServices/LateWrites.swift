internal import Synchronization
internal import UsherDomain
internal import UsherWire

/// Holds back the writes of instances that write too much: nobody else waits for them. A write that was held back takes its turn
/// among what its instance asks for, like every other.
final class LateWrites: Sendable {
    private let budgets = Mutex<[InstanceID: WriteBudget]>([:])
    private let alarms: Alarms
    private let pool: BlockingPool
    private let clock: @Sendable () -> Int64

    /// `clock` gives monotonic milliseconds, as `alarms` understands them.
    init(alarms: Alarms, pool: BlockingPool, clock: @escaping @Sendable () -> Int64 = { MonotonicClock.now() }) {
        self.alarms = alarms
        self.pool = pool
        self.clock = clock
    }

    /// Runs `write` and replies with what it returns: now, on the calling thread, which has the lane's turn; or later, when it
    /// has its turn again. Cancelled before that, nothing is written.
    func perform(in lane: BlockingPool.Lane, reply: @escaping ServiceSink, _ write: @escaping @Sendable () -> ServiceReply)
        -> ServiceWork
    {
        let now = clock()
        let due = budgets.withLock { $0[lane.instance, default: WriteBudget()].next(now: now) }
        guard due > now else {
            reply(write(), nil)
            return ServiceWork()
        }
        let turn = Turn()
        let alarm = alarms.set(at: due) { [pool] in
            pool.run(in: lane) {
                if turn.take() { reply(write(), nil) }
            }
        }
        return ServiceWork { [alarms] in
            guard turn.take() else { return }
            alarms.unset(alarm)
            reply(ServiceReply(.cancelled), nil)
        }
    }

    /// Something that only one of two may do.
    private final class Turn: Sendable {
        private let isTaken = Atomic(false)

        /// Whether it was still free.
        func take() -> Bool { !isTaken.exchange(true, ordering: .relaxed) }
    }
}
