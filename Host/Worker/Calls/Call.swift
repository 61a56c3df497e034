internal import Glibc
internal import PluginABI
internal import Synchronization
internal import UsherWire

/// One order of the daemon that runs: one run of a plugin function, or several after each other.
///
/// What the plugin reaches through a handle happens under the call's own lock, and only while a function runs under that handle.
/// Everything else is for the thread that runs the order. That is what keeps accesses apart; where the compiler is told not to
/// check it once more, that is for speed.
// SAFETY: each member says who touches it when; none is touched by two threads without a lock.
final class Call: @unchecked Sendable {
    /// The answer to a service request, and the descriptor that came with it.
    struct Reply {
        let frame: [UInt8]
        let descriptor: Int32
    }

    /// Changes only while no order runs here, under the locks of ``Mailroom`` and ``Calls``; is read under either, or by whoever
    /// runs the order.
    @exclusivity(unchecked) private(set) var label = OrderLabel(call: 0, instance: 0, company: .none)
    /// Replies that wait to be read, and who waits for them. Under the lock of ``Mailroom``.
    var replies: [Reply] = []
    let arrival = Condition()
    private let cancellation = Atomic(false)

    /// In milliseconds of CLOCK_MONOTONIC. Changes only while no function runs.
    @exclusivity(unchecked) private(set) var deadline: Int64 = 0
    /// What goes before the code in a claim URL. Changes only while no function runs.
    private(set) var claimPrefix: [UInt8] = []
    /// Where the answer is put together, by the thread that runs the order.
    @exclusivity(unchecked) var answer = FrameWriter()

    /// Held while something is asked of the daemon: one thing at a time.
    private let asking = Lock()
    /// Where the request is put together. Under `asking`.
    var request = FrameWriter()

    /// Guards all below.
    private let lock = Lock()
    private let handles: UnsafeMutableBufferPointer<usher_call>
    private let host: UnsafePointer<usher_host>
    @exclusivity(unchecked) private var turn = 0
    @exclusivity(unchecked) private var isRunning = false
    @exclusivity(unchecked) private var isAsking = false
    /// What the function has emitted. Under the lock while it runs, afterwards for the thread that runs the order.
    @exclusivity(unchecked) var emissions = Emissions()
    @exclusivity(unchecked) private var arena = Arena()

    init(handles: UnsafeMutableBufferPointer<usher_call>, host: UnsafePointer<usher_host>) {
        self.handles = handles
        self.host = host
    }

    /// An order begins.
    func take(_ label: OrderLabel, isCancelled: Bool) {
        self.label = label
        cancellation.store(isCancelled, ordering: .relaxed)
    }

    /// The daemon has given up on the order.
    func cancel() { cancellation.store(true, ordering: .relaxed) }

    var isCancelled: Bool { cancellation.load(ordering: .relaxed) }

    /// What the order says, before its first function runs.
    func prepare(deadline: Int64, claimPrefix: [UInt8]) {
        self.deadline = deadline
        self.claimPrefix = claimPrefix
    }

    /// Why a function should not even be run, or nothing be asked: the daemon has given up on the order, or its time is over.
    var givenUp: StatusCode? {
        if isCancelled { return .cancelled }
        return milliseconds(of: CLOCK_MONOTONIC) >= deadline ? .timeout : nil
    }

    /// Runs one function of the plugin. What it emitted is in ``emissions`` until the next one runs.
    func run(_ kind: Emissions.Kind, _ function: (UnsafeMutablePointer<usher_call>) -> usher_status) -> usher_status {
        let handle = lock.locked {
            turn = (turn + 1) % handles.count
            emissions.begin(kind)
            isRunning = true
            return handles.baseAddress.unsafelyUnwrapped + turn
        }
        handle.initialize(to: usher_call(host: host))
        let status = function(handle)
        while !end() {
            // A thread of the plugin still asks for something, against the rules. It must not get the next call's reply.
            asking.locked {}
        }
        return status
    }

    /// Ends the run of a function, unless something is being asked.
    private func end() -> Bool {
        lock.locked {
            guard !isAsking else { return false }
            isRunning = false
            arena.removeAll()
            return true
        }
    }

    /// Runs `body`, which asks the daemon for something, if a function runs under this handle. It will run until `body` is done.
    func ask(_ handle: UnsafeMutablePointer<usher_call>?, _ body: () -> StatusCode) -> StatusCode {
        asking.locked {
            let isGood = reach(handle, else: false) { call in
                call.isAsking = true
                return true
            }
            guard isGood else { return .invalid }
            defer { lock.locked { isAsking = false } }
            return body()
        }
    }

    /// Runs `body` while nothing else touches the call, if a function runs under this handle: a kept, forged or NULL handle is
    /// refused.
    func reach<Result>(_ handle: UnsafeMutablePointer<usher_call>?, else refused: Result, _ body: (Call) -> Result) -> Result {
        lock.locked {
            guard isRunning, handle == handles.baseAddress.unsafelyUnwrapped + turn else { return refused }
            return body(self)
        }
    }

    /// Takes back what was handed out. Within ``reach(_:else:_:)``.
    func reclaim() { arena.removeAll() }

    /// Zeroed memory until the function returns; `nil` over the budget. Within ``reach(_:else:_:)``.
    func allocate(_ length: Int) -> UnsafeMutableRawPointer? { arena.allocate(length) }

    /// A copy of bytes that lives until the function returns; `nil` over the budget. Within ``reach(_:else:_:)``.
    func keep(_ bytes: UnsafeRawBufferPointer) -> usher_str? { arena.keep(bytes) }

    /// Copies of texts, as the array that the header shows plugins; `nil` over the budget. Within ``reach(_:else:_:)``.
    func keep(_ texts: [UnsafeRawBufferPointer]) -> UnsafePointer<usher_str>? { arena.keep(texts) }

    /// Appends what the last function came to.
    func appendOutcome(_ status: usher_status, breach: Outcome.Breach? = nil) {
        answer.outcome(
            status: status, breach: breach ?? emissions.breach, failure: emissions.failure, item: emissions.items)
    }

    /// Appends what became of something for which no function was run.
    func appendOutcome(_ status: StatusCode) {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        answer.outcome(status: status.rawValue, breach: .none, failure: nothing, item: nothing)
    }
}
