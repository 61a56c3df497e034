internal import Synchronization

/// What waits for the ``Conductor``. One reader; any thread writes, and never waits.
final class Inbox: Sendable {
    /// One load of mail. Says what to look at; where it says what happened, the order in which it happened is kept.
    struct Mail: Sendable {
        var names: Set<FileName> = []
        /// Every file there is.
        var everything = false
        /// The directory itself.
        var directory = false
        var surveys: [Survey] = []
        var looked: [Specimen] = []
        /// What workers and their judges say.
        var word: [(run: RunKey, word: RunWord)] = []
        /// The records may have changed.
        var records = false
        var alarm = false
        var isClosed = false

        var isEmpty: Bool {
            names.isEmpty && !everything && !directory && surveys.isEmpty && looked.isEmpty && word.isEmpty && !records && !alarm
                && !isClosed
        }
    }

    private struct State {
        var mail = Mail()
        var reader: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    var isClosed: Bool { state.withLock { $0.mail.isClosed } }

    func post(_ change: @Sendable (inout Mail) -> Void) {
        let reader = state.withLock { state in
            change(&state.mail)
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// Waits for mail and takes it. That the inbox was closed is said again and again.
    func next() async -> Mail {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                precondition(state.reader == nil, "an inbox has one reader")
                guard state.mail.isEmpty else { return true }
                state.reader = continuation
                return false
            }
            if isThere { continuation.resume() }
        }
        return state.withLock { state in
            let mail = state.mail
            state.mail = Mail()
            state.mail.isClosed = mail.isClosed
            return mail
        }
    }
}

/// Which run of which plugin.
struct RunKey: Hashable, Sendable {
    let pluginID: String
    let number: Int
}

/// What is heard of a run.
enum RunWord: Sendable {
    /// Its first worker serves, or is known not to.
    case known
    case news(WorkerNews)
    /// What keeps it from taking over; `nil` = nothing.
    case judged(String?)
    /// Its worker and its thread are gone.
    case ended
}
