internal import Synchronization

/// Where calls wait for the thread that owns a worker. Bounded; posting never waits.
final class Mailbox: Sendable {
    /// How many calls may wait for one worker, sent or not.
    static let callsMax = 1_024
    /// How many bytes of calls may, about.
    static let bytesMax = 64 << 20

    /// What the owner is to do with its worker.
    enum Mode: Hashable {
        case serve
        /// Take no more calls, wait for those that were sent at most until then (monotonic milliseconds), and end.
        case drain(until: Int64)
        /// Take no more calls, and end soon.
        case stop
    }

    private struct State {
        var letters: [Submission] = []
        /// Calls that were posted and have not ended, and their bytes.
        var unfinished = 0
        var bytes = 0
        var mode = Mode.serve
        /// The descriptor is readable.
        var isRung = false
    }

    /// What became of a posted call.
    enum Receipt {
        case accepted
        case full
        case closed
    }

    private let bell: Doorbell
    private let state = Mutex(State())

    init() throws(PluginProblem) {
        bell = try Doorbell()
    }

    /// Readable while there is something to look at.
    var descriptor: Int32 { bell.descriptor }

    /// Hands a call over, unless too much waits or the worker takes no more calls.
    func post(_ submission: Submission) -> Receipt {
        state.withLock { state in
            guard state.mode == .serve else { return .closed }
            guard state.unfinished < Self.callsMax, state.unfinished == 0 || state.bytes + submission.bytes <= Self.bytesMax
            else {
                return .full
            }
            state.letters.append(submission)
            state.unfinished += 1
            state.bytes += submission.bytes
            ring(&state)
            return .accepted
        }
    }

    /// Takes nothing more, and tells the owner. What was said first holds, unless this is sooner.
    func close(_ mode: Mode) {
        state.withLock { state in
            switch (state.mode, mode) {
            case (_, .serve), (.stop, _): return
            case (.drain(let until), .drain(let other)): state.mode = .drain(until: min(until, other))
            case (_, .stop), (.serve, .drain): state.mode = mode
            }
            ring(&state)
        }
    }

    var mode: Mode { state.withLock { $0.mode } }

    /// Takes what has arrived, and learns what to do. For the owner.
    func take() -> (calls: [Submission], mode: Mode) {
        state.withLock { state in
            if state.isRung {
                bell.hush()
                state.isRung = false
            }
            defer { state.letters.removeAll(keepingCapacity: true) }
            return (state.letters, state.mode)
        }
    }

    /// A call has ended. For the owner.
    func finished(_ submission: Submission) {
        state.withLock { state in
            state.unfinished -= 1
            state.bytes -= submission.bytes
        }
    }

    private func ring(_ state: inout State) {
        guard !state.isRung else { return }
        state.isRung = true
        bell.ring()
    }
}
