internal import Glibc
internal import PluginABI
internal import UsherWire

/// Serves the daemon's orders until the daemon closes the socket.
// SAFETY: `instances` and `hasDeputy` are touched under `lock`, everything else is constant.
final class Service: @unchecked Sendable {
    private struct Instance {
        let pointer: UnsafeMutableRawPointer
        let claimPrefix: [UInt8]
    }

    private let plugin: LoadedPlugin
    private let runtime: Runtime
    private let mailroom: Mailroom
    private let lock = Lock()
    private var instances: [UInt32: Instance] = [:]
    private var hasDeputy = false

    init(plugin: LoadedPlugin, runtime: Runtime, channel: Channel) {
        self.plugin = plugin
        self.runtime = runtime
        mailroom = Mailroom(channel: channel, calls: runtime.calls, maxConcurrency: plugin.table.max_concurrency)
        runtime.serve(mailroom)
    }

    /// Runs on the main thread, once load() has succeeded.
    func run() {
        mailroom.startThreads { [self] watch in
            guard let watch else { return WorkerThread.start("calls") { self.runThread() } }
            return WorkerThread.start("watch") {
                self.serve(watch)
                self.mailroom.end(watch)
            }
        }
        var done: Mailroom.Job?
        while let job = mailroom.next(after: done, isMain: true) {
            serve(job)
            done = job
        }
        let left = lock.locked { instances.values.map(\.pointer) }
        for pointer in left { plugin.table.destroy(pointer) }
    }

    private func runThread() {
        mailroom.arrive()
        var done: Mailroom.Job?
        while let job = mailroom.next(after: done, isMain: false) {
            serve(job)
            done = job
        }
    }

    private func serve(_ job: Mailroom.Job) {
        job.frame.withUnsafeBytes { bytes in
            do {
                var reader = FrameReader(bytes)
                job.call.answer.removeAll()
                try serve(try BorrowedOrder(try FrameHead(from: &reader), &reader), job.call)
                runtime.sendAnswer(job.call)
            } catch {
                // The daemon does not speak our language: it will see the socket close, and say so.
                _exit(70)
            }
        }
    }

    private func serve(_ order: BorrowedOrder, _ call: Call) throws(WireFault) {
        switch order {
        case .create(let slot, let deadline, let config, let claimPrefix):
            call.prepare(deadline: deadline, claimPrefix: Array(claimPrefix))
            call.answer.beginReturn(of: call.label.call, outcomes: 1)
            create(slot, call, config)
        case .destroy(let slot):
            if let instance = lock.locked({ instances.removeValue(forKey: slot) }) { plugin.table.destroy(instance.pointer) }
            call.answer.beginReturn(of: call.label.call, outcomes: 1)
            call.appendOutcome(.ok)
        case .call(let slot, let deadline, let request):
            let instance = lock.locked { instances[slot] }
            call.prepare(deadline: deadline, claimPrefix: instance?.claimPrefix ?? [])
            try self.call(request, call, instance?.pointer)
        case .cancel, .reply:
            throw .unknownValue
        }
    }

    private func call(_ request: BorrowedRequest, _ call: Call, _ instance: UnsafeMutableRawPointer?) throws(WireFault) {
        if case .evaluate(let evaluation) = request, let instance {
            return try Evaluation(plugin: plugin, instance: instance, call: call, evaluation: evaluation).run()
        }
        call.answer.beginReturn(of: call.label.call, outcomes: 1)
        guard let instance else { return call.appendOutcome(.invalid) }
        if let reason = call.givenUp { return call.appendOutcome(reason) }
        Functions(plugin: plugin, runtime: runtime, instance: instance, call: call).run(request)
    }

    private func create(_ slot: UInt32, _ call: Call, _ config: UnsafeRawBufferPointer) {
        if let reason = call.givenUp { return call.appendOutcome(reason) }
        startDeputy()
        // An attempt that the daemon gave up on may have succeeded all the same.
        if let forgotten = lock.locked({ instances.removeValue(forKey: slot) }) { plugin.table.destroy(forgotten.pointer) }
        var pointer: UnsafeMutableRawPointer?
        let status = call.run(.nothing) { plugin.table.create($0, usher_str(lending: config), &pointer) }
        let isMade = status == StatusCode.ok.rawValue
        call.appendOutcome(status, breach: isMade && pointer == nil ? .noSelf : nil)
        guard isMade, let pointer else { return }
        let instance = Instance(pointer: pointer, claimPrefix: call.claimPrefix)
        lock.locked { instances[slot] = instance }
    }

    /// Where more than one order may run at once, somebody must read while all threads are busy. A process that only looks at its
    /// plugin, or whose plugin bears no company, does without the thread.
    private func startDeputy() {
        guard plugin.table.max_concurrency > 0 || plugin.extensions.watch != nil else { return }
        lock.locked {
            guard !hasDeputy else { return }
            // Without it, orders wait until a thread comes back to read; the next instance tries again.
            hasDeputy = WorkerThread.start("deputy") { [mailroom] in mailroom.deputize() }
        }
    }
}
