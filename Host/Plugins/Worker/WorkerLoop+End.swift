internal import UsherDomain
internal import UsherWire

// How a worker ends in order: no new calls, then no watches, then no instances, then no process.
extension WorkerLoop {
    func end() {
        // They were not sent: another worker may have them.
        for submission in suspects + queue.takeAll() { finish(submission, nil) }
        suspects.removeAll()
        switch phase {
        case .down, .gaveUp: break
        case .greeting(let connection), .creating(let connection), .serving(let connection):
            if case .serving = phase { disconnect(connection) }
            let reason = mailbox.mode == .stop ? "the plugin host is shutting down" : "the time to finish was over"
            connection.end(Unknown(.notRunning, reason))
            settleLast(connection)
        }
        status.pid = nil
        status.isServing = false
        status.problem = "shut down"
        publish(status)
    }

    private func disconnect(_ connection: Connection) {
        for call in watches.calls { connection.cancel(call) }
        let stopUntil = MonotonicClock.now() + plan.deadlines.shutdown
        wait(for: connection, until: stopUntil)
        guard connection.death == nil, connection.openCalls == 0 else { return }
        let isHurried = mailbox.mode == .stop
        let until = isHurried ? stopUntil : MonotonicClock.now() + plan.deadlines.shutdown
        for index in plan.instances.indices where status.failedInstances[plan.instances[index].id] == nil {
            do {
                _ = try connection.send(.destroy(instance: UInt32(index)), instance: UInt32(index), deadline: until)
            } catch {
                preconditionFailure("a destroy order is small")
            }
        }
        while connection.openCalls > 0, connection.death == nil, MonotonicClock.now() < until {
            connection.turn(wake: -1, until: until)
        }
        guard connection.death == nil else { return }
        connection.process.closeOrders()
        connection.process.end(patience: max(0, until - MonotonicClock.now()))
    }

    /// Waits for the calls that were sent. How long may change meanwhile.
    private func wait(for connection: Connection, until stopUntil: Int64) {
        while connection.openCalls > 0, connection.death == nil {
            var until = stopUntil
            if case .drain(let drained) = mailbox.take().mode { until = drained }
            guard MonotonicClock.now() < until else { return }
            connection.turn(wake: mailbox.descriptor, until: until)
            passOnEvents(connection)
            settleLast(connection)
        }
    }

    /// Tells those whose calls have ended. What the worker had not begun may be sent to another.
    private func settleLast(_ connection: Connection) {
        for ended in connection.ended {
            guard let submission = takeSent(ended.call) else { continue }
            finish(submission, ended.part == .waited ? nil : ended.end)
        }
        connection.ended.removeAll()
    }
}
