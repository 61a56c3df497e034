internal import Glibc
internal import UsherWire

/// Sends frames to the daemon, one after the other, from any thread.
final class Outbox: Sendable {
    /// Held while the socket is written to.
    private let lock = Lock()
    private let channel: Channel
    /// Waits until the socket takes something again.
    private let waitForRoom: @Sendable () -> Void

    init(channel: Channel, waitForRoom: @escaping @Sendable () -> Void) {
        self.channel = channel
        self.waitForRoom = waitForRoom
    }

    /// Sends whole frames, waiting until all of them are on their way. Without the daemon there is nothing left to do: then the
    /// process ends.
    func send(_ writer: borrowing FrameWriter) {
        lock.lock()
        defer { lock.unlock() }
        var rest = writer.bytes
        while !rest.isEmpty {
            guard let count = channel.send(rest) else { _exit(0) }
            if count == 0 { waitForRoom() }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}
