internal import CSys
internal import Glibc
internal import UsherWire

/// Orders on their way to a worker, and the descriptors that travel with them. Never waits for the worker. One thread.
struct SendBuffer: ~Copyable {
    /// Sent bytes that may stand before unsent ones until the memory is tidied up.
    private static let sentMax = 1 << 20
    /// Descriptors that may wait for a worker that does not read: this process has not many.
    private static let passedMax = 16

    private var writer = FrameWriter()
    private var sent = 0
    /// Descriptors, each with the place of the first byte of its frame.
    private var passed: [(offset: Int, descriptor: Descriptor)] = []
    /// Where the last reply to a call ends, for calls whose reply may not have been sent.
    private var replyEnds: [UInt64: Int] = [:]

    /// Whether no more descriptors may wait here.
    var isFullOfDescriptors: Bool { passed.count >= Self.passedMax }

    /// Whether the worker has not been sent all of the replies to this call.
    func holdsReply(to call: UInt64) -> Bool {
        guard let end = replyEnds[call] else { return false }
        return end > sent
    }

    /// Whether it has not been sent all of the replies to some call.
    var holdsReplies: Bool { replyEnds.values.contains { $0 > sent } }

    /// Bytes that the worker has not taken yet.
    var unsent: Int { writer.bytes.count - sent }

    /// Appends an order. A descriptor is sent with its first byte.
    mutating func write(_ order: Order, call: UInt64, passing descriptor: Descriptor? = nil) throws(WireFault) {
        let offset = writer.bytes.count
        try order.write(to: &writer, call: call)
        if let descriptor { passed.append((offset, descriptor)) }
        if case .reply = order { replyEnds[call] = writer.bytes.count }
    }

    /// Sends as much as `socket` takes. Returns `false` when a descriptor cannot be passed; then the worker is to be ended.
    mutating func flush(to socket: Int32) -> Bool {
        while unsent > 0 {
            let count = passed.isEmpty ? send(upTo: writer.bytes.count, socket) : sendPassing(socket)
            if count > 0 {
                sent += count
            } else if count == Int(-EAGAIN) {
                if sent > Self.sentMax { tidyUp() }
                return true
            } else if count == Int(-ETOOMANYREFS) || count == Int(-EBADF) {
                return false
            } else if count != Int(-EINTR) {
                // The worker has closed the socket. What it said before still counts: the end is seen when that is read.
                sent = writer.bytes.count
            }
        }
        writer.removeAll()
        sent = 0
        passed.removeAll()
        replyEnds.removeAll(keepingCapacity: true)
        return true
    }

    private func send(upTo end: Int, _ socket: Int32) -> Int {
        let rest = UnsafeRawBufferPointer(rebasing: writer.bytes[sent..<end])
        let count = Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        return count < 0 ? Int(-errno) : count
    }

    /// Sends up to the next frame with a descriptor, or its first part together with the descriptor.
    private mutating func sendPassing(_ socket: Int32) -> Int {
        let next = passed[0]
        guard next.offset == sent else { return send(upTo: next.offset, socket) }
        let end = passed.count > 1 ? passed[1].offset : writer.bytes.count
        let rest = UnsafeRawBufferPointer(rebasing: writer.bytes[sent..<end])
        let count = usher_sys_send(socket, rest.baseAddress, rest.count, next.descriptor.number)
        if count > 0 { passed.removeFirst() }
        return count
    }

    private mutating func tidyUp() {
        writer.removeFirst(sent)
        for index in passed.indices { passed[index].offset -= sent }
        replyEnds = replyEnds.filter { $0.value > sent }.mapValues { $0 - sent }
        sent = 0
    }
}
