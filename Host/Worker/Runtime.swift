internal import Glibc
internal import PluginABI
internal import UsherWire

/// What the functions of the host table work on: the calls that run, and the way to the daemon.
///
/// There is one, because C functions carry no context of ours. A plugin may call from any of its threads (rule R4).
// SAFETY: `mailroom` and `outbox` are set before a plugin gets the host table, without which none of its threads comes here;
// `allowance` is touched under `logLock`.
final class Runtime: @unchecked Sendable {
    static let shared = Runtime()

    /// The table that plugins get.
    let host = HostTable.make()
    let calls: Calls

    private var mailroom: Mailroom?
    private var outbox: Outbox?
    private let logLock = Lock()
    private var allowance = LogAllowance()

    private init() {
        calls = Calls(host: UnsafePointer(host))
    }

    /// From here on there is a daemon to talk to. Before any plugin is loaded.
    func open(_ channel: Channel) {
        outbox = Outbox(channel: channel) { Runtime.shared.waitForRoom(channel) }
    }

    /// From here on orders are taken. Before the plugin's load().
    func serve(_ mailroom: Mailroom) {
        self.mailroom = mailroom
    }

    /// Sends what `write` writes.
    func report(_ write: (inout FrameWriter) throws(WireFault) -> Void) {
        var writer = FrameWriter()
        do {
            try write(&writer)
        } catch {
            // Every part has its limit, so that only a plugin which changes our memory gets here.
            _exit(70)
        }
        outbox?.send(writer)
    }

    /// Ends the frame that holds the answer of this call, and sends it.
    func sendAnswer(_ call: Call) {
        do {
            try call.answer.finish()
        } catch {
            // As above.
            _exit(70)
        }
        outbox?.send(call.answer)
        if call.answer.bytes.count > Self.keptBytesMax { call.answer = FrameWriter() }
    }

    /// Memory of an answer that is kept for the next.
    private static let keptBytesMax = 256 << 10

    /// Runs `body` on the call that `handle` names, while nothing else touches it; `refused` for a handle under which no function
    /// runs.
    func withCall<Result>(_ handle: UnsafeMutablePointer<usher_call>?, else refused: Result, _ body: (Call) -> Result) -> Result {
        guard let call = calls.call(of: handle) else { return refused }
        return call.reach(handle, else: refused, body)
    }

    /// The time that the call has left, 0 when it was cancelled.
    func remaining(_ handle: UnsafeMutablePointer<usher_call>?) -> Int64 {
        guard let mailroom, let call = withCall(handle, else: nil, { $0 }), mailroom.look(), !call.isCancelled else { return 0 }
        return withCall(handle, else: 0) { max($0.deadline, 0) - milliseconds(of: CLOCK_MONOTONIC) }
    }

    /// Takes an item, and sends those that are due.
    func emit(_ handle: UnsafeMutablePointer<usher_call>?, _ item: UnsafePointer<usher_item>?) -> StatusCode {
        withCall(handle, else: .invalid) { call in
            let status = Emit.emit(&call.emissions, UnsafeRawPointer(item))
            if call.emissions.isDue { flush(call) }
            return status
        }
    }

    /// Sends the items of a listing that wait. Within the call's lock, or when no function runs.
    func flush(_ call: Call) {
        call.emissions.flush { items, count in
            report { (writer) throws(WireFault) in try writer.emitted(items, count: count, call: call.label.call) }
        }
    }

    /// Asks the daemon and hands each reply to `each`, which runs within the call's lock. Returns why nothing was asked or not
    /// every reply came; OK otherwise.
    func ask(
        _ handle: UnsafeMutablePointer<usher_call>?, _ request: BorrowedServiceRequest,
        _ each: (Call, BorrowedReply, Int32) -> Void
    ) -> StatusCode {
        guard let mailroom, let outbox, let call = calls.call(of: handle) else { return .invalid }
        return call.ask(handle) {
            guard mailroom.look() else { return .cancelled }
            if let reason = call.givenUp { return reason }
            call.request.removeAll()
            do {
                try request.write(to: &call.request, call: call.label.call)
            } catch {
                return .limit
            }
            outbox.send(call.request)
            if call.request.bytes.count > Self.keptBytesMax { call.request = FrameWriter() }
            for _ in 0..<request.replies {
                guard let reply = mailroom.reply(for: call) else { return .cancelled }
                call.reach(handle, else: ()) { call in
                    reply.frame.withUnsafeBytes { each(call, Self.read($0), reply.descriptor) }
                }
            }
            return .ok
        }
    }

    /// Asks the daemon for one thing. `body` runs only when that succeeded.
    func ask(
        _ handle: UnsafeMutablePointer<usher_call>?, _ request: BorrowedServiceRequest,
        _ body: (Call, BorrowedReply) -> StatusCode
    ) -> usher_status {
        var result = StatusCode.internal.rawValue
        let problem = ask(handle, request) { call, reply, descriptor in
            Self.drop(descriptor)
            result = reply.status == StatusCode.ok.rawValue ? body(call, reply).rawValue : min(reply.status, -1)
        }
        return problem == .ok ? result : problem.rawValue
    }

    /// Closes a descriptor that nobody takes.
    static func drop(_ descriptor: Int32) {
        if descriptor >= 0 { close(descriptor) }
    }

    private static func read(_ frame: UnsafeRawBufferPointer) -> BorrowedReply {
        do {
            var reader = FrameReader(frame)
            if case .reply(let reply) = try BorrowedOrder(try FrameHead(from: &reader), &reader) { return reply }
        } catch {
            // The daemon does not speak our language: it will see the socket close, and say so.
        }
        _exit(70)
    }

    /// Writes a line to the daemon's log, unless there were too many.
    func log(_ handle: UnsafeMutablePointer<usher_call>?, _ level: Int32, _ text: UnsafeRawBufferPointer) {
        let id = withCall(handle, else: 0) { $0.label.call }
        logLock.locked {
            let verdict = allowance.take(at: milliseconds(of: CLOCK_MONOTONIC))
            guard verdict.isAllowed else { return }
            if verdict.dropped > 0 {
                report { (writer) throws(WireFault) in
                    try writer.log(level: Int32(USHER_LOG_WARN), text: "\(verdict.dropped) lines were dropped", call: id)
                }
            }
            let line = LogLine.printable(text, bytesMax: Limit.logText)
            report { (writer) throws(WireFault) in try writer.log(level: level, text: line, call: id) }
        }
    }

    private func waitForRoom(_ channel: Channel) {
        if let mailroom { mailroom.waitForRoom() } else { _ = channel.wait(for: POLLOUT, milliseconds: -1) }
    }
}
