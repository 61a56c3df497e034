internal import Synchronization
internal import UsherDomain
internal import UsherWire

/// One plugin at work, as the rest of the daemon sees it: a mailbox, a status, and the thread behind them. Any thread.
final class WorkerDriver: Sendable {
    private enum Life {
        case waiting
        case running
        case over
    }

    let plan: WorkerPlan
    private let mailbox: Mailbox
    private let published: Mutex<WorkerStatus>
    private let waiters = Mutex<[CheckedContinuation<Void, Never>]>([])
    private let thread = ThreadCell()
    private let life = Mutex<(stage: Life, waiters: [CheckedContinuation<Void, Never>])>((.waiting, []))

    /// Throws when the system has no descriptor left.
    init(plan: WorkerPlan) throws(PluginProblem) {
        mailbox = try Mailbox()
        self.plan = plan
        published = Mutex(WorkerStatus(pluginID: plan.description.id, file: plan.file))
    }

    var status: WorkerStatus { published.withLock { $0 } }

    /// Starts the thread, which starts the worker and runs until ``drain(within:)`` or ``stop()``. Once. When it
    /// throws, there is no thread, and nothing has begun.
    func start() throws(PluginProblem) {
        life.withLock { $0.stage = .running }
        let thread: DedicatedThread
        do throws(PluginProblem) {
            thread = try DedicatedThread(name: "plugin \(plan.description.id)") {
                WorkerLoop(plan: self.plan, mailbox: self.mailbox) { self.publish($0) }.run()
                let waiters = self.life.withLock { life in
                    defer { life = (.over, []) }
                    return life.waiters
                }
                for waiter in waiters { waiter.resume() }
            }
        } catch {
            life.withLock { $0.stage = .over }
            throw error
        }
        self.thread.keep(thread)
    }

    /// Waits until the first worker serves calls or is known not to.
    func firstResult() async {
        await withCheckedContinuation { continuation in
            let isKnown = published.withLock { status in
                guard !status.isServing, status.problem.isEmpty else { return true }
                waiters.withLock { $0.append(continuation) }
                return false
            }
            if isKnown { continuation.resume() }
        }
    }

    /// Sends a request and waits for its end, at most until `deadline` (monotonic milliseconds). `nil` when this takes no more
    /// calls and the request was not sent: then another driver may be asked.
    func call(_ request: Request, of instance: UInt32, until deadline: Int64) async -> CallEnd? {
        await withCheckedContinuation { continuation in
            let submission = Submission(instance: instance, request: request, deadline: deadline) {
                continuation.resume(returning: $0)
            }
            switch mailbox.post(submission) {
            case .accepted: break
            case .full:
                continuation.resume(returning: .unknown(Unknown(.overloaded, "too many calls wait for this plugin")))
            case .closed: continuation.resume(returning: nil)
            }
        }
    }

    /// Takes no more calls from now on, lets those that were sent end, at most for so many milliseconds, and ends watches,
    /// instances and worker. Returns when no process and no thread remains.
    func drain(within milliseconds: Int64) async {
        await end(.drain(until: MonotonicClock.now() + milliseconds))
    }

    /// The same in a hurry.
    func stop() async {
        await end(.stop)
    }

    private func end(_ mode: Mailbox.Mode) async {
        mailbox.close(mode)
        await withCheckedContinuation { continuation in
            let mustWait = life.withLock { life in
                guard life.stage == .running else { return false }
                life.waiters.append(continuation)
                return true
            }
            if !mustWait { continuation.resume() }
        }
        // It is on its last steps: this does not wait.
        thread.take()?.join()
    }

    private func publish(_ status: WorkerStatus) {
        let ready = published.withLock { published -> [CheckedContinuation<Void, Never>] in
            published = status
            guard status.isServing || !status.problem.isEmpty else { return [] }
            return waiters.withLock { waiters in
                defer { waiters = [] }
                return waiters
            }
        }
        for waiter in ready { waiter.resume() }
    }
}
