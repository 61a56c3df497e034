internal import Glibc
internal import UsherWire

/// The socket to the daemon. Frames are taken off it in order; cancellations and replies are set aside, because they are for the
/// call that runs. Its owner sees to it that one thread uses it at a time.
///
/// Without the daemon there is nothing left to do: when the socket breaks in the middle of something, the process ends.
final class Channel {
    private let descriptor: Int32
    private var buffer = FrameBuffer()
    /// Orders that arrived while a call was waiting for a reply.
    private var orders: [[UInt8]] = []
    private var reply: [UInt8]?
    private var cancelled: Set<UInt64> = []
    private var answered: UInt64 = 0

    /// Moves the inherited socket out of the way of a plugin that writes to or closes the small numbers.
    init?(inherited: Int32) {
        descriptor = fcntl(inherited, F_DUPFD_CLOEXEC, 40)
        guard descriptor >= 0 else { return nil }
        close(inherited)
    }

    /// The next order, waiting for it; `nil` when the daemon has closed the socket.
    func nextOrder() -> [UInt8]? {
        while true {
            if !orders.isEmpty { return orders.removeFirst() }
            sortFrames()
            if orders.isEmpty, !read(waiting: true) { return nil }
        }
    }

    /// The reply to the request that was sent last, waiting for it.
    func nextReply() -> [UInt8] {
        while true {
            if let frame = reply {
                reply = nil
                return frame
            }
            if !read(waiting: true) { _exit(0) }
            sortFrames()
        }
    }

    /// Whether the answer to this call is no longer wanted, as far as one can know without waiting.
    func isCancelled(_ call: UInt64) -> Bool {
        if !read(waiting: false) { _exit(0) }
        sortFrames()
        return cancelled.contains(call)
    }

    /// Whether a cancellation of this call has been read already.
    func wasCancelled(_ call: UInt64) -> Bool { cancelled.contains(call) }

    /// Sends frames, waiting until all of them are on their way.
    func send(_ writer: borrowing FrameWriter) {
        var rest = writer.bytes
        while !rest.isEmpty {
            let count = Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno == EAGAIN {
                wait(for: POLLOUT)
            } else if errno != EINTR {
                _exit(0)
            }
        }
    }

    /// The call has been answered: what is known about it can be forgotten.
    func finished(_ call: UInt64) {
        answered = call
        if !cancelled.isEmpty { cancelled = cancelled.filter { $0 > call } }
    }

    private func sortFrames() {
        do {
            while let frame = try buffer.nextCopy() { try sort(frame) }
        } catch {
            // The daemon does not speak our language: it will see the socket close, and say so.
            _exit(70)
        }
    }

    private func sort(_ frame: [UInt8]) throws(WireFault) {
        let head = try FrameHead(of: frame)
        switch head.type {
        case .cancel: if head.call > answered { cancelled.insert(head.call) }
        case .reply: reply = frame
        default: orders.append(frame)
        }
    }

    /// Returns `false` at the end of the stream.
    private func read(waiting: Bool) -> Bool {
        while true {
            let count = buffer.fill { room in
                recv(descriptor, room.baseAddress, room.count, waiting ? 0 : Int32(MSG_DONTWAIT))
            }
            if count > 0 { return true }
            if count == 0 { return false }
            if errno == EAGAIN {
                guard waiting else { return true }
                wait(for: POLLIN)
            } else if errno != EINTR {
                return false
            }
        }
    }

    private func wait(for event: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        _ = poll(&request, 1, -1)
    }
}
