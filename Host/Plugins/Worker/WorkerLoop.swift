internal import Logging
internal import UsherDomain
internal import UsherWire

/// What the thread of one worker does: keeps a worker running, hands it calls, and answers every call exactly once.
///
/// This file is the life of a worker; `WorkerLoop+Calls` is what is done with it, `WorkerLoop+End` how it ends in order.
final class WorkerLoop {
    enum Phase {
        /// No worker; the next one starts then.
        case down(until: Int64)
        /// No worker, and there will be none.
        case gaveUp
        /// The worker has not introduced itself yet.
        case greeting(Connection)
        /// The worker makes the instances.
        case creating(Connection)
        case serving(Connection)
    }

    /// How long an instance that could not be made for a passing reason waits for the next try.
    private static let createAgainMilliseconds: Int64 = 30_000

    let plan: WorkerPlan
    let mailbox: Mailbox
    let publish: (WorkerStatus) -> Void
    var status: WorkerStatus
    var phase = Phase.down(until: 0)
    private var budget = CrashBudget()
    private var startedAt: Int64 = 0
    /// Open create calls, and which instance each is for.
    private var creating: [UInt64: Int] = [:]
    private var createAgainAt: Int64?
    /// Calls that wait to be sent, calls that were sent, and how many those are of each instance and in bytes.
    var queue: CallQueue
    /// Calls that ran when a worker crashed: they are tried again one by one, so that the guilty one takes no other with it.
    var suspects: [Submission] = []
    var sent: [UInt64: Submission] = [:]
    var openCalls: [Int]
    var openBytes = 0
    var watches: Watches
    var meters: [EventMeter]

    init(plan: WorkerPlan, mailbox: Mailbox, publish: @escaping (WorkerStatus) -> Void) {
        self.plan = plan
        self.mailbox = mailbox
        self.publish = publish
        status = WorkerStatus(pluginID: plan.description.id, file: plan.file)
        let instances = plan.instances.count
        queue = CallQueue(instances: instances)
        openCalls = Array(repeating: 0, count: instances)
        watches = Watches(instances: plan.description.extensions.contains(ExtensionID.watch) ? instances : 0)
        meters = Array(repeating: EventMeter(), count: instances)
    }

    /// Runs until the mailbox is closed; then the worker is gone and nobody waits any more.
    func run() {
        while true {
            let (calls, mode) = mailbox.take()
            for call in calls { queue.append(call) }
            guard mode == .serve else { return end() }
            turn()
        }
    }

    private func turn() {
        expireWaiting()
        switch phase {
        case .down(let until):
            if MonotonicClock.now() >= until { start() } else { sleep(until: until) }
        case .gaveUp:
            sleep(until: .max)
        case .greeting(let connection):
            connection.turn(wake: mailbox.descriptor, until: nextDeadline())
            if let hello = connection.hello { greet(connection, hello) }
            settle(connection)
        case .creating(let connection):
            connection.turn(wake: mailbox.descriptor, until: nextDeadline())
            settle(connection)
        case .serving(let connection):
            serve(connection)
            settle(connection)
        }
    }

    private func serve(_ connection: Connection) {
        if let again = createAgainAt, MonotonicClock.now() >= again { create(connection, onlyFailed: true) }
        startWatches(connection)
        hand(to: connection)
        let due = min(nextDeadline(), createAgainAt ?? .max, nextWatchStart(), nextEventDebt())
        connection.turn(wake: mailbox.descriptor, until: due)
        passOnEvents(connection)
    }

    // MARK: Life of a worker

    private func start() {
        startedAt = MonotonicClock.now()
        do {
            let process = try WorkerProcess(executable: plan.executable, library: plan.library, cell: plan.cell)
            phase = .greeting(
                try Connection(
                    process: process, instances: plan.instances.map(\.id), services: plan.services,
                    deadlines: plan.deadlines, logger: plan.logger, redactor: plan.redactor))
            status.pid = process.pid
            publish(status)
        } catch {
            goDown(because: Unknown(.notRunning, error.text), .restart(after: budget.couldNotStart()))
        }
    }

    private func greet(_ connection: Connection, _ hello: Hello) {
        guard hello.manifest == plan.description.manifestJSON else {
            return connection.end(Unknown(.violation, CrashReport.otherManifest))
        }
        status.failedInstances = [:]
        status.maxConcurrency = hello.maxConcurrency
        note(CellGaps(rawValue: hello.cellGaps))
        phase = .creating(connection)
        create(connection, onlyFailed: false)
        if creating.isEmpty { begin(connection) }
    }

    private func note(_ gaps: CellGaps) {
        status.cellGaps = gaps
        guard !gaps.isDisjoint(with: .essential) else { return }
        plan.logger.warning("plugin runs without a whole sandbox", metadata: ["missing": "\(gaps.names.joined(separator: ", "))"])
    }

    private func create(_ connection: Connection, onlyFailed: Bool) {
        createAgainAt = nil
        let now = MonotonicClock.now()
        var deadline = now + plan.deadlines.create
        for (index, instance) in plan.instances.enumerated() {
            if onlyFailed {
                guard let failed = status.failedInstances[instance.id], failed.kind != .misconfigured else { continue }
            }
            if let problem = instance.problem {
                noteFailed(Unknown(.misconfigured, problem), instance.id)
                continue
            }
            let order = Order.create(
                instance: UInt32(index), deadline: deadline, config: instance.configJSON, claimPrefix: instance.claimURLPrefix)
            do {
                creating[try connection.send(order, instance: UInt32(index), deadline: deadline)] = index
            } catch {
                status.failedInstances[instance.id] = Unknown(.misconfigured, "its configuration is too large")
            }
            // Those that run one after the other must not use up the time of those behind them.
            let isRoundFull = status.maxConcurrency == 0 || (index + 1) % Limit.callThreads == 0
            if isRoundFull { deadline += plan.deadlines.create }
        }
    }

    /// Every instance has been made, or is known not to work.
    private func begin(_ connection: Connection) {
        phase = .serving(connection)
        status.isServing = true
        status.problem = ""
        publish(status)
        plan.observer(.serving)
    }

    private func noteCreated(_ ended: Connection.Ended, as index: Int) {
        let instance = plan.instances[index].id
        switch Answers.done(ended.end) {
        case .answered:
            status.failedInstances[instance] = nil
        case .unknown(let reason):
            let said = noteFailed(Unknown(reason.kind, plan.redactor.redacted(reason.message)), instance)
            if said.kind != .misconfigured { createAgainAt = MonotonicClock.now() + Self.createAgainMilliseconds }
        }
        guard creating.isEmpty else { return }
        publish(status)
    }

    @discardableResult
    private func noteFailed(_ said: Unknown, _ instance: InstanceID) -> Unknown {
        status.failedInstances[instance] = said
        plan.logger.error(
            "instance could not be made",
            metadata: ["instance": "\(instance)", "kind": "\(said.kind.rawValue)", "reason": "\(said.message)"])
        return said
    }

    /// Lets go of a worker that is gone, and tells everybody whose call has ended. In this order: whoever hears of a crash finds
    /// it in the status too.
    private func settle(_ connection: Connection) {
        if let death = connection.death { crashed(connection, death) }
        var again: [Submission] = []
        for ended in connection.ended {
            if let index = creating.removeValue(forKey: ended.call) {
                if connection.death == nil { noteCreated(ended, as: index) }
            } else if let submission = takeSent(ended.call) {
                if let retry = submission.retry(after: ended.part) { again.append(retry) } else { finish(submission, ended.end) }
            } else if let instance = watches.instance(of: ended.call) {
                noteWatchEnd(instance, ended.end)
            }
        }
        connection.ended.removeAll(keepingCapacity: true)
        if connection.death == nil {
            if case .creating = phase, creating.isEmpty { begin(connection) }
        } else {
            creating.removeAll()
            watches.lost(now: MonotonicClock.now())
            resume(again)
        }
    }

    private func crashed(_ connection: Connection, _ death: Unknown) {
        let now = MonotonicClock.now()
        status.crashes += 1
        let report = CrashReport(
            pluginID: plan.description.id, file: plan.file, reason: death, signal: connection.process.endSignal,
            running: connection.lastWork.map { CrashReport.Running(function: $0.work.name, instance: $0.instance) },
            uptimeMilliseconds: now - startedAt, crashes: status.crashes)
        let verdict = budget.ended(report, at: now)
        goDown(because: death, verdict)
        plan.observer(verdict == .giveUp ? .gaveUp(report) : .crashed(report))
    }

    private func goDown(because reason: Unknown, _ verdict: CrashBudget.Verdict) {
        createAgainAt = nil
        status.pid = nil
        status.isServing = false
        status.problem = reason.message
        var facts: Logger.Metadata = [
            "kind": "\(reason.kind.rawValue)", "reason": "\(reason.message)", "crashes": "\(status.crashes)",
        ]
        switch verdict {
        case .restart(let wait):
            phase = .down(until: MonotonicClock.now() + wait)
            facts["restart_in_ms"] = "\(wait)"
        case .giveUp:
            phase = .gaveUp
            status.hasGivenUp = true
            status.problem =
                "the plugin \(plan.description.id) (\(plan.file)) crashed \(CrashBudget.crashesMax) times in "
                + "\(CrashBudget.windowMilliseconds / 60_000) minutes and stays down; the last time: \(reason.message)"
        }
        publish(status)
        plan.logger.error(status.hasGivenUp ? "worker given up" : "worker ended", metadata: facts)
        // Those that wait may have the next worker, if it comes at once.
        if verdict != .restart(after: 0) { refuseWaiting() }
    }
}
