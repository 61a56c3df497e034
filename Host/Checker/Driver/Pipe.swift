internal import CSys
internal import Glibc

/// A pipe from a test process. Its read end does not block.
final class Pipe {
    private let readEnd: Int32
    private(set) var writeEnd: Int32
    private var isOpen = true

    init() throws {
        var ends: (Int32, Int32) = (-1, -1)
        guard usher_sys_pipe(&ends.0, &ends.1) == 0 else { throw Driver.Problem(text: "no pipe can be made") }
        (readEnd, writeEnd) = ends
    }

    deinit {
        close(readEnd)
        closeWriteEnd()
    }

    func closeWriteEnd() {
        if writeEnd >= 0 { close(writeEnd) }
        writeEnd = -1
    }

    /// Takes what is there. What goes beyond `max` is read and forgotten.
    func drain(into bytes: inout [UInt8], max: Int) {
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while isOpen {
            let count = read(readEnd, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count == 0 { isOpen = false }
            guard count > 0 else { return }
            bytes += buffer[..<min(count, Swift.max(max - bytes.count, 0))]
        }
    }

    /// Waits until one of them has something, or for this long.
    static func wait(for pipes: [Pipe], milliseconds: Int32) {
        var requests = pipes.filter(\.isOpen).map { pollfd(fd: $0.readEnd, events: Int16(POLLIN), revents: 0) }
        _ = poll(&requests, nfds_t(requests.count), requests.isEmpty ? 5 : milliseconds)
    }
}
