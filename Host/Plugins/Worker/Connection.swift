internal import Glibc
internal import Logging
internal import UsherDomain
internal import UsherWire

/// The daemon's end of one running worker. Used by one thread, which calls ``turn(wake:until:)`` again and again.
///
/// It never waits for a worker that does not read, never believes a length, and ends a worker that breaks the protocol.
final class Connection {
    /// Bytes that may wait to be sent before we stop listening to a worker that does not read.
    private static let unsentMax = 1 << 20
    /// A crashing process closes its socket a moment before it is dead, and only then can say what it died of.
    private static let dyingMillisecondsMax: Int64 = 100
    /// How often a dead worker's socket is read: enough for the largest frame.
    private static let lastReadsMax = 512

    let process: WorkerProcess
    /// The worker's introduction, once it came.
    private(set) var hello: Hello?
    /// Set when the worker is gone: every open call has ended then.
    private(set) var death: Unknown?
    /// Calls that ended since somebody looked.
    var ended: [(call: UInt64, end: CallEnd)] = []

    private let services: KeyValueService
    private let instances: [InstanceID]
    private var ledger: CallLedger
    private var inbound = FrameBuffer()
    private var outbound = FrameWriter()
    private var sent = 0
    private var output: PluginOutput
    private var outputIsOpen = true
    /// The process has ended; its last words may still be in the socket.
    private var hasExited = false
    private let polled = UnsafeMutablePointer<pollfd>.allocate(capacity: 4)

    /// `instances` are those that calls may run for, by their number on the wire.
    init(
        process: WorkerProcess, instances: [InstanceID], services: KeyValueService, deadlines: CallDeadlines, logger: Logger
    ) {
        self.process = process
        self.instances = instances
        self.services = services
        ledger = CallLedger(now: MonotonicClock.now(), deadlines: deadlines)
        output = PluginOutput(logger: logger)
    }

    deinit {
        polled.deallocate()
        output.deallocate()
    }

    /// How many calls wait for their end.
    var openCalls: Int { ledger.count }

    /// Bytes that the worker has not taken yet.
    var unsent: Int { outbound.bytes.count - sent }

    /// Queues an order that is answered, and returns the id of the call. Throws when it is too large for a frame.
    func send(_ order: Order, instance: UInt32, deadline: Int64) throws(WireFault) -> UInt64 {
        let call = ledger.begin(
            outcomes: order.outcomes ?? 1, instance: instance, deadline: deadline, now: MonotonicClock.now())
        do {
            try order.write(to: &outbound, call: call)
        } catch {
            ledger.takeBackLast()
            throw error
        }
        return call
    }

    /// Sends what waits, waits until `until` for something to happen (the worker, its output, its end, a deadline, or `wake`
    /// becoming readable), and deals with it.
    func turn(wake: Int32, until: Int64) {
        flush()
        guard death == nil else { return }
        let now = MonotonicClock.now()
        let due = min(until, ledger.nextExpiry ?? .max)
        watch(0, process.socket, (unsent < Self.unsentMax ? POLLIN : 0) | (unsent > 0 ? POLLOUT : 0))
        watch(1, wake, POLLIN)
        watch(2, process.exitDescriptor, POLLIN)
        let hearsOutput = outputIsOpen && output.mayRead(now: now)
        watch(3, hearsOutput ? process.output : -1, POLLIN)
        // A silenced plugin is heard again in the next second.
        let pause = outputIsOpen && !hearsOutput ? 1_000 : Int64(60_000)
        let count = poll(polled, 4, Int32(max(0, min(due - now, pause))))
        if count > 0 { handleEvents() }
        guard death == nil else { return }
        let after = MonotonicClock.now()
        guard let expiry = ledger.nextExpiry, after >= expiry else { return }
        for action in ledger.expire(now: after) { perform(action) }
        flush()
    }

    /// Ends the worker, if it has not ended yet, and every open call with it.
    func end(_ reason: Unknown) {
        guard death == nil else { return }
        let ending = process.end(patience: reason.kind == .crashed ? Self.dyingMillisecondsMax : 0)
        while outputIsOpen, output.mayRead(now: MonotonicClock.now()), Poll.isReadable(process.output) { readOutput() }
        output.flush()
        let text = reason.message.isEmpty ? "the worker \(ending)" : "\(reason.message); the worker \(ending)"
        let unknown = Unknown(reason.kind, text.plain)
        death = unknown
        for call in ledger.close() { ended.append((call, .unknown(unknown))) }
    }

    private func watch(_ index: Int, _ descriptor: Int32, _ events: Int32) {
        polled[index] = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    }

    private func handleEvents() {
        if polled[3].revents != 0 { readOutput() }
        if polled[0].revents != 0 { receive() }
        if polled[2].revents != 0, death == nil {
            // The end of the process does not take back what it said before. Its children end with it; one that got away, with
            // the socket in its hands, is not listened to for ever.
            hasExited = true
            process.end()
            for _ in 0..<Self.lastReadsMax where death == nil && Poll.isReadable(process.socket) { receive() }
            end(Unknown(.crashed))
        }
    }

    private func readOutput() {
        outputIsOpen = output.read(from: process.output)
    }

    private func receive() {
        let count = inbound.fill { recv(process.socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
        if count == 0 { return end(Unknown(.crashed)) }
        if count < 0 {
            if errno != EAGAIN && errno != EINTR { end(Unknown(.crashed)) }
            return
        }
        do {
            while death == nil {
                let read = try inbound.next { (head, reader) throws(WireFault) in (head, try Report(head, &reader)) }
                guard let (head, report) = read else { break }
                perform(ledger.receive(head, report, now: MonotonicClock.now()))
            }
        } catch {
            perform(ledger.breach("it sent bytes that are no message (\(error))"))
        }
    }

    private func perform(_ action: CallLedger.Action) {
        switch action {
        case .nothing:
            break
        case .introduced(let hello):
            self.hello = hello
        case .ended(let call, let end):
            ended.append((call, end))
        case .cancel(let call):
            write(.cancel, call)
        case .serve(let call, let instance, let request):
            // Who has ended needs no reply, and whoever holds its socket gets none.
            guard !hasExited else { return }
            // A worker waits for each reply, so nothing can follow a request. One that sends many would have us write to the disk
            // for each and keep their replies, while nobody looks at deadlines.
            guard inbound.count == 0 else { return perform(ledger.breach("it did not wait for the reply to a request")) }
            guard instances.indices.contains(Int(instance)) else {
                return perform(ledger.breach("it asked for a service of no instance"))
            }
            guard case .keyValue(let asked) = request else {
                for _ in 0..<request.replies { write(.reply(ServiceReply(.unsupported)), call) }
                return flush()
            }
            write(.reply(services.answer(asked, for: instances[Int(instance)])), call)
            flush()
        case .log(let level, let text):
            if !output.log(level: level, text: text, now: MonotonicClock.now()) {
                perform(ledger.breach("it logged without end"))
            }
        case .kill(let reason):
            end(reason)
        }
    }

    private func write(_ order: Order, _ call: UInt64) {
        do {
            try order.write(to: &outbound, call: call)
        } catch {
            end(Unknown(.violation, "it asked for something that does not fit into a reply"))
        }
    }

    private func flush() {
        while unsent > 0, death == nil {
            let rest = UnsafeRawBufferPointer(rebasing: outbound.bytes[sent...])
            let count = Glibc.send(process.socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            if count > 0 {
                sent += count
            } else if errno == EAGAIN {
                // Waiting bytes are not kept behind sent ones for ever.
                if sent > Self.unsentMax {
                    outbound.removeFirst(sent)
                    sent = 0
                }
                return
            } else if errno != EINTR {
                // What the worker said before it closed the socket still counts: the end is seen when it is read.
                return sent = outbound.bytes.count
            }
        }
        outbound.removeAll()
        sent = 0
    }
}
