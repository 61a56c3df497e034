internal import CSys
internal import Glibc
internal import Synchronization
internal import UsherWire

/// Where the answers of host services wait for the thread that owns a connection. Holds no more than its calls have asked for.
final class ReplyBox: Sendable {
    /// One answer to a request. Whoever takes it owns the descriptor.
    struct Letter: Sendable {
        let call: UInt64
        /// Which request it answers: one that was given up may still be answered.
        let request: UInt64
        let reply: ServiceReply
        let passed: Int32?

        /// Gives the descriptor up that nobody will get.
        func discard() {
            if let passed { Glibc.close(passed) }
        }
    }

    private struct State {
        var letters: [Letter] = []
        var isClosed = false
    }

    /// Readable while there is something to take.
    let descriptor: Int32
    private let state = Mutex(State())

    init() {
        descriptor = usher_sys_eventfd()
        precondition(descriptor >= 0, "the system has no descriptor left: \(systemText(-descriptor))")
    }

    deinit {
        for letter in state.withLock({ $0.letters }) { letter.discard() }
        Glibc.close(descriptor)
    }

    /// Hands an answer over. Any thread.
    func post(_ letter: Letter) {
        let (isTaken, isFirst) = state.withLock { state -> (Bool, Bool) in
            guard !state.isClosed else { return (false, false) }
            state.letters.append(letter)
            return (true, state.letters.count == 1)
        }
        guard isTaken else { return letter.discard() }
        guard isFirst else { return }
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Takes what has arrived. For the owner.
    func take() -> [Letter] {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
        return state.withLock { state in
            defer { state.letters = [] }
            return state.letters
        }
    }

    /// Takes nothing more: what still comes is thrown away.
    func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.letters = [] }
            return state.letters
        }
        for letter in left { letter.discard() }
    }
}
