internal import Glibc

/// Waiting for one descriptor.
enum Poll {
    /// Returns when the descriptor is readable, or at `until` (monotonic milliseconds), or earlier.
    static func wait(for descriptor: Int32, until: Int64) {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&request, 1, Int32(max(0, min(until - MonotonicClock.now(), 60_000))))
    }

    /// Whether the descriptor is readable now.
    static func isReadable(_ descriptor: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, 0) > 0
    }
}
