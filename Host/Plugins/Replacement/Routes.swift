internal import Synchronization
internal import UsherDomain

/// Where the questions to each instance go. Any thread; a change is seen by every question that is asked after it.
final class Routes: Sendable {
    /// How one instance is reached.
    enum Place: Sendable {
        case worker(WorkerDriver, number: UInt32)
        /// With the reason, for admins.
        case nowhere(String)
    }

    private struct State {
        var places: [InstanceID: Place] = [:]
        var isClosed = false
    }

    static let closing = "the plugin host is shutting down"
    private let state = Mutex(State())

    func place(of instance: InstanceID) -> Place {
        state.withLock { $0.places[instance] } ?? .nowhere("there is no running instance \(instance)")
    }

    /// Sends several instances elsewhere, in one step. Nothing after ``close()``.
    func set(_ places: [InstanceID: Place]) {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.places.merge(places) { $1 }
        }
    }

    /// Nobody is reached any more.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.places = state.places.mapValues { _ in .nowhere(Self.closing) }
        }
    }
}
