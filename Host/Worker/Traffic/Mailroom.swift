internal import CSys
internal import Glibc
internal import UsherWire

/// Where everything that the daemon sends is sorted, and where threads wait for it: for an order to run, or for the reply to a
/// request of their call.
///
/// There is no thread for reading. Whoever has to wait reads the socket, if nobody does, and sorts what comes for all; so a
/// question that comes alone is read, run and answered by one thread. Who stops reading sees to it that somebody reads on, if
/// anybody needs that: a call that waits for a reply, or a resting thread when no call runs that would come back to read. While
/// all are busy nobody reads, and then the daemon rings the bell, for which the deputy waits.
// SAFETY: everything is touched under `lock`, but `buffer`, which belongs to whoever has set `isReading`.
final class Mailroom: @unchecked Sendable {
    /// An order whose turn has come, and the call that it is.
    struct Job: Sendable {
        let call: Call
        let label: OrderLabel
        let frame: [UInt8]
    }

    private let lock = Lock()
    private let channel: Channel
    private let calls: Calls
    private var buffer = FrameBuffer()
    private var turns: Turns
    /// Orders whose turn has come, and which no thread has taken yet.
    private var ready: [Job] = []
    /// Descriptors that arrived, in the order of the replies that they belong to.
    private var descriptors: [Int32] = []
    private var isReading = false
    /// The bell has rung, and since then nobody has found the socket empty: it is to be read on.
    private var hasRung = false
    private var isClosed = false
    /// Calls that wait for a reply which somebody else reads.
    private var askers: [Call] = []
    private let rest = ThreadRest()
    /// Starts a thread for calls, or for one watch. Returns whether it could.
    private var start: (Job?) -> Bool = { _ in false }

    init(channel: Channel, calls: Calls, maxConcurrency: UInt32) {
        self.channel = channel
        self.calls = calls
        turns = Turns(maxConcurrency: maxConcurrency)
    }

    /// Says how threads are started. Before the first order.
    func startThreads(_ start: @escaping (Job?) -> Bool) {
        lock.locked { self.start = start }
    }

    /// Ends `done`, which was answered, and waits for the next order to run. `nil` once the daemon has closed the socket; for the
    /// main thread only when everything was served.
    func next(after done: Job?, isMain: Bool) -> Job? {
        lock.lock()
        defer { lock.unlock() }
        if let done { finish(done, takes: 1) }
        while true {
            if !ready.isEmpty {
                let job = ready.removeFirst()
                stepAside()
                return job
            }
            if isClosed {
                if !isMain || turns.isEmpty { return nil }
                rest.rest(lock)
            } else if isReading {
                rest.rest(lock)
            } else {
                read(mayWait: true, takes: 1)
            }
        }
    }

    /// A thread that was started for calls begins its work.
    func arrive() {
        lock.locked { rest.arrive() }
    }

    /// Ends a watch, which was answered.
    func end(_ done: Job) {
        lock.locked { finish(done, takes: 0) }
    }

    /// The next reply for a call, waiting for it; `nil` when none will come, because the daemon has closed the socket.
    func reply(for call: Call) -> Call.Reply? {
        lock.lock()
        defer { lock.unlock() }
        while true {
            if !call.replies.isEmpty {
                let reply = call.replies.removeFirst()
                stepAside()
                return reply
            }
            if isClosed { return nil }
            if isReading {
                askers.append(call)
                call.arrival.wait(lock)
                askers.removeAll { $0 === call }
            } else {
                read(mayWait: true, takes: 0)
            }
        }
    }

    /// Reads what has arrived, if nobody else does, and tells whether a call may still ask for things.
    func look() -> Bool {
        lock.lock()
        defer { lock.unlock() }
        if !isReading && !isClosed {
            read(mayWait: false, takes: 0)
            stepAside()
        }
        return !isClosed
    }

    /// Waits until the socket takes something again. Reads meanwhile, if nobody else does: the daemon may wait for us to do so.
    func waitForRoom() {
        let reads = lock.locked {
            guard !isReading && !isClosed else { return false }
            isReading = true
            return true
        }
        // Whoever reads now may stop, hence not for ever.
        let events = channel.wait(for: reads ? POLLIN | POLLOUT : POLLOUT, milliseconds: reads ? -1 : 50)
        guard reads else { return }
        lock.lock()
        isReading = false
        if events & ~POLLOUT != 0 { read(mayWait: false, takes: 0) }
        stepAside()
        lock.unlock()
    }

    /// Answers the bell, for ever.
    func deputize() {
        while true {
            channel.waitForBell()
            lock.lock()
            hasRung = true
            // Whoever reads now sees it when it stops.
            stepAside()
            lock.unlock()
        }
    }

    /// Reads once, sorts, and finds threads for what may run, but for `takes` orders, which the caller takes itself. The lock is
    /// held, but not while reading.
    @discardableResult
    private func read(mayWait: Bool, takes: Int) -> Channel.Arrival {
        isReading = true
        lock.unlock()
        var descriptor = Int32(USHER_SYS_NO_DESCRIPTOR)
        let arrival = channel.receive(into: &buffer, mayWait: mayWait, took: &descriptor)
        lock.lock()
        isReading = false
        if descriptor != Int32(USHER_SYS_NO_DESCRIPTOR) { descriptors.append(descriptor) }
        switch arrival {
        case .nothing: return arrival
        case .bytes: sort()
        case .end: close()
        }
        handOut(takes: takes)
        return arrival
    }

    /// The caller stops reading, or never read. The lock is held.
    ///
    /// The daemon rings once for whatever it has sent, which may be more than one reading takes in.
    private func stepAside() {
        while hasRung && !isReading && !isClosed {
            hasRung = false
            if read(mayWait: false, takes: 0) == .bytes { hasRung = true }
        }
        guard !isReading && !isClosed else { return }
        if let asker = askers.first {
            asker.arrival.signal()
        } else if turns.calls == 0 {
            rest.wakeOne()
        }
    }

    private func sort() {
        do {
            while let frame = try buffer.nextCopy() {
                frame.withUnsafeBytes { bytes in
                    do {
                        var reader = FrameReader(bytes)
                        try sort(frame, try FrameHead(from: &reader), &reader)
                    } catch {
                        Self.misunderstood()
                    }
                }
            }
        } catch {
            Self.misunderstood()
        }
    }

    /// The daemon does not speak our language: it will see the socket close, and say so.
    private static func misunderstood() -> Never { _exit(70) }

    private func sort(_ frame: [UInt8], _ head: FrameHead, _ reader: inout FrameReader) throws(WireFault) {
        switch head.type {
        case .create, .destroy, .call:
            turns.arrive(try OrderLabel(head, &reader), frame: frame)
        case .cancel:
            if !turns.cancel(head.call) { calls.running(head.call)?.cancel() }
        case .reply:
            var descriptor = Int32(USHER_SYS_NO_DESCRIPTOR)
            if try BorrowedReply.carriesDescriptor(&reader), !descriptors.isEmpty { descriptor = descriptors.removeFirst() }
            guard let call = calls.running(head.call) else { throw .unknownValue }
            call.replies.append(Call.Reply(frame: frame, descriptor: descriptor))
            call.arrival.signal()
        case .hello, .refusal, .returned, .service, .log, .emitted:
            throw .unknownValue
        }
    }

    /// The daemon has closed the socket: no reply will come, and watches have nobody to watch for.
    private func close() {
        isClosed = true
        calls.forEachRunning { call in
            if call.label.company == .everything { call.cancel() }
            call.arrival.signal()
        }
        rest.wakeAll()
    }

    private func finish(_ job: Job, takes: Int) {
        calls.giveBack(job.call)
        turns.finish(job.label)
        handOut(takes: takes)
        if isClosed { rest.wakeAll() } else if takes == 0 { stepAside() }
    }

    private func handOut(takes: Int) {
        turns.begin { entry in
            let job = Job(call: calls.take(entry.label, isCancelled: entry.isCancelled), label: entry.label, frame: entry.frame)
            if entry.label.company == .everything {
                // Without a thread it is answered by one that has something better to do, but it is answered.
                if !start(job) { job.call.cancel(); ready.append(job) }
            } else {
                ready.append(job)
            }
        }
        rest.provide(ready.count - takes) { start(nil) }
    }
}
