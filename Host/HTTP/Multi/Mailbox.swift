import CCurl
import Synchronization

/// Where tasks leave their requests and the thread fetches them: one lock, and one wake-up for as many requests as came while the
/// thread slept.
///
/// Any thread may call ``submit(_:)``, ``cancel(_:)`` and ``stop()``; only the client's thread calls the others.
final class Mailbox: Sendable {
    /// Most requests that wait to be fetched. The thread fetches in batches within microseconds, so a longer line means that it
    /// is overwhelmed, and an honest "busy" is better than an answer after the deadline.
    static let waitingMax = 4096

    /// What the thread finds.
    struct Batch {
        var submissions: [Submission] = []
        var cancellations: [UInt64] = []
        var isStopping = false

        var isEmpty: Bool { submissions.isEmpty && cancellations.isEmpty && !isStopping }
    }

    private struct State {
        var batch = Batch()
        /// The handle to wake; `nil` once the thread is past its last look.
        var multi: UnsafeMutableRawPointer?
        /// Whether the thread sleeps, or is about to, without having been woken.
        var isAsleep = false
        /// Submissions handed out that are not under way yet.
        var waitingElsewhere = 0

        mutating func wake() {
            guard isAsleep, let multi else { return }
            isAsleep = false
            // Fails only for a handle that is gone, and that is excluded by the lock.
            curl_multi_wakeup(multi)
        }
    }

    private let state: Mutex<State>

    init(waking multi: UnsafeMutableRawPointer) {
        let address = UInt(bitPattern: multi)
        state = Mutex(State(multi: UnsafeMutableRawPointer(bitPattern: address)))
    }

    /// Leaves a request. Returns `nil`, or why it was not taken; then the caller resumes the continuation.
    func submit(_ submission: Submission) -> HTTPFailure? {
        state.withLock { state in
            guard state.multi != nil, !state.batch.isStopping else { return .cancelled }
            guard state.batch.submissions.count + state.waitingElsewhere < Self.waitingMax else { return .busy }
            state.batch.submissions.append(submission)
            state.wake()
            return nil
        }
    }

    /// Asks for the end of a request. One that is finished, or unknown, is ignored.
    func cancel(_ id: UInt64) {
        state.withLock { state in
            guard state.multi != nil else { return }
            state.batch.cancellations.append(id)
            state.wake()
        }
    }

    /// Asks the thread to end.
    func stop() {
        state.withLock { state in
            state.batch.isStopping = true
            state.wake()
        }
    }

    /// Takes what is there. `waiting` is how many earlier submissions the thread still holds back.
    func fetch(waiting: Int) -> Batch {
        state.withLock { state in
            state.isAsleep = false
            state.waitingElsewhere = waiting
            let batch = state.batch
            state.batch = Batch(isStopping: batch.isStopping)
            return batch
        }
    }

    /// Announces that the thread goes to sleep; `false` when there is something to fetch first.
    func mayDoze() -> Bool {
        state.withLock { state in
            guard state.batch.isEmpty else { return false }
            state.isAsleep = true
            return true
        }
    }

    /// The last look: after it nothing is accepted, and the handle may be destroyed.
    func close() -> Batch {
        state.withLock { state in
            state.multi = nil
            return state.batch
        }
    }
}
