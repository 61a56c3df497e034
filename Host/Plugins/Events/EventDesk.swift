internal import Synchronization
internal import UsherDomain

/// Where events of all instances wait for their one reader. Bounded: what does not fit becomes "look at everything" for the
/// instance it came from. Any thread.
final class EventDesk: Sendable {
    typealias Told = (instance: InstanceID, event: AuthoriserEvent)

    /// Events that may wait, beside one for each instance that says that some were lost.
    static let waitingMax = 1_024

    private struct State {
        var seen: [InstanceID: SeenDeliveries] = [:]
        var waiting: [Told] = []
        var reader: CheckedContinuation<Told?, Never>?
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Those of an instance's events that were not told before.
    func unseen(_ events: [AuthoriserEvent], of instance: InstanceID, now: Int64) -> [AuthoriserEvent] {
        state.withLock { state in events.filter { state.seen[instance, default: SeenDeliveries()].note($0.dedupeID, now: now) } }
    }

    /// Hands events over that were not told before.
    func post(_ events: [AuthoriserEvent], of instance: InstanceID) {
        for event in events {
            let reader = state.withLock { state -> CheckedContinuation<Told?, Never>? in
                guard !state.isClosed else { return nil }
                if let reader = state.reader {
                    state.reader = nil
                    return reader
                }
                Self.add(event, of: instance, to: &state.waiting)
                return nil
            }
            reader?.resume(returning: (instance, event))
        }
    }

    /// The next event; `nil` after ``close()``, and for a second reader.
    func next() async -> Told? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isThere, told) = state.withLock { state -> (Bool, Told?) in
                    if !state.waiting.isEmpty { return (true, state.waiting.removeFirst()) }
                    guard !state.isClosed, state.reader == nil, !Task.isCancelled else { return (true, nil) }
                    state.reader = continuation
                    return (false, nil)
                }
                if isThere { continuation.resume(returning: told) }
            }
        } onCancel: {
            dismissReader()
        }
    }

    /// Nothing more will come.
    func close() {
        state.withLock { $0.isClosed = true }
        dismissReader()
    }

    private func dismissReader() {
        let reader = state.withLock { state in
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    private static func add(_ event: AuthoriserEvent, of instance: InstanceID, to waiting: inout [Told]) {
        // Who looks at everything looks at this too.
        if waiting.contains(where: { $0.instance == instance && $0.event.kind == .all }) { return }
        guard event.kind == .all || waiting.count >= waitingMax else { return waiting.append((instance, event)) }
        waiting.removeAll { $0.instance == instance }
        waiting.append((instance, event.kind == .all ? event : AuthoriserEvent(.all, at: nil, dedupeID: "")))
    }
}
