internal import Logging
internal import UsherDomain
internal import UsherWire

// Calls on their way through a worker, and the watches that run beside them.
extension WorkerLoop {
    /// How many calls of one instance a worker is given ahead: enough to keep it busy, few enough that a crash takes few with it.
    private static let openPerInstanceMax = 64
    /// And of all instances.
    private static let openMax = 256
    /// Bytes of calls that a worker holds, and that wait in its socket: it has little memory.
    private static let openBytesMax = 4 << 20
    private static let unsentMax = 256 << 10

    func hand(to connection: Connection) {
        guard suspects.isEmpty else {
            // One that cannot be sent is answered at once, and makes room for the next.
            while sent.isEmpty, !suspects.isEmpty { send(suspects.removeFirst(), to: connection) }
            return
        }
        // A suspect is alone with the plugin.
        guard queue.count > 0, sent.count != 1 || sent.values.first?.isRetried != true else { return }
        let perInstance = status.maxConcurrency > 0 ? Self.openPerInstanceMax : max(2, Self.openPerInstanceMax / openCalls.count)
        while sent.count < Self.openMax, openBytes < Self.openBytesMax, connection.unsent < Self.unsentMax,
            let submission = queue.take(where: { openCalls[Int($0)] < perInstance })
        {
            send(submission, to: connection)
        }
    }

    private func send(_ submission: Submission, to connection: Connection) {
        if let failed = status.failedInstances[plan.instances[Int(submission.instance)].id] {
            return finish(submission, .unknown(failed))
        }
        let order = Order.call(instance: submission.instance, deadline: submission.deadline, request: submission.request)
        do {
            let call = try connection.send(order, instance: submission.instance, deadline: submission.deadline)
            sent[call] = submission
            openCalls[Int(submission.instance)] += 1
            openBytes += submission.bytes
        } catch {
            finish(submission, .unknown(Unknown(.failed, "the question is too large")))
        }
    }

    func takeSent(_ call: UInt64) -> Submission? {
        guard let submission = sent.removeValue(forKey: call) else { return nil }
        openCalls[Int(submission.instance)] -= 1
        openBytes -= submission.bytes
        return submission
    }

    func finish(_ submission: Submission, _ end: CallEnd?) {
        mailbox.finished(submission)
        submission.completion(end)
    }

    func expireWaiting() {
        guard queue.count + suspects.count > 0 else { return }
        let now = MonotonicClock.now()
        let overdue = suspects.filter { $0.deadline <= now }
        suspects.removeAll { $0.deadline <= now }
        for submission in queue.takeExpired(now: now) + overdue {
            finish(submission, .unknown(Unknown(.timedOut, "the deadline passed before the plugin was free")))
        }
    }

    func nextDeadline() -> Int64 {
        suspects.reduce(queue.nextDeadline) { min($0, $1.deadline) }
    }

    func sleep(until: Int64) {
        refuseWaiting()
        Poll.wait(for: mailbox.descriptor, until: until)
    }

    /// There is no worker, and there will be none for a while.
    func refuseWaiting() {
        for submission in suspects + queue.takeAll() { finish(submission, notRunning()) }
        suspects.removeAll()
    }

    /// Calls that a crash has left behind, and that may be asked again.
    func resume(_ submissions: [Submission]) {
        guard case .down(let until) = phase, until <= MonotonicClock.now() else {
            for submission in submissions { finish(submission, notRunning()) }
            return
        }
        suspects += submissions.filter(\.isRetried)
        queue.putBack(submissions.filter { !$0.isRetried })
    }

    private func notRunning() -> CallEnd {
        var wait: Int64?
        if case .down(let until) = phase { wait = max(0, until - MonotonicClock.now()) }
        return .unknown(Unknown(.notRunning, "the plugin is down: \(status.problem)", retryAfterMilliseconds: wait))
    }

    // MARK: Watches

    func startWatches(_ connection: Connection) {
        let now = MonotonicClock.now()
        for index in watches.due(now: now, among: isMade) {
            let order = Order.call(instance: UInt32(index), deadline: .max, request: .watch)
            do {
                watches.started(index, call: try connection.send(order, instance: UInt32(index), deadline: .max), now: now)
            } catch {
                preconditionFailure("an order to watch is small")
            }
        }
        noteCrowd()
    }

    /// Which instances nobody watches for, because a worker has no more threads for that: their changes are seen by asking alone.
    private func noteCrowd() {
        let crowd = Set(watches.crowdedOut(among: isMade).map { plan.instances[$0].id })
        guard crowd != status.unwatchedInstances else { return }
        for instance in crowd.subtracting(status.unwatchedInstances).sorted() {
            plan.logger.warning(
                "instance is not watched",
                metadata: ["instance": "\(instance)", "reason": "one worker runs at most \(Limit.watchThreads) watches"])
        }
        status.unwatchedInstances = crowd
        publish(status)
    }

    func nextWatchStart() -> Int64 {
        watches.nextStart(among: isMade)
    }

    private func isMade(_ index: Int) -> Bool {
        status.failedInstances[plan.instances[index].id] == nil
    }

    func noteWatchEnd(_ index: Int, _ end: CallEnd) {
        let pause = watches.returned(index, now: MonotonicClock.now())
        var facts: Logger.Metadata = ["instance": "\(plan.instances[index].id)", "restart_in_ms": "\(pause)"]
        if case .unknown(let unknown) = Answers.done(end) {
            facts["reason"] = "\(plan.redactor.redacted(unknown.message))"
        }
        plan.logger.warning("watch ended early", metadata: facts)
    }

    // MARK: Events

    func passOnEvents(_ connection: Connection) {
        let now = MonotonicClock.now()
        for (call, items) in connection.told {
            guard let index = watches.instance(of: call) else { continue }
            let events = items.map { Answers.event($0) ?? .everything }.filter { _ in meters[index].take(now: now) }
            if !events.isEmpty { plan.events(events, plan.instances[index].id) }
        }
        connection.told.removeAll(keepingCapacity: true)
        for index in meters.indices where meters[index].settle(now: now) {
            plan.events([.everything], plan.instances[index].id)
        }
    }

    func nextEventDebt() -> Int64 {
        meters.reduce(.max) { min($0, $1.owedAt ?? .max) }
    }
}

extension Submission {
    /// The call as it may be tried with the next worker, if it may.
    func retry(after part: Connection.Ended.Part) -> Submission? {
        switch part {
        case .waited:
            return self
        case .ran(isAlone: false) where !isRetried && Work.call(request.function).isRepeatable:
            var again = self
            again.isRetried = true
            return again
        case .none, .ran:
            return nil
        }
    }
}

extension AuthoriserEvent {
    /// That some events are not known.
    static let everything = AuthoriserEvent(.all, at: nil, dedupeID: "")
}
