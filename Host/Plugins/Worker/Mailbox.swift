internal import CSys
internal import Glibc
internal import Synchronization

/// Where calls wait for the thread that owns a worker. Bounded; posting never waits.
final class Mailbox: Sendable {
    /// How many calls may wait for one worker, sent or not.
    static let callsMax = 1_024

    private struct State {
        var letters: [Submission] = []
        /// Calls that were posted and have not ended.
        var unfinished = 0
        var mode = Mode.open
    }

    enum Mode {
        case open
        case drain(until: Int64)
        case stop
    }

    /// What became of a posted call.
    enum Receipt {
        case accepted
        case full
        case closed
    }

    /// Readable while there is something to look at.
    let descriptor: Int32
    private let state = Mutex(State())

    init() {
        descriptor = usher_sys_eventfd()
        precondition(descriptor >= 0, "the system has no descriptor left: \(systemText(-descriptor))")
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// Hands a call over, unless too many wait or the worker is being shut down.
    func post(_ submission: Submission) -> Receipt {
        let (receipt, isFirst) = state.withLock { state -> (Receipt, Bool) in
            guard case .open = state.mode else { return (.closed, false) }
            guard state.unfinished < Self.callsMax else { return (.full, false) }
            state.letters.append(submission)
            state.unfinished += 1
            return (.accepted, state.letters.count == 1)
        }
        if isFirst { wake() }
        return receipt
    }

    /// Takes nothing more, and tells the owner.
    func close(_ mode: Mode) {
        state.withLock { state in
            if case .stop = state.mode { return }
            state.mode = mode
        }
        wake()
    }

    var mode: Mode { state.withLock { $0.mode } }

    /// Takes what has arrived. For the owner.
    func take() -> [Submission] {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
        return state.withLock { state in
            let letters = state.letters
            state.letters.removeAll(keepingCapacity: true)
            return letters
        }
    }

    /// Calls have ended. For the owner.
    func finished(_ count: Int) {
        state.withLock { $0.unfinished -= count }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }
}
