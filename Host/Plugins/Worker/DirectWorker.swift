public import Logging
public import UsherDomain
internal import UsherWire

/// A worker with one instance that the calling thread drives itself, without mailbox, thread or `await`: the shortest way to a
/// plugin. For measurements, and for programs that have nothing else to do.
///
/// One thread makes it, uses it and closes it; the worker ends with that thread. What is measured here is the round trip that
/// the thread of ``PluginAuthorisers`` makes.
public final class DirectWorker {
    private let connection: Connection
    private let deadlines: CallDeadlines
    private let clock: any WallClock

    /// Starts a worker for the plugin in `file` and makes one instance. Throws when either fails.
    public init(
        file: String, configJSON: String, settings: PluginHostSettings, keyValueStore: any KeyValueStore, clock: any WallClock,
        logger: Logger
    ) throws(PluginProblem) {
        guard let instance = InstanceID("direct") else { preconditionFailure("this is an instance id") }
        deadlines = settings.deadlines
        self.clock = clock
        connection = try Connection(
            process: try WorkerProcess(
                executable: settings.workerExecutable, library: try PluginDirectory.library(path: file),
                cell: .strict(settings.sandbox)),
            instances: [instance], services: DirectServices(keyValue: KeyValueService(store: keyValueStore, logger: logger)),
            deadlines: deadlines,
            logger: logger)
        while connection.hello == nil, connection.death == nil { connection.turn(wake: -1, until: .max) }
        let deadline = MonotonicClock.now() + deadlines.create
        let create = Order.create(instance: 0, deadline: deadline, config: configJSON, claimPrefix: "")
        if case .unknown(let unknown) = Answers.done(end(of: create, deadline)) {
            connection.end(unknown)
            throw PluginProblem(unknown.message)
        }
    }

    /// The worker process.
    public var pid: Int32 { connection.process.pid }

    /// Asks about at most 512 subjects in one frame, and waits for the answer.
    public func evaluate(_ subjects: [Subject], requirementJSON: String) -> [Evidence] {
        let deadline = MonotonicClock.now() + (subjects.count == 1 ? deadlines.evaluate : deadlines.evaluateMany)
        let request = Request.evaluate(requirement: requirementJSON, subjects: SubjectList(subjects, WireSubject.init))
        let end = end(of: .call(instance: 0, deadline: deadline, request: request), deadline)
        return Answers.evidence(end, count: subjects.count, at: clock.now())
    }

    /// Ends the worker. Calls after it are answered with unknown.
    public func close() {
        guard connection.death == nil else { return }
        connection.process.closeOrders()
        connection.process.end(patience: deadlines.shutdown)
        connection.end(Unknown(.notRunning, "closed"))
    }

    private func end(of order: Order, _ deadline: Int64) -> CallEnd {
        if let death = connection.death { return .unknown(death) }
        do {
            _ = try connection.send(order, instance: 0, deadline: deadline)
        } catch {
            return .unknown(Unknown(.failed, "the question is too large"))
        }
        while connection.ended.isEmpty { connection.turn(wake: -1, until: .max) }
        return connection.ended.removeLast().end
    }
}

/// Answers at once, on the thread that drives the worker: it has nothing else to do.
private struct DirectServices: WorkerServices {
    let keyValue: KeyValueService

    func serve(
        _ request: ServiceRequest, for instance: UInt32, call: UInt64, deadline: Int64,
        reply: @escaping ServiceSink
    ) -> Cancellation {
        guard case .keyValue(let asked) = request, let id = InstanceID("direct") else {
            return NoServices().serve(request, for: instance, call: call, deadline: deadline, reply: reply)
        }
        reply(keyValue.answer(asked, for: id), nil)
        return .none
    }
}
