internal import Glibc
internal import Logging
internal import UsherDomain
internal import UsherWire

/// The daemon's end of one running worker. Used by one thread, which calls ``turn(wake:until:)`` again and again.
///
/// It never waits for a worker that does not read, nor for a service, always reads what the worker sends, never believes a
/// length, and ends a worker that breaks the protocol.
final class Connection {
    /// A call that has ended.
    struct Ended {
        /// What the call had to do with the end of the worker.
        enum Part: Hashable {
            /// Nothing: it had ended before.
            case none
            /// The worker had not begun it.
            case waited
            /// It ran, together with others or not.
            case ran(isAlone: Bool)
        }

        let call: UInt64
        let end: CallEnd
        var part = Part.none
    }

    /// Replies that may wait for a worker that does not read; beyond that its requests are refused.
    private static let unsentRepliesMax = 64 << 20
    /// How long a worker may leave replies unread that it asked for: each wait for one is a reading thread.
    private static let unreadMillisecondsMax: Int64 = 30_000
    /// A crashing process closes its socket a moment before it is dead, and only then can say what it died of.
    private static let dyingMillisecondsMax: Int64 = 100
    /// How often a dead worker's socket is read: enough for the largest frame.
    private static let lastReadsMax = 512

    let process: WorkerProcess
    /// The worker's introduction, once it came.
    private(set) var hello: Hello?
    /// Set when the worker is gone: every open call has ended then.
    private(set) var death: Unknown?
    /// What ran when it ended.
    private(set) var lastWork: [(work: Work, instance: InstanceID)] = []
    /// Calls that ended since somebody looked.
    var ended: [Ended] = []
    /// What watches have told since somebody looked.
    var told: [(call: UInt64, items: [Item])] = []

    private let services: any WorkerServices
    private let instances: [InstanceID]
    private var ledger: CallLedger
    private var inbound = FrameBuffer()
    private var outbound = SendBuffer()
    private let replies: ReplyBox
    /// Requests that are being served, by their call.
    private var requests: [UInt64: OpenRequest] = [:]
    private var lastRequest: UInt64 = 0
    /// What listings that still run have emitted.
    private var pages: [UInt64: [Item]] = [:]
    private var watches: Set<UInt64> = []
    private var output: PluginOutput
    private var outputIsOpen = true
    /// The process has ended; its last words may still be in the socket.
    private var hasExited = false
    /// Since when replies wait of which the worker has taken nothing more.
    private var unreadSince: Int64?
    /// What was written may meet a worker that is busy with other things than reading.
    private var mustRing = false
    private static let polledCount = 5
    private let polled = UnsafeMutablePointer<pollfd>.allocate(capacity: Connection.polledCount)

    /// `instances` are those that calls may run for, by their number on the wire. Throws when the system has no descriptor left.
    init(
        process: WorkerProcess, instances: [InstanceID], services: any WorkerServices, deadlines: CallDeadlines, logger: Logger,
        redactor: Redactor = Redactor()
    ) throws(PluginProblem) {
        replies = try ReplyBox()
        self.process = process
        self.instances = instances
        self.services = services
        ledger = CallLedger(now: MonotonicClock.now(), deadlines: deadlines)
        output = PluginOutput(logger: logger, redactor: redactor)
    }

    deinit {
        for request in requests.values { request.cancellation.cancel() }
        replies.close()
        polled.deallocate()
        output.deallocate()
    }

    /// How many calls wait for their end.
    var openCalls: Int { ledger.count }

    /// Bytes that the worker has not taken yet.
    var unsent: Int { outbound.unsent }

    /// Queues an order that is answered, and returns the id of the call. Throws when it is too large for a frame.
    func send(_ order: Order, instance: UInt32, deadline: Int64) throws(WireFault) -> UInt64 {
        guard let work = order.work else { preconditionFailure("nothing answers a cancellation or a reply") }
        let call = ledger.begin(
            work, outcomes: order.outcomes ?? 1, instance: instance, deadline: deadline, now: MonotonicClock.now())
        do {
            try outbound.write(order, call: call)
        } catch {
            ledger.takeBackLast()
            throw error
        }
        if work.isWatch { watches.insert(call) }
        noteSent(forWatch: work.isWatch)
        return call
    }

    /// Tells the worker that a call is no longer needed. Its end is told as that of every call.
    func cancel(_ call: UInt64) {
        perform(ledger.cancel(call, now: MonotonicClock.now()))
    }

    /// Sends what waits, waits until `until` for something to happen (the worker, its output, its end, a reply, a deadline, or
    /// `wake` becoming readable), and deals with it.
    func turn(wake: Int32, until: Int64) {
        flush()
        guard death == nil else { return }
        let now = MonotonicClock.now()
        let due = min(until, ledger.nextExpiry ?? .max, unreadSince.map { $0 + Self.unreadMillisecondsMax } ?? .max)
        watch(0, process.socket, POLLIN | (unsent > 0 ? POLLOUT : 0))
        watch(1, wake, POLLIN)
        watch(2, process.exitDescriptor, POLLIN)
        let hearsOutput = outputIsOpen && output.mayRead(now: now)
        watch(3, hearsOutput ? process.output : -1, POLLIN)
        watch(4, requests.isEmpty ? -1 : replies.descriptor, POLLIN)
        // A silenced plugin is heard again in the next second, and what it was not heard with is told.
        let pause = (outputIsOpen && !hearsOutput) || output.owesReport ? 1_000 : Int64(60_000)
        let count = poll(polled, nfds_t(Self.polledCount), Int32(max(0, min(due - now, pause))))
        if count > 0 { handleEvents() }
        guard death == nil else { return }
        let after = MonotonicClock.now()
        if let expiry = ledger.nextExpiry, after >= expiry {
            for action in ledger.expire(now: after) { perform(action) }
        }
        flush()
    }

    /// Ends the worker, if it has not ended yet, and every open call with it.
    func end(_ reason: Unknown) {
        guard death == nil else { return }
        let ending = process.end(patience: reason.kind == .crashed ? Self.dyingMillisecondsMax : 0)
        while outputIsOpen, output.mayRead(now: MonotonicClock.now()), Poll.isReadable(process.output) { readOutput() }
        output.close()
        let running = ledger.running
        lastWork = running.compactMap { call in
            instances.indices.contains(Int(call.instance)) ? (call.work, instances[Int(call.instance)]) : nil
        }
        let text = reason.message.isEmpty ? "the worker \(ending)" : "\(reason.message); the worker \(ending)"
        let unknown = Unknown(reason.kind, (text + Self.place(lastWork)).plain)
        death = unknown
        for request in requests.values { request.cancellation.cancel() }
        requests.removeAll()
        replies.close()
        pages.removeAll()
        for call in ledger.close() where call.isAwaited {
            let part = call.isRunning ? Ended.Part.ran(isAlone: running.count == 1) : .waited
            ended.append(Ended(call: call.id, end: .unknown(unknown), part: part))
        }
    }

    /// Where the worker was when it ended.
    private static func place(_ work: [(work: Work, instance: InstanceID)]) -> String {
        guard !work.isEmpty else { return "" }
        let shown = work.prefix(4).map { "\($0.work.name) of \($0.instance)" }.joined(separator: ", ")
        return " in \(shown)\(work.count > 4 ? " and \(work.count - 4) more" : "")"
    }

    private func watch(_ index: Int, _ descriptor: Int32, _ events: Int32) {
        polled[index] = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    }

    private func handleEvents() {
        if polled[3].revents != 0 { readOutput() }
        if polled[4].revents != 0 { takeReplies() }
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
                let before = inbound.count
                let read = try inbound.next { (head, reader) throws(WireFault) in (head, try Report(head, &reader)) }
                guard let (head, report) = read else { break }
                perform(ledger.receive(head, report, bytes: before - inbound.count, now: MonotonicClock.now()))
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
        case .returned(let call, let end):
            forget(call, end)
        case .givenUp(let call, let replies, let end):
            let missing = withdraw(call).prefix(replies)
            write(.cancel, call)
            for payload in missing { write(.reply(ServiceReply(.cancelled, payload)), call) }
            if !pages.isEmpty { pages[call] = nil }
            if let end { ended.append(Ended(call: call, end: end)) }
        case .collect(let call, let items):
            if watches.contains(call) { told.append((call, items)) } else { pages[call, default: []].append(contentsOf: items) }
        case .serve(let call, _, _, _) where outbound.holdsReply(to: call),
            .refuse(let call, _) where outbound.holdsReply(to: call):
            perform(ledger.breach("it asked again before it had read what it was answered"))
        case .serve(let call, let instance, let deadline, let request):
            serve(call, instance, deadline, request)
        case .refuse(let call, let request):
            for payload in request.refusals { write(.reply(ServiceReply(.cancelled, payload)), call) }
        case .log(let level, let text):
            if !output.log(level: level, text: text, now: MonotonicClock.now()) {
                perform(ledger.breach("it logged without end"))
            }
        case .kill(let reason):
            end(reason)
        }
    }

    private func forget(_ call: UInt64, _ end: CallEnd?) {
        withdraw(call)
        if !watches.isEmpty { watches.remove(call) }
        let page = pages.isEmpty ? nil : pages.removeValue(forKey: call)
        guard let end else { return }
        if let page, case .returned(let outcomes) = end, let outcome = outcomes.first {
            ended.append(Ended(call: call, end: .listed(outcome, page)))
        } else {
            ended.append(Ended(call: call, end: end))
        }
    }

    // MARK: Services

    private func serve(_ call: UInt64, _ instance: UInt32, _ deadline: Int64, _ request: ServiceRequest) {
        // Who has ended needs no reply, and whoever holds its socket gets none.
        guard !hasExited else { return }
        lastRequest += 1
        let id = lastRequest
        requests[call] = OpenRequest(id: id, request)
        let cancellation = services.serve(request, for: instance, call: call, deadline: deadline) { [replies] reply, passed in
            replies.post(ReplyBox.Letter(call: call, request: id, reply: reply, passed: passed))
        }
        requests[call]?.cancellation = cancellation
    }

    /// Forgets the request of a call, and returns what would have come.
    @discardableResult
    private func withdraw(_ call: UInt64) -> [ServiceReply.Payload] {
        guard !requests.isEmpty, let request = requests.removeValue(forKey: call) else { return [] }
        request.cancellation.cancel()
        return request.missing
    }

    private func takeReplies() {
        for letter in replies.take() {
            guard death == nil, let request = requests[letter.call], request.id == letter.request,
                requests[letter.call]?.take(letter.reply) == true, let left = ledger.reply(to: letter.call)
            else { continue }
            if left == 0 { requests[letter.call] = nil }
            if unsent > Self.unsentRepliesMax || letter.passed != nil && outbound.isFullOfDescriptors {
                write(.reply(letter.reply.refused(.limit)), letter.call)
            } else {
                write(.reply(letter.reply), letter.call, passing: letter.passed)
            }
        }
    }

    private func write(_ order: Order, _ call: UInt64, passing descriptor: Descriptor? = nil) {
        do {
            try outbound.write(order, call: call, passing: descriptor)
            noteSent(forWatch: false)
        } catch {
            guard case .reply(let reply) = order, reply.status == StatusCode.ok.rawValue else {
                preconditionFailure("a refusal fits into a frame")
            }
            write(.reply(reply.refused(.limit)), call)
        }
    }

    /// With one call at a time there is always a thread that looks into the socket; a watch is begun by none of them.
    private func noteSent(forWatch: Bool) {
        if forWatch || ledger.runningCalls > 1 { mustRing = true }
    }

    /// Replies belong to threads that wait for them: a worker that takes nothing of them for long does not play fair.
    private func noteUnread(hasTaken: Bool) {
        guard unsent > 0, outbound.holdsReplies else { return unreadSince = nil }
        let now = MonotonicClock.now()
        let since = hasTaken ? now : unreadSince ?? now
        unreadSince = since
        guard now - since >= Self.unreadMillisecondsMax else { return }
        end(Unknown(.violation, "it does not read what it asked for"))
    }

    private func flush() {
        guard death == nil, unsent > 0 else { return }
        let before = unsent
        guard outbound.flush(to: process.socket) else {
            return end(Unknown(.violation, "it does not take the descriptors that it asked for"))
        }
        noteUnread(hasTaken: unsent < before)
        guard death == nil else { return }
        guard mustRing else { return }
        mustRing = unsent > 0
        process.ring()
    }
}
