import Glibc
import Testing
import UsherTesting
import UsherWire

@testable import UsherPlugins

/// A worker that a test speaks the wire to itself: it sees every frame, and decides what is answered when.
///
/// Belongs to one thread, with which the worker ends: ``run(_:defining:_:)`` makes one.
final class BareWorker {
    /// Longest wait for a report.
    private static let patienceMilliseconds: Int32 = 20_000

    let process: WorkerProcess
    private(set) var hello: Hello?
    private var inbound = FrameBuffer()
    private var lastCall: UInt64 = 0

    /// Runs `body` with a worker that has loaded Tests/Hostile/`source`.c.
    static func run(
        _ source: String, defining definitions: [String] = [], _ body: @escaping @Sendable (BareWorker) throws -> Void
    ) async throws {
        let path = try PluginCompiler.shared.library(source, defining: definitions)
        try await DedicatedThread.run(name: "bare") { () -> Result<Void, any Error> in
            Result {
                let worker = try BareWorker(path)
                try body(worker)
            }
        }.get()
    }

    private init(_ path: String) throws {
        process = try WorkerProcess(executable: Places.worker, library: try PluginDirectory.library(path: path))
        guard case (_, .hello(let hello)) = try receive() else { throw RigFault("no introduction") }
        self.hello = hello
    }

    /// Sends an order and returns the number of the call.
    @discardableResult
    func send(_ order: Order, ringing: Bool = false) throws -> UInt64 {
        lastCall += 1
        try send([(lastCall, order)], ringing: ringing)
        return lastCall
    }

    /// Sends a question about one account.
    func ask(_ requirement: String, _ account: String = "a", instance: UInt32 = 0, deadline: Int64 = .max, ringing: Bool = true)
        throws -> UInt64
    {
        let subjects = SubjectList([account]) { WireSubject(accountID: $0, accountName: "", linkJSON: "", pseudonym: "p") }
        let request = Request.evaluate(requirement: requirement, subjects: subjects)
        return try send(.call(instance: instance, deadline: deadline, request: request), ringing: ringing)
    }

    /// Makes an instance.
    func create(_ instance: UInt32 = 0, config: String = "{}") throws {
        let call = try send(.create(instance: instance, deadline: .max, config: config, claimPrefix: ""))
        #expect(try returned(call).status == 0)
    }

    /// Sends frames for these calls in one go, or in bites of so many bytes.
    func send(_ orders: [(UInt64, Order)], ringing: Bool, bite: Int = .max) throws {
        var writer = FrameWriter()
        for (call, order) in orders { try order.write(to: &writer, call: call) }
        var rest = writer.bytes
        while !rest.isEmpty {
            let count = Glibc.send(process.socket, rest.baseAddress, min(bite, rest.count), Int32(MSG_NOSIGNAL))
            guard count > 0 else { throw RigFault("the worker does not read") }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        if ringing { process.ring() }
    }

    /// Answers a request of this call.
    func reply(_ call: UInt64, _ reply: ServiceReply, ringing: Bool = true) throws {
        try send([(call, .reply(reply))], ringing: ringing)
    }

    /// Answers a request with a value of usher.kv.
    func reply(_ call: UInt64, value: String) throws {
        try reply(call, ServiceReply(.ok, .value(version: 1, Array(value.utf8))))
    }

    /// Answers a request with a descriptor.
    func reply(_ call: UInt64, descriptor: Int32) throws {
        var writer = FrameWriter()
        try Order.reply(ServiceReply(.ok, .descriptor)).write(to: &writer, call: call)
        var control = [UInt64](repeating: 0, count: 3)
        control.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: 20, toByteOffset: 0, as: Int.self)
            bytes.storeBytes(of: SOL_SOCKET, toByteOffset: 8, as: Int32.self)
            bytes.storeBytes(of: 1, toByteOffset: 12, as: Int32.self)
            bytes.storeBytes(of: descriptor, toByteOffset: 16, as: Int32.self)
        }
        let sent = control.withUnsafeMutableBytes { control in
            var part = iovec(iov_base: UnsafeMutableRawPointer(mutating: writer.bytes.baseAddress), iov_len: writer.bytes.count)
            return withUnsafeMutablePointer(to: &part) { part in
                var message = msghdr()
                message.msg_iov = part
                message.msg_iovlen = 1
                message.msg_control = control.baseAddress
                message.msg_controllen = control.count
                return sendmsg(process.socket, &message, Int32(MSG_NOSIGNAL))
            }
        }
        guard sent == writer.bytes.count else { throw RigFault("the descriptor was not sent") }
        process.ring()
    }

    /// The next report, waiting for it.
    func receive() throws -> (call: UInt64, report: Report) {
        while true {
            let read = try inbound.next { (head, reader) throws(WireFault) in (head.call, try Report(head, &reader)) }
            if let read { return read }
            var request = pollfd(fd: process.socket, events: Int16(POLLIN), revents: 0)
            guard poll(&request, 1, Self.patienceMilliseconds) == 1 else { throw RigFault("the worker says nothing") }
            guard inbound.fill({ recv(process.socket, $0.baseAddress, $0.count, 0) }) > 0 else {
                throw RigFault("the worker is gone: \(process.end(patience: 1_000))")
            }
        }
    }

    /// The one outcome of this call, which must be what is reported next.
    func returned(_ call: UInt64) throws -> Outcome {
        let outcomes = try returnedAll(call)
        guard outcomes.count == 1 else { throw RigFault("\(outcomes.count) outcomes") }
        return outcomes[0]
    }

    /// The outcomes of this call, which must be what is reported next.
    func returnedAll(_ call: UInt64) throws -> [Outcome] {
        let next = try receive()
        guard next.call == call, case .returned(let outcomes) = next.report else { throw RigFault("\(next), not \(call)") }
        return outcomes
    }

    /// The request that one of the calls makes, which must be what is reported next.
    func request() throws -> (call: UInt64, request: ServiceRequest) {
        let next = try receive()
        guard case .service(let request) = next.report else { throw RigFault("no request: \(next)") }
        return (next.call, request)
    }

    /// Whether nothing is reported for a moment.
    func isQuiet() -> Bool {
        var request = pollfd(fd: process.socket, events: Int16(POLLIN), revents: 0)
        return inbound.count == 0 && poll(&request, 1, 200) == 0
    }

    /// Tells the worker that nothing more comes, and returns how it ended.
    func finish() -> String {
        process.closeOrders()
        return process.end(patience: 10_000)
    }
}
