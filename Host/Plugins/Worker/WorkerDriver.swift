internal import Synchronization
internal import UsherDomain
internal import UsherWire

/// One plugin at work, as the rest of the daemon sees it: a mailbox, a status, and the thread behind them.
final class WorkerDriver: Sendable {
    let plan: WorkerPlan
    private let mailbox = Mailbox()
    private let published: Mutex<WorkerStatus>
    private let waiters = Mutex<[CheckedContinuation<Void, Never>]>([])
    private let thread = ThreadCell()
    private let goodbye = Mutex<CheckedContinuation<Void, Never>?>(nil)

    init(plan: WorkerPlan) {
        self.plan = plan
        published = Mutex(
            WorkerStatus(
                pluginID: plan.description.id, file: plan.file, pid: nil, crashes: 0, problem: "", failedInstances: [:],
                isServing: false))
    }

    var status: WorkerStatus { published.withLock { $0 } }

    /// Starts the thread, which starts the worker and runs until ``stop()``.
    func start() {
        thread.keep(
            DedicatedThread(name: "plugin \(plan.description.id)") {
                WorkerLoop(plan: self.plan, mailbox: self.mailbox) { self.publish($0) }.run()
                self.goodbye.withLock { $0?.resume() }
            })
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

    /// Sends a request and waits for its end, at most `milliseconds`. Any thread.
    func call(_ request: Request, of instance: UInt32, within milliseconds: Int64) async -> CallEnd {
        await withCheckedContinuation { continuation in
            let submission = Submission(
                instance: instance, request: request, deadline: MonotonicClock.now() + milliseconds
            ) { continuation.resume(returning: $0) }
            switch mailbox.post(submission) {
            case .accepted:
                break
            case .full:
                continuation.resume(returning: .unknown(Unknown(.overloaded, "too many calls wait for this plugin")))
            case .closed:
                continuation.resume(returning: .unknown(Unknown(.notRunning, "the plugin host is shutting down")))
            }
        }
    }

    /// Ends the worker and the thread.
    func stop() async {
        guard let thread = thread.take() else { return }
        await withCheckedContinuation { continuation in
            goodbye.withLock { $0 = continuation }
            mailbox.close()
        }
        // It is on its last steps: this does not wait.
        thread.join()
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
