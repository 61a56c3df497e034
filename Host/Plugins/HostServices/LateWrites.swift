internal import Synchronization
internal import UsherDomain
internal import UsherWire

/// Holds back the writes of instances that write too much, and does them on a thread of their own: neither their worker's thread
/// nor anybody else waits for them.
final class LateWrites: Sendable {
    private let budgets = Mutex<[InstanceID: WriteBudget]>([:])
    private let alarms: Alarms
    private let clock: @Sendable () -> Int64

    /// `clock` gives monotonic milliseconds, as `alarms` understands them.
    init(alarms: Alarms, clock: @escaping @Sendable () -> Int64 = { MonotonicClock.now() }) {
        self.alarms = alarms
        self.clock = clock
    }

    /// Runs `write` and replies with what it returns: now, or when it is the instance's turn. Cancelled before that, nothing is
    /// written.
    func perform(of instance: InstanceID, reply: @escaping ServiceSink, _ write: @escaping @Sendable () -> ServiceReply)
        -> ServiceWork
    {
        let now = clock()
        let due = budgets.withLock { $0[instance, default: WriteBudget()].next(now: now) }
        guard due > now else {
            reply(write(), nil)
            return ServiceWork()
        }
        let turn = Turn()
        let alarm = alarms.set(at: due) {
            if turn.take() { reply(write(), nil) }
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
