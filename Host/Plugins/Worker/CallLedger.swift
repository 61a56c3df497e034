internal import UsherDomain
internal import UsherWire

/// Which calls a worker owes an answer to, which of them run, and whether what it sends fits. Pure: it says what to do, its owner
/// does it.
///
/// The worker starts calls by the rule of ``CallSlots``. What it has started and not returned is running here too, because every
/// start that we have not thought of would need a return that we have not seen. So only a call that runs here can return, ask for
/// a service, emit items, or be overdue by its own fault; anything else is a breach, and a worker that breaks the protocol cannot
/// be trusted with the next call either.
struct CallLedger {
    /// What the owner is to do.
    enum Action {
        case nothing
        /// The worker may be spoken to.
        case introduced(Hello)
        /// The call is over: forget its request and its items, and tell whoever waits for it, if anybody still does.
        case returned(UInt64, CallEnd?)
        /// Nobody needs the rest of the call: tell the worker, stop the request that it waits for and send the missing `replies`,
        /// and tell whoever waits for it.
        case givenUp(UInt64, replies: Int, CallEnd?)
        /// The call has emitted items.
        case collect(UInt64, [Item])
        /// Answer a request of the call, which runs for this instance.
        case serve(UInt64, instance: UInt32, deadline: Int64, ServiceRequest)
        /// Refuse a request of a call that was given up.
        case refuse(UInt64, ServiceRequest)
        case log(level: Int32, text: String)
        /// End the worker.
        case kill(Unknown)
    }

    /// A call that was open when its worker ended.
    struct Lost: Hashable {
        let id: UInt64
        let work: Work
        let instance: UInt32
        /// Whether it can have had a part in the end. A call that did not run never reached the plugin.
        let isRunning: Bool
        /// Somebody still waits for it.
        let isAwaited: Bool
    }

    private struct Open {
        let id: UInt64
        let work: Work
        let outcomes: Int
        let instance: UInt32
        var deadline: Int64
        /// Since when it runs, by the rule.
        var runningSince: Int64?
        /// The worker was told that nobody needs it.
        var isGivenUp = false
        /// Whoever waited has been told.
        var isAnswered = false
        /// Replies that its request still waits for.
        var replies = 0
        /// What it has emitted; of a watch, in this second.
        var items = 0
        var itemBytes = 0
        var second: Int64 = 0
    }

    /// Events a second that a watch may tell before it counts as a flood.
    static let watchItemsPerSecondMax = 20_000
    /// How long a watch may take to return after it was told to.
    static let watchEndMilliseconds: Int64 = 5_000

    private let grace: Int64
    private let helloDeadline: Int64
    private var isIntroduced = false
    private var slots = CallSlots(maxConcurrency: 1)
    /// In order of arrival.
    private var open: [Open] = []
    private var waiting = 0
    private var lastID: UInt64 = 0

    /// A worker that has just been started.
    init(now: Int64, deadlines: CallDeadlines) {
        grace = deadlines.grace
        helloDeadline = now + deadlines.load
    }

    /// How many calls are open.
    var count: Int { open.count }

    /// The calls that run.
    var running: [(work: Work, instance: UInt32)] {
        open.filter { $0.runningSince != nil }.map { ($0.work, $0.instance) }
    }

    /// How many calls run, without watches.
    var runningCalls: Int { slots.calls }

    // MARK: What we send

    /// A call is about to be sent. Returns its id.
    mutating func begin(_ work: Work, outcomes: Int = 1, instance: UInt32, deadline: Int64, now: Int64) -> UInt64 {
        lastID += 1
        // A watch has no deadline, and sums must not overflow.
        let deadline = work.isWatch ? Int64.max / 2 : min(deadline, Int64.max / 2)
        open.append(Open(id: lastID, work: work, outcomes: outcomes, instance: instance, deadline: deadline))
        waiting += 1
        start(now)
        return lastID
    }

    /// The call that was begun last could not be sent after all.
    mutating func takeBackLast() {
        let call = open.removeLast()
        if call.runningSince != nil { slots.give(back: call.work.company, of: call.instance) } else { waiting -= 1 }
    }

    /// Asks a call to end. A watch gets some time for it, and is waited for.
    mutating func cancel(_ id: UInt64, now: Int64) -> Action {
        guard let index = index(of: id), !open[index].isGivenUp else { return .nothing }
        if open[index].work.isWatch { open[index].deadline = now + Self.watchEndMilliseconds }
        return giveUp(index, nil)
    }

    /// A reply to the request of this call has come. Returns how many are still to come, `nil` when the worker waits for none.
    mutating func reply(to id: UInt64) -> Int? {
        guard let index = index(of: id), open[index].replies > 0 else { return nil }
        open[index].replies -= 1
        return open[index].replies
    }

    // MARK: What the worker sends

    /// A report has arrived, in a frame of so many bytes.
    mutating func receive(_ head: FrameHead, _ report: Report, bytes: Int = 0, now: Int64) -> Action {
        switch report {
        case .hello(let hello):
            return introduce(hello)
        case .refusal(let text):
            return isIntroduced ? breach("it refused after its introduction") : .kill(Unknown(.misconfigured, text))
        case .log(let level, let text):
            return .log(level: level, text: text)
        case .emitted(let items):
            guard let index = runningIndex(of: head.call), case .call(let function) = open[index].work, function.isListing else {
                return breach("it emitted items that nobody asked for")
            }
            return collect(index, items, bytes, now)
        case .service(let request):
            guard let index = runningIndex(of: head.call), open[index].work != .destroy else {
                return breach("it asked for a service outside a call")
            }
            return serve(index, request)
        case .returned(let outcomes):
            guard let index = runningIndex(of: head.call) else { return breach("it answered what was not asked") }
            guard outcomes.count == open[index].outcomes else { return breach("it gave a wrong number of answers") }
            let call = open.remove(at: index)
            slots.give(back: call.work.company, of: call.instance)
            start(now)
            guard !call.isAnswered else { return .returned(call.id, nil) }
            // Late is late, also when nobody has looked at the clock since.
            let isLate = now >= call.deadline
            return .returned(call.id, isLate ? .unknown(Unknown(.timedOut, "the deadline passed")) : .returned(outcomes))
        }
    }

    /// Bytes have arrived that are no report.
    func breach(_ text: String) -> Action {
        .kill(Unknown(.violation, text))
    }

    private mutating func introduce(_ hello: Hello) -> Action {
        guard !isIntroduced else { return breach("it introduced itself twice") }
        guard hello.wireVersion == UsherWire.version else {
            return breach("\(CrashReport.otherBuild) (\(hello.wireVersion), not \(UsherWire.version))")
        }
        isIntroduced = true
        slots = CallSlots(maxConcurrency: hello.maxConcurrency)
        return .introduced(hello)
    }

    private mutating func serve(_ index: Int, _ request: ServiceRequest) -> Action {
        let call = open[index]
        guard call.replies == 0 else { return breach("it did not wait for the reply to a request") }
        guard !call.isGivenUp else { return .refuse(call.id, request) }
        open[index].replies = request.replies
        return .serve(call.id, instance: call.instance, deadline: call.deadline, request)
    }

    private mutating func collect(_ index: Int, _ items: [Item], _ bytes: Int, _ now: Int64) -> Action {
        if open[index].work.isWatch, now / 1_000 != open[index].second {
            open[index].second = now / 1_000
            open[index].items = 0
        }
        open[index].items += items.count
        guard !open[index].work.isWatch else {
            return open[index].items > Self.watchItemsPerSecondMax
                ? breach("it emitted events without end") : .collect(open[index].id, items)
        }
        // One more: the PAGE itself.
        guard open[index].items <= Limit.itemsPerPage + 1 else { return breach("it emitted more items than one page holds") }
        guard !open[index].isGivenUp else { return .nothing }
        open[index].itemBytes += bytes
        guard open[index].itemBytes <= Limit.pageBytes else {
            let text = "its page is larger than \(Limit.pageBytes >> 20) MiB: let next_cursor say where the next one begins"
            return giveUp(index, .unknown(Unknown(.violation, text)))
        }
        return .collect(open[index].id, items)
    }

    private mutating func giveUp(_ index: Int, _ end: CallEnd?) -> Action {
        let replies = open[index].replies
        open[index].replies = 0
        open[index].isGivenUp = true
        guard let end, !open[index].isAnswered else { return .givenUp(open[index].id, replies: replies, nil) }
        open[index].isAnswered = true
        return .givenUp(open[index].id, replies: replies, end)
    }

    // MARK: Time

    /// What is due at `now`.
    mutating func expire(now: Int64) -> [Action] {
        if !isIntroduced, now >= helloDeadline { return [.kill(Unknown(.timedOut, "it did not introduce itself in time"))] }
        for call in open where now >= overdue(call) {
            return [.kill(Unknown(.timedOut, "\(call.work.name) did not return in time"))]
        }
        var actions: [Action] = []
        for index in open.indices where !open[index].isAnswered && now >= open[index].deadline {
            actions.append(giveUp(index, .unknown(Unknown(.timedOut, "the deadline passed"))))
        }
        return actions
    }

    /// When ``expire(now:)`` has something to say next; `nil` when nothing is due ever.
    var nextExpiry: Int64? {
        var next = isIntroduced ? Int64.max : helloDeadline
        for call in open { next = min(next, call.isAnswered ? overdue(call) : min(call.deadline, overdue(call))) }
        return next == .max ? nil : next
    }

    /// When the worker must be ended for this call. One that waits behind others is not late by its own fault.
    private func overdue(_ call: Open) -> Int64 {
        guard let since = call.runningSince else { return .max }
        return max(call.deadline, since) + grace
    }

    // MARK: The end

    /// The worker is gone: what it still owed.
    mutating func close() -> [Lost] {
        defer { open.removeAll() }
        return open.map {
            Lost(
                id: $0.id, work: $0.work, instance: $0.instance, isRunning: $0.runningSince != nil, isAwaited: !$0.isAnswered)
        }
    }

    /// Lets calls begin for which there is room.
    private mutating func start(_ now: Int64) {
        guard waiting > 0 else { return }
        slots.beginPass()
        for index in open.indices where open[index].runningSince == nil {
            guard slots.take(open[index].work.company, of: open[index].instance) else { continue }
            open[index].runningSince = now
            waiting -= 1
            if waiting == 0 { return }
        }
    }

    private func index(of id: UInt64) -> Int? {
        open.firstIndex { $0.id == id }
    }

    private func runningIndex(of id: UInt64) -> Int? {
        guard let index = index(of: id), open[index].runningSince != nil else { return nil }
        return index
    }
}
