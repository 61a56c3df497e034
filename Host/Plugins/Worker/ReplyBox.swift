internal import Synchronization
internal import UsherWire

/// Where the answers of host services wait for the thread that owns a connection. Holds no more than its calls have asked for.
final class ReplyBox: Sendable {
    /// One answer to a request.
    struct Letter: Sendable {
        let call: UInt64
        /// Which request it answers: one that was given up may still be answered.
        let request: UInt64
        let reply: ServiceReply
        let passed: Descriptor?
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

    /// Readable while there is something to take.
    var descriptor: Int32 { bell.descriptor }

    /// Hands an answer over. Any thread.
    func post(_ letter: Letter) {
        let isFirst = state.withLock { state in
            guard !state.isClosed else { return false }
            state.letters.append(letter)
            return state.letters.count == 1
        }
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
        // What they held is let go of outside the lock.
        _ = state.withLock { state in
            state.isClosed = true
            defer { state.letters = [] }
            return state.letters
        }
    }
}
