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

    private let bell: Doorbell
    private let state = Mutex(State())

    init() throws(PluginProblem) {
        bell = try Doorbell()
    }

    deinit {
        for letter in state.withLock({ $0.letters }) { letter.discard() }
    }

    /// Readable while there is something to take.
    var descriptor: Int32 { bell.descriptor }

    /// Hands an answer over. Any thread.
    func post(_ letter: Letter) {
        let (isTaken, isFirst) = state.withLock { state -> (Bool, Bool) in
            guard !state.isClosed else { return (false, false) }
            state.letters.append(letter)
            return (true, state.letters.count == 1)
        }
        guard isTaken else { return letter.discard() }
        if isFirst { bell.ring() }
    }

    /// Takes what has arrived. For the owner.
    func take() -> [Letter] {
        bell.hush()
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
