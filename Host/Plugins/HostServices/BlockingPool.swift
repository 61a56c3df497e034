internal import Glibc
internal import Synchronization
internal import UsherDomain

/// Threads for services that wait for the disk, so that no thread of a worker has to.
///
/// What one instance asks for happens one after the other, in its order. Plugins take turns, and within a plugin its instances;
/// one plugin never has all threads. How much waits here is bounded by those who ask: a call asks for one thing at a time.
// SAFETY: `state` is only touched while `mutex` is held; the mutex and the condition live as long as this does.
final class BlockingPool: @unchecked Sendable {
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
        var isClosed = false
    }

    private var state = State()
    private var threads: [DedicatedThread] = []
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Does `work` when it is its turn. After ``Cancellation/cancel()`` it does not begin any more. Work that comes before
    /// ``start()`` waits, work that comes after ``close()`` is dropped.
    func run(in lane: Lane, _ work: @escaping @Sendable () -> Void) -> Cancellation {
        let flag = Flag()
        locked {
            guard !state.isClosed else { return }
            var queue = state.queues[lane.pluginID] ?? Queue()
            queue.lanes[lane.instance, default: []].append(Job(work: work, isCancelled: flag))
            if queue.lanes[lane.instance]?.count == 1, !queue.busy.contains(lane.instance) { queue.ready.append(lane.instance) }
            state.queues[lane.pluginID] = queue
            if !queue.ready.isEmpty, !state.turns.contains(lane.pluginID) { state.turns.append(lane.pluginID) }
            pthread_cond_signal(condition)
        }
        return Cancellation { flag.value.store(true, ordering: .relaxed) }
    }

    /// Starts the threads. Once.
    func start() throws(PluginProblem) {
        for _ in 0..<Self.threadsMax { threads.append(try DedicatedThread(name: "plugin store") { self.work() }) }
    }

    /// Finishes what was begun, drops the rest, and ends the threads. Once, after ``start()``; waits for them.
    func close() {
        locked {
            state = State(isClosed: true)
            pthread_cond_broadcast(condition)
        }
        for thread in threads { thread.join() }
        threads = []
    }

    private func work() {
        while let (lane, job) = next() {
            if !job.isCancelled.value.load(ordering: .relaxed) { job.work() }
            locked { finish(lane) }
        }
    }

    /// Waits for the next thing to do; `nil` at the end.
    private func next() -> (Lane, Job)? {
        locked {
            while !state.isClosed {
                if let found = take() { return found }
                pthread_cond_wait(condition, mutex)
            }
            return nil
        }
    }

    /// The lock is held.
    private func take() -> (Lane, Job)? {
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

    /// The lock is held.
    private func finish(_ lane: Lane) {
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
            pthread_cond_signal(condition)
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
