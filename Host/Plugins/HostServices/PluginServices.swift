internal import Synchronization
internal import UsherDomain
internal import UsherWire

/// What the calls of one plugin may ask of the daemon: ``HostServices``, for the plugin's own instances.
struct PluginServices: WorkerServices {
    /// By their numbers on the wire.
    let callers: [ServiceCaller]
    let host: HostServices
    /// For what waits for the disk.
    let pool: BlockingPool
    /// Learns the secrets that the plugin is given.
    let redactor: Redactor

    func serve(
        _ request: ServiceRequest, for instance: UInt32, call: UInt64, deadline: Int64,
        reply: @escaping ServiceSink
    ) -> Cancellation {
        let caller = callers[Int(instance)]
        let sink = sink(for: request, reply)
        switch request {
        case .http(let exchanges) where exchanges.contains(where: \.readsStore):
            return later(request, for: caller, deadline, sink)
        case .http, .connect:
            let work = host.begin(request, for: caller, deadline: deadline, reply: sink)
            return Cancellation { work.cancel() }
        case .keyValue, .secret:
            return later(request, for: caller, deadline, sink)
        }
    }

    /// Begins what waits for the disk, on a thread that may.
    private func later(
        _ request: ServiceRequest, for caller: ServiceCaller, _ deadline: Int64, _ sink: @escaping ServiceSink
    ) -> Cancellation {
        let begun = BegunWork()
        let turn = pool.run(in: caller.lane) { [host] in
            begun.keep(host.begin(request, for: caller, deadline: deadline, reply: sink))
        }
        return Cancellation {
            turn.cancel()
            begun.cancel()
        }
    }

    /// Where replies go; the redactor learns what the plugin is given.
    private func sink(for request: ServiceRequest, _ reply: @escaping ServiceSink) -> ServiceSink {
        guard case .secret(.get) = request else { return reply }
        return { [redactor] answer, descriptor in
            if case .value(_, let secret) = answer.payload { redactor.note(secret) }
            reply(answer, descriptor)
        }
    }
}

extension WireHTTPRequest {
    /// Whether its `Authorization` lies in the store of secrets, and not in the configuration.
    fileprivate var readsStore: Bool {
        !authSecretName.isEmpty && !authSecretName.hasPrefix(InstanceSecrets.configPrefix)
    }
}

/// A work that is begun by another thread than the one that may cancel it, in whatever order.
private final class BegunWork: Sendable {
    private struct State {
        var work: ServiceWork?
        var isCancelled = false
    }

    private let state = Mutex(State())

    func keep(_ work: ServiceWork) {
        let isCancelled = state.withLock { state in
            state.work = work
            return state.isCancelled
        }
        if isCancelled { work.cancel() }
    }

    func cancel() {
        let work = state.withLock { state in
            state.isCancelled = true
            return state.work
        }
        work?.cancel()
    }
}
