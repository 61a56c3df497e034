internal import Logging
internal import UsherDomain
internal import UsherWire

/// What the thread of one worker does: keeps a worker running, hands it calls, and answers every call exactly once.
final class WorkerLoop {
    private enum Phase {
        /// No worker; the next one starts then.
        case down(until: Int64)
        /// The worker has not introduced itself yet.
        case greeting(Connection)
        /// The worker makes the instances: the open create calls, and which instance each is for.
        case creating(Connection, [UInt64: Int])
        case serving(Connection)
    }

    /// How many calls one worker is given ahead: enough to keep it busy, few enough that a crash takes few with it.
    private static let openMax = 64
    /// Bytes of calls that are written ahead.
    private static let unsentMax = 256 << 10
    /// How long an instance that could not be made for a passing reason waits for the next try.
    private static let createAgainMilliseconds: Int64 = 30_000

    private let plan: WorkerPlan
    private let mailbox: Mailbox
    private let publish: (WorkerStatus) -> Void
    private var status: WorkerStatus
    private var phase = Phase.down(until: 0)
    private var budget = CrashBudget()
    private var startedAt: Int64 = 0
    /// Calls that wait to be sent.
    private var waiting: [Submission] = []
    /// Calls that were sent.
    private var sent: [UInt64: Submission] = [:]
    private var createAgainAt: Int64?

    init(plan: WorkerPlan, mailbox: Mailbox, publish: @escaping (WorkerStatus) -> Void) {
        self.plan = plan
        self.mailbox = mailbox
        self.publish = publish
        status = WorkerStatus(
            pluginID: plan.description.id, file: plan.file, pid: nil, crashes: 0, problem: "", failedInstances: [:],
            isServing: false)
    }

    /// Runs until the mailbox is closed; then the worker is gone and nobody waits any more.
    func run() {
        loop: while true {
            switch mailbox.mode {
            case .open: turn()
            case .stop: break loop
            case .drain(let until):
                giveBack()
                guard !sent.isEmpty, MonotonicClock.now() < until else { break loop }
                turn()
            }
        }
        shutDown()
    }

    private func giveBack() {
        waiting.append(contentsOf: mailbox.take())
        for submission in waiting {
            mailbox.finished(1)
            submission.completion(nil)
        }
        waiting.removeAll()
    }

    private func turn() {
        waiting.append(contentsOf: mailbox.take())
        expireWaiting()
        switch phase {
        case .down(let until):
            if MonotonicClock.now() >= until { start() } else { sleep(until: until) }
        case .greeting(let connection):
            connection.turn(wake: mailbox.descriptor, until: nextDeadline())
            if let hello = connection.hello { greet(connection, hello) }
            settle(connection)
        case .creating(let connection, let calls):
            connection.turn(wake: mailbox.descriptor, until: nextDeadline())
            noteCreated(connection, calls)
            settle(connection)
        case .serving(let connection):
            if let again = createAgainAt, MonotonicClock.now() >= again { return create(connection, onlyFailed: true) }
            hand(to: connection)
            connection.turn(wake: mailbox.descriptor, until: min(nextDeadline(), createAgainAt ?? .max))
            settle(connection)
        }
    }

    // MARK: Life of a worker

    private func start() {
        startedAt = MonotonicClock.now()
        do {
            let process = try WorkerProcess(executable: plan.executable, library: plan.library, cell: plan.cell)
            phase = .greeting(
                Connection(
                    process: process, instances: plan.instances.map(\.id), services: plan.services,
                    deadlines: plan.deadlines, logger: plan.logger))
            status.pid = process.pid
            publish(status)
        } catch {
            goDown(because: Unknown(.notRunning, error.text))
        }
    }

    private func greet(_ connection: Connection, _ hello: Hello) {
        guard hello.manifest == plan.description.manifestJSON else {
            return connection.end(Unknown(.violation, "its manifest is not the one that it showed before"))
        }
        status.failedInstances = [:]
        note(CellGaps(rawValue: hello.cellGaps))
        create(connection, onlyFailed: false)
    }

    private func note(_ gaps: CellGaps) {
        status.cellGaps = gaps
        guard !gaps.isDisjoint(with: .essential) else { return }
        plan.logger.warning("plugin runs without a whole sandbox", metadata: ["missing": "\(gaps.names.joined(separator: ", "))"])
    }

    private func create(_ connection: Connection, onlyFailed: Bool) {
        createAgainAt = nil
        var calls: [UInt64: Int] = [:]
        // They run one after the other: a slow one must not use up the time of those behind it.
        var deadline = MonotonicClock.now()
        for (index, instance) in plan.instances.enumerated() {
            if onlyFailed {
                guard let failed = status.failedInstances[instance.id], failed.kind != .misconfigured else { continue }
            }
            deadline += plan.deadlines.create
            let order = Order.create(
                instance: UInt32(index), deadline: deadline, config: instance.configJSON, claimPrefix: instance.claimURLPrefix)
            do {
                calls[try connection.send(order, instance: UInt32(index), deadline: deadline)] = index
            } catch {
                status.failedInstances[instance.id] = Unknown(.misconfigured, "its configuration is too large")
            }
        }
        phase = .creating(connection, calls)
        if calls.isEmpty { noteCreated(connection, calls) }
    }

    private func noteCreated(_ connection: Connection, _ calls: [UInt64: Int]) {
        var calls = calls
        for (call, end) in connection.ended {
            if let index = calls.removeValue(forKey: call) { note(Answers.done(end), of: plan.instances[index].id) }
        }
        guard calls.isEmpty, connection.death == nil else { return phase = .creating(connection, calls) }
        phase = .serving(connection)
        if status.failedInstances.values.contains(where: { $0.kind != .misconfigured }) {
            createAgainAt = MonotonicClock.now() + Self.createAgainMilliseconds
        }
        status.isServing = true
        status.problem = ""
        publish(status)
        plan.observer(.serving)
    }

    private func note(_ created: Answer<Void>, of instance: InstanceID) {
        switch created {
        case .answered:
            status.failedInstances[instance] = nil
        case .unknown(let reason):
            status.failedInstances[instance] = reason
            plan.logger.error(
                "instance could not be made",
                metadata: ["instance": "\(instance)", "kind": "\(reason.kind.rawValue)", "reason": "\(reason.message)"])
        }
    }

    /// Lets go of a worker that is gone, and tells everybody whose call has ended. In this order: whoever hears of a crash finds
    /// it in the status too.
    private func settle(_ connection: Connection) {
        if let death = connection.death {
            status.crashes += 1
            goDown(because: death)
        }
        for (call, end) in connection.ended {
            if let submission = sent.removeValue(forKey: call) { finish(submission, end) }
        }
        connection.ended.removeAll(keepingCapacity: true)
    }

    private func goDown(because reason: Unknown) {
        let now = MonotonicClock.now()
        let verdict = budget.crashed(at: now, uptime: now - startedAt)
        let wait: Int64
        if case .restart(let after) = verdict { wait = after } else { wait = .max / 4 }
        createAgainAt = nil
        status.pid = nil
        status.isServing = false
        status.problem = reason.message
        phase = .down(until: now + wait)
        publish(status)
        plan.logger.error(
            "worker ended",
            metadata: [
                "kind": "\(reason.kind.rawValue)", "reason": "\(reason.message)", "crashes": "\(status.crashes)",
                "restart_in_ms": "\(wait)",
            ])
        let report = CrashReport(
            pluginID: plan.description.id, file: plan.file, reason: reason, signal: nil, running: [],
            uptimeMilliseconds: now - startedAt, crashes: status.crashes)
        plan.observer(verdict == .giveUp ? .gaveUp(report) : .crashed(report))
        // Those that wait may have the next worker, if it comes at once.
        guard wait > 0 else { return }
        for submission in waiting { finish(submission, notRunning(until: now + wait)) }
        waiting.removeAll()
    }

    // MARK: Calls

    private func hand(to connection: Connection) {
        var taken = 0
        while taken < waiting.count, connection.openCalls < Self.openMax, connection.unsent < Self.unsentMax {
            let submission = waiting[taken]
            taken += 1
            if let failed = status.failedInstances[plan.instances[Int(submission.instance)].id] {
                finish(submission, .unknown(failed))
                continue
            }
            let order = Order.call(
                instance: submission.instance, deadline: submission.deadline, request: submission.request)
            do {
                let call = try connection.send(order, instance: submission.instance, deadline: submission.deadline)
                sent[call] = submission
            } catch {
                finish(submission, .unknown(Unknown(.failed, "the question is too large")))
            }
        }
        waiting.removeFirst(taken)
    }

    private func sleep(until: Int64) {
        for submission in waiting { finish(submission, notRunning(until: until)) }
        waiting.removeAll()
        Poll.wait(for: mailbox.descriptor, until: until)
    }

    private func notRunning(until: Int64) -> CallEnd {
        let wait = max(0, until - MonotonicClock.now())
        return .unknown(Unknown(.notRunning, "the plugin is down: \(status.problem)", retryAfterMilliseconds: wait))
    }

    private func expireWaiting() {
        guard !waiting.isEmpty else { return }
        let now = MonotonicClock.now()
        waiting.removeAll { submission in
            guard submission.deadline <= now else { return false }
            finish(submission, .unknown(Unknown(.timedOut, "the deadline passed before the plugin was free")))
            return true
        }
    }

    private func nextDeadline() -> Int64 {
        waiting.reduce(.max) { min($0, $1.deadline) }
    }

    private func finish(_ submission: Submission, _ end: CallEnd) {
        mailbox.finished(1)
        submission.completion(end)
    }

    // MARK: The end

    private func shutDown() {
        waiting.append(contentsOf: mailbox.take())
        let goodbye = CallEnd.unknown(Unknown(.notRunning, "the plugin host is shutting down"))
        for submission in waiting { finish(submission, goodbye) }
        waiting.removeAll()
        switch phase {
        case .down: break
        case .greeting(let connection), .creating(let connection, _), .serving(let connection): disconnect(connection)
        }
        for submission in sent.values { finish(submission, goodbye) }
        sent.removeAll()
        status.pid = nil
        status.isServing = false
        status.problem = "shut down"
        publish(status)
    }

    /// Lets the worker finish what it does and end its instances; kills it when that takes too long.
    private func disconnect(_ connection: Connection) {
        let until = MonotonicClock.now() + plan.deadlines.shutdown
        if status.isServing {
            for index in plan.instances.indices where status.failedInstances[plan.instances[index].id] == nil {
                do {
                    _ = try connection.send(.destroy(instance: UInt32(index)), instance: UInt32(index), deadline: until)
                } catch {
                    preconditionFailure("a destroy order is small")
                }
            }
        }
        while connection.openCalls > 0, connection.death == nil, MonotonicClock.now() < until {
            connection.turn(wake: -1, until: until)
        }
        for (call, end) in connection.ended {
            if let submission = sent.removeValue(forKey: call) { finish(submission, end) }
        }
        guard connection.death == nil else { return }
        connection.process.closeOrders()
        connection.process.end(patience: max(0, until - MonotonicClock.now()))
    }
}
