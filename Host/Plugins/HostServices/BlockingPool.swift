internal import Synchronization
internal import UsherDomain

/// Threads for services that wait for the disk, so that no thread of a worker has to.
///
/// What one instance asks for happens one after the other, in its order. Plugins take turns, and within a plugin its instances;
/// one plugin never has all threads. How much waits here is bounded by those who ask: a call asks for one thing at a time.
final class BlockingPool: Sendable {
    /// For whom something is done.
    struct Lane: Hashable, Sendable {
        let pluginID: String
        let instance: InstanceID
    }

    /// The disk does one write at a time; more threads than a few only wait for each other.
    static let threadsMax = 4
    static let threadsPerPluginMax = 2

    private struct Job: Sendable {
        let work: @Sendable () -> Void
        let isCancelled: Flag
    }

    private final class Flag: Sendable {
        let value = Atomic(false)
    }

    private struct Queue {
        var lanes: [InstanceID: [Job]] = [:]
        /// Instances with work of which none is being done, in the order of their turns.
        var ready: [InstanceID] = []
        var busy: Set<InstanceID> = []
    }

    private struct State {
        var queues: [String: Queue] = [:]
        /// Plugins that have something ready, in the order of their turns.
        var turns: [String] = []
        var threads: [DedicatedThread] = []
        /// The bell is readable: it is until a thread finds nothing to do.
        var isRung = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let bell: Doorbell

    /// Throws when the system has no descriptor left.
    init() throws(PluginProblem) {
        bell = try Doorbell()
    }

    /// Does `work` when it is its turn. After ``Cancellation/cancel()`` it does not begin any more. Work that comes before
    /// ``start()`` waits, work that comes after ``close()`` is dropped.
    @discardableResult
    func run(in lane: Lane, _ work: @escaping @Sendable () -> Void) -> Cancellation {
        let flag = Flag()
        state.withLock { state in
            guard !state.isClosed else { return }
            var queue = state.queues[lane.pluginID] ?? Queue()
            queue.lanes[lane.instance, default: []].append(Job(work: work, isCancelled: flag))
            if queue.lanes[lane.instance]?.count == 1, !queue.busy.contains(lane.instance) { queue.ready.append(lane.instance) }
            state.queues[lane.pluginID] = queue
            if !queue.ready.isEmpty, !state.turns.contains(lane.pluginID) { state.turns.append(lane.pluginID) }
            ring(&state)
        }
        return Cancellation { flag.value.store(true, ordering: .relaxed) }
    }

    /// Starts the threads. Once. Throws when the system has no thread left; ``close()`` ends those that it had.
    func start() throws(PluginProblem) {
        for _ in 0..<Self.threadsMax {
            let thread = try DedicatedThread(name: "plugin store") { self.work() }
            state.withLock { $0.threads.append(thread) }
        }
    }

    /// Finishes what was begun, drops the rest, and ends the threads. Once; waits for them.
    func close() {
        let threads = state.withLock { state in
            let threads = state.threads
            state = State(isClosed: true)
            ring(&state)
            return threads
        }
        for thread in threads { thread.join() }
    }

    private func work() {
        while let (lane, job) = next() {
            if !job.isCancelled.value.load(ordering: .relaxed) { job.work() }
            state.withLock { finish(lane, &$0) }
        }
    }

    /// Waits for the next thing to do; `nil` at the end.
    private func next() -> (Lane, Job)? {
        while true {
            let found: Found = state.withLock { state in
                guard !state.isClosed else { return .end }
                if let (lane, job) = take(&state) { return .job(lane, job) }
                if state.isRung { bell.hush() }
                state.isRung = false
                return .nothing
            }
            switch found {
            case .job(let lane, let job): return (lane, job)
            case .end: return nil
            case .nothing: Poll.wait(for: bell.descriptor, until: .max)
            }
        }
    }

    private enum Found: Sendable {
        case job(Lane, Job)
        case nothing
        case end
    }

    private func take(_ state: inout State) -> (Lane, Job)? {
        let free = state.turns.firstIndex { (state.queues[$0]?.busy.count ?? 0) < Self.threadsPerPluginMax }
        guard let free else { return nil }
        let plugin = state.turns.remove(at: free)
        guard var queue = state.queues[plugin], !queue.ready.isEmpty else { return nil }
        let instance = queue.ready.removeFirst()
        guard var jobs = queue.lanes[instance], !jobs.isEmpty else { return nil }
        let job = jobs.removeFirst()
        queue.lanes[instance] = jobs
        queue.busy.insert(instance)
        state.queues[plugin] = queue
        if !queue.ready.isEmpty { state.turns.append(plugin) }
        return (Lane(pluginID: plugin, instance: instance), job)
    }

    private func finish(_ lane: Lane, _ state: inout State) {
        guard var queue = state.queues[lane.pluginID] else { return }
        queue.busy.remove(lane.instance)
        if queue.lanes[lane.instance]?.isEmpty == false {
            queue.ready.append(lane.instance)
        } else {
            queue.lanes[lane.instance] = nil
        }
        state.queues[lane.pluginID] = queue.busy.isEmpty && queue.lanes.isEmpty ? nil : queue
        if !queue.ready.isEmpty {
            if !state.turns.contains(lane.pluginID) { state.turns.append(lane.pluginID) }
            ring(&state)
        }
    }

    /// Wakes all threads; those that find nothing wait again.
    private func ring(_ state: inout State) {
        guard !state.isRung else { return }
        state.isRung = true
        bell.ring()
    }
}
