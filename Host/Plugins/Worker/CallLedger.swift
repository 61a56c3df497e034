internal import UsherDomain
internal import UsherWire

/// Which calls a worker owes an answer to, and whether what it sends fits. Pure: it says what to do, its owner does it.
///
/// The worker serves orders one after the other. So only the oldest open call can return, ask for a service, or be overdue by its
/// own fault; anything else is a breach, and a worker that breaks the protocol cannot be trusted with the next call either.
struct CallLedger {
    /// What the owner is to do.
    enum Action {
        case nothing
        /// The worker may be spoken to.
        case introduced(Hello)
        /// Tell whoever waits for the call.
        case ended(UInt64, CallEnd)
        /// Tell the worker that nobody waits for the call any more.
        case cancel(UInt64)
        /// Answer a request of the call, which runs for this instance.
        case serve(UInt64, instance: UInt32, ServiceRequest)
        case log(level: Int32, text: String)
        /// End the worker.
        case kill(Unknown)
    }

    private struct Open {
        let id: UInt64
        let outcomes: Int
        let deadline: Int64
        let instance: UInt32
        /// Whoever waited has been told that time is up.
        var isAbandoned = false
    }

    private let grace: Int64
    private let helloDeadline: Int64
    private var isIntroduced = false
    private var open: [Open] = []
    /// Since when the oldest open call is the oldest.
    private var frontSince: Int64 = 0
    private var lastID: UInt64 = 0

    /// A worker that has just been started.
    init(now: Int64, deadlines: CallDeadlines) {
        grace = deadlines.grace
        helloDeadline = now + deadlines.load
    }

    /// How many calls are open.
    var count: Int { open.count }

    /// A call is about to be sent. Returns its id.
    mutating func begin(outcomes: Int, instance: UInt32, deadline: Int64, now: Int64) -> UInt64 {
        if open.isEmpty { frontSince = now }
        lastID += 1
        open.append(Open(id: lastID, outcomes: outcomes, deadline: deadline, instance: instance))
        return lastID
    }

    /// The call that was begun last could not be sent after all.
    mutating func takeBackLast() {
        open.removeLast()
    }

    /// A report has arrived.
    mutating func receive(_ head: FrameHead, _ report: Report, now: Int64) -> Action {
        switch report {
        case .hello(let hello):
            guard !isIntroduced else { return breach("it introduced itself twice") }
            guard hello.wireVersion == UsherWire.version else {
                return breach("the worker executable is of another build (\(hello.wireVersion), not \(UsherWire.version))")
            }
            isIntroduced = true
            return .introduced(hello)
        case .refusal(let text):
            return isIntroduced ? breach("it refused after its introduction") : .kill(Unknown(.misconfigured, text))
        case .log(let level, let text):
            return .log(level: level, text: text)
        case .emitted:
            return breach("it emitted items that nobody asked for")
        case .service(let request):
            guard let front = open.first, head.call == front.id else { return breach("it asked for a service outside a call") }
            return .serve(front.id, instance: front.instance, request)
        case .returned(let outcomes):
            guard let front = open.first, head.call == front.id else { return breach("it answered what was not asked") }
            guard outcomes.count == front.outcomes else { return breach("it gave a wrong number of answers") }
            open.removeFirst()
            frontSince = now
            return front.isAbandoned ? .nothing : .ended(front.id, .returned(outcomes))
        }
    }

    /// Bytes have arrived that are no report.
    func breach(_ text: String) -> Action {
        .kill(Unknown(.violation, text))
    }

    /// What is due at `now`.
    mutating func expire(now: Int64) -> [Action] {
        if !isIntroduced, now >= helloDeadline { return [.kill(Unknown(.timedOut, "it did not introduce itself in time"))] }
        guard let front = open.first else { return [] }
        if now >= max(front.deadline, frontSince) + grace {
            return [.kill(Unknown(.timedOut, "it did not return in time"))]
        }
        var actions: [Action] = []
        for index in open.indices where !open[index].isAbandoned && now >= open[index].deadline {
            open[index].isAbandoned = true
            actions.append(.cancel(open[index].id))
            actions.append(.ended(open[index].id, .unknown(Unknown(.timedOut, "the deadline passed"))))
        }
        return actions
    }

    /// When ``expire(now:)`` has something to say next; `nil` when nothing is due ever.
    var nextExpiry: Int64? {
        var next: Int64? = isIntroduced ? nil : helloDeadline
        if let front = open.first { next = min(next ?? .max, max(front.deadline, frontSince) + grace) }
        for call in open where !call.isAbandoned { next = min(next ?? .max, call.deadline) }
        return next
    }

    /// The worker is gone: the calls that somebody still waits for.
    mutating func close() -> [UInt64] {
        defer { open.removeAll() }
        return open.filter { !$0.isAbandoned }.map(\.id)
    }
}
