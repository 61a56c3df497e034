import Synchronization
import UsherDomain

/// Who wants to know when a pass over a redemption has ended. Any thread.
final class PassWatchers: Sendable {
    private struct State {
        var nextNumber = 0
        var watchers: [RedemptionID: [Int: AsyncStream<Void>.Continuation]] = [:]
    }

    private let state = Mutex(State())

    /// A stream that yields after each pass over `id`; dropping it unsubscribes.
    func passes(over id: RedemptionID) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.nextNumber += 1
            state.watchers[id, default: [:]][state.nextNumber] = continuation
            return state.nextNumber
        }
        continuation.onTermination = { [weak self] _ in self?.remove(number, from: id) }
        return stream
    }

    /// A pass over `id` has ended.
    func passed(_ id: RedemptionID) {
        let watchers = state.withLock { $0.watchers[id] ?? [:] }
        for watcher in watchers.values { watcher.yield() }
    }

    private func remove(_ number: Int, from id: RedemptionID) {
        state.withLock { state in
            state.watchers[id]?[number] = nil
            if state.watchers[id]?.isEmpty == true { state.watchers[id] = nil }
        }
    }
}
