internal import Synchronization
internal import UsherDomain

/// Where the states of plugin files hang for everybody to see, and to wait for. Any thread.
final class StateBoard: Sendable {
    private struct State {
        var states = PluginStates(revision: 0, plugins: [], problem: "")
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var lastWaiter: UInt64 = 0
    }

    private let state = Mutex(State())

    var states: PluginStates { state.withLock { $0.states } }

    /// Hangs up what is new.
    func post(_ plugins: [PluginState], problem: String) {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard plugins != state.states.plugins || problem != state.states.problem else { return [] }
            state.states = PluginStates(revision: state.states.revision + 1, plugins: plugins, problem: problem)
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until there is another revision than this one, or the task is cancelled.
    func wait(for revision: UInt64) async {
        let ticket = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard state.states.revision == revision, !Task.isCancelled else { return true }
                    state.waiters[ticket] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume()
        }
    }
}
