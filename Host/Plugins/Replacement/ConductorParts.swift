internal import Synchronization

/// What a ``Conductor`` shares with the rest of the plugin host. Any thread.
struct ConductorParts: Sendable {
    let inbox = Inbox()
    let routes = Routes()
    let crew = Crew()
    let board = StateBoard()
    let watch: DirectoryWatch
    let conducting = Occupation()
    let looker: Looker
}

/// Whether somebody is at work, and a way to wait until nobody is. Any thread.
final class Occupation: Sendable {
    private struct State {
        var isBusy = false
        var isOver = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Begins. Returns `false` after ``end()``. One at a time.
    func enter() -> Bool {
        state.withLock { state in
            guard !state.isOver else { return false }
            precondition(!state.isBusy, "one at a time")
            state.isBusy = true
            return true
        }
    }

    func leave() {
        let waiters = state.withLock { state in
            state.isBusy = false
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Lets nobody in any more, and waits until nobody is at work.
    func end() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                state.isOver = true
                guard state.isBusy else { return true }
                state.waiters.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}
