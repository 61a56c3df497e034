internal import CSys
internal import Glibc
internal import UsherWire

/// The two ways to the daemon: the socket that carries frames, and the bell.
struct Channel {
    /// What came of reading.
    enum Arrival {
        case bytes
        case nothing
        /// The daemon has closed the socket.
        case end
    }

    /// Above what plugins use by accident, below the limit of open files.
    private static let descriptorMin: Int32 = 40

    private let socket: Int32
    private let bell: Int32

    /// Moves the inherited descriptors out of the way of a plugin that writes to or closes the small numbers.
    init?(inherited: Int32, bell inheritedBell: Int32 = 6) {
        socket = fcntl(inherited, F_DUPFD_CLOEXEC, Self.descriptorMin)
        bell = fcntl(inheritedBell, F_DUPFD_CLOEXEC, Self.descriptorMin)
        guard socket >= 0, bell >= 0 else { return nil }
        close(inherited)
        close(inheritedBell)
    }

    /// Reads what is there, or waits for it. `took` gets a descriptor that came with it, as usher_sys_receive() gives it.
    func receive(into buffer: inout FrameBuffer, mayWait: Bool, took: inout Int32) -> Arrival {
        while true {
            let count = buffer.fill { room in
                usher_sys_receive(socket, room.baseAddress, room.count, mayWait ? 1 : 0, &took)
            }
            switch Int32(truncatingIfNeeded: -count) {
            case ..<0: return .bytes
            case EINTR: continue
            case EAGAIN:
                // A plugin may have made the socket non-blocking.
                guard mayWait else { return .nothing }
                _ = wait(for: POLLIN, milliseconds: -1)
            default: return .end
            }
        }
    }

    /// Sends as much as the socket takes at once. Returns how many bytes; `nil` when the daemon is gone.
    func send(_ bytes: UnsafeRawBufferPointer) -> Int? {
        while true {
            let count = Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            if count >= 0 { return count }
            if errno == EAGAIN { return 0 }
            if errno != EINTR { return nil }
        }
    }

    /// Whether the daemon still holds its end.
    var hasDaemon: Bool { wait(for: 0, milliseconds: 0) & POLLHUP == 0 }

    /// Waits until the socket can do one of `events`. Returns what it can do.
    func wait(for events: Int32, milliseconds: Int32) -> Int32 {
        var request = pollfd(fd: socket, events: Int16(events), revents: 0)
        let count = poll(&request, 1, milliseconds)
        return count > 0 ? Int32(request.revents) : 0
    }

    /// Waits until the daemon has rung the bell. Rings that nobody has heard yet count as one, or as a few.
    func waitForBell() {
        var rings: UInt64 = 0
        while true {
            let count = read(bell, &rings, MemoryLayout.size(ofValue: rings))
            if count > 0 { return }
            // A plugin has closed or cut it. Orders that nobody hears would look like a plugin that hangs.
            guard count < 0, errno == EAGAIN || errno == EINTR else { _exit(70) }
            var request = pollfd(fd: bell, events: Int16(POLLIN), revents: 0)
            _ = poll(&request, 1, -1)
        }
    }
}
