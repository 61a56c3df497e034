internal import CSys
internal import Glibc
internal import PluginABI
internal import UsherWire

/// What the functions of the host table work on: the call that runs, and the way to the daemon.
///
/// There is one, because C functions carry no context of ours; and one call at a time, because this process serves orders one
/// after the other. A plugin may call from any of its threads (rule R4), so everything here happens under one lock.
// SAFETY: every access to what changes happens under `lock`.
final class Runtime: @unchecked Sendable {
    static let shared = Runtime()

    /// How much a call may take from the arena: enough for the largest value and listing, a bounded harm otherwise.
    static let arenaBytesMax = 16 << 20

    /// The table that plugins get.
    let host = HostTable.make()

    private let lock = Lock()
    private var channel: Channel?
    private var writer = FrameWriter()
    /// The `usher_call`s that are handed out in turn. None is ever freed: a plugin that keeps one gets an error, not our memory.
    private let slots = UnsafeMutablePointer<usher_call>.allocate(capacity: Runtime.slotCount)
    private static let slotCount = 16_384
    private var slot = 0
    private var isRunning = false
    private var call = Call()
    private var allowance = LogAllowance()

    private init() {
        for index in 0..<Self.slotCount { (slots + index).initialize(to: usher_call(host: UnsafePointer(host))) }
    }

    /// From here on there is a daemon to talk to.
    func open(_ channel: Channel) {
        lock.locked { self.channel = channel }
    }

    /// Sends what `write` writes.
    func report(_ write: (inout FrameWriter) throws(WireFault) -> Void) {
        lock.locked { send(write) }
    }

    /// Runs one function of the plugin, and hands what it returned and what the call collected to `collect`, which must not come
    /// back to the runtime.
    @inline(__always)
    func run(
        _ order: Call.Order, _ kind: Call.Kind, _ body: (UnsafeMutablePointer<usher_call>) -> usher_status,
        collect: (usher_status, borrowing Call) -> Void
    ) {
        let handle = lock.locked {
            slot = (slot + 1) % Self.slotCount
            call.begin(order, kind)
            isRunning = true
            return slots + slot
        }
        let status = body(handle)
        lock.locked {
            isRunning = false
            collect(status, call)
            call.end()
        }
    }

    /// Runs one function of the plugin and sends its outcome. `judge` may find a breach in what was returned.
    func answer(
        _ order: Call.Order, _ kind: Call.Kind, _ body: (UnsafeMutablePointer<usher_call>) -> usher_status,
        judge: (usher_status) -> Outcome.Breach = { _ in .none }
    ) {
        var answer = FrameWriter()
        answer.beginReturn(of: order.id, outcomes: 1)
        run(order, kind, body) { status, call in
            let breach = call.breach == .none ? judge(status) : call.breach
            answer.outcome(status: status, breach: breach, failure: call.failure, item: call.item)
        }
        send(&answer)
    }

    /// Answers an order for which no function of the plugin was run.
    func answer(_ call: UInt64, _ status: StatusCode) {
        var answer = FrameWriter()
        answer.beginReturn(of: call, outcomes: 1)
        answer.outcome(status: status.rawValue, breach: .none, failure: FrameWriter(), item: FrameWriter())
        send(&answer)
    }

    /// Ends the frame that `answer` holds, and sends it.
    func send(_ answer: inout FrameWriter) {
        do {
            try answer.finish()
        } catch {
            // Every part has its limit, so that only a plugin which changes our memory gets here.
            _exit(70)
        }
        lock.locked { channel?.send(answer) }
    }

    /// Why a subject should not even be asked about: the daemon has given up on the call, or its time is over.
    func givenUp(_ order: Call.Order) -> StatusCode? {
        if milliseconds(of: CLOCK_MONOTONIC) >= order.deadline { return .timeout }
        return channel?.wasCancelled(order.id) == true ? .cancelled : nil
    }

    /// Runs `body` on the call that `handle` names, if that is the one that runs: a kept, forged or NULL handle is refused.
    func withCall<Result>(_ handle: UnsafeMutablePointer<usher_call>?, else refused: Result, _ body: (inout Call) -> Result)
        -> Result
    {
        lock.locked {
            guard isRunning, handle == slots + slot else { return refused }
            return body(&call)
        }
    }

    /// The time that the call has left, 0 when it was cancelled.
    func remaining(_ handle: UnsafeMutablePointer<usher_call>?) -> Int64 {
        withCall(handle, else: 0) { call in
            guard let channel, !channel.isCancelled(call.order.id) else { return 0 }
            return call.order.deadline - milliseconds(of: CLOCK_MONOTONIC)
        }
    }

    /// Asks the daemon, waits, and hands the reply to `body`. Without success `body` does not run.
    func ask(
        _ handle: UnsafeMutablePointer<usher_call>?, _ request: BorrowedServiceRequest,
        _ body: (inout Call, BorrowedReply) -> StatusCode
    ) -> usher_status {
        withCall(handle, else: StatusCode.invalid.rawValue) { call in
            guard let channel, !channel.isCancelled(call.order.id) else { return StatusCode.cancelled.rawValue }
            guard milliseconds(of: CLOCK_MONOTONIC) < call.order.deadline else { return StatusCode.timeout.rawValue }
            send { (writer) throws(WireFault) in try request.write(to: &writer, call: call.order.id) }
            return channel.nextReply().withUnsafeBytes { frame in
                do {
                    var reader = FrameReader(frame)
                    guard case .reply(let reply) = try BorrowedOrder(try FrameHead(from: &reader), &reader) else { _exit(70) }
                    guard reply.status == StatusCode.ok.rawValue else { return reply.status }
                    return body(&call, reply).rawValue
                } catch {
                    _exit(70)
                }
            }
        }
    }

    /// Writes a line to the daemon's log, unless there were too many.
    func log(_ level: Int32, _ text: UnsafeRawBufferPointer) {
        lock.locked {
            let verdict = allowance.take(at: milliseconds(of: CLOCK_MONOTONIC))
            guard verdict.isAllowed else { return }
            let id = isRunning ? call.order.id : 0
            if verdict.dropped > 0 {
                send { (writer) throws(WireFault) in
                    try writer.log(level: Int32(USHER_LOG_WARN), text: "\(verdict.dropped) lines were dropped", call: id)
                }
            }
            let line = LogLine.printable(text, bytesMax: Limit.logText)
            send { (writer) throws(WireFault) in try writer.log(level: level, text: line, call: id) }
        }
    }

    /// The lock is held.
    private func send(_ write: (inout FrameWriter) throws(WireFault) -> Void) {
        writer.removeAll()
        do {
            try write(&writer)
            channel?.send(writer)
        } catch {
            // As above.
            _exit(70)
        }
    }
}
