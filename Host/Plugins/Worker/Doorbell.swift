internal import CSys
internal import Glibc

/// A descriptor that is readable from the first ``ring()`` on, for threads that wait with poll(). Any thread.
final class Doorbell: Sendable {
    let descriptor: Int32

    /// Throws when the system has no descriptor left.
    init() throws(PluginProblem) {
        descriptor = usher_sys_eventfd()
        guard descriptor >= 0 else { throw PluginProblem("no descriptor to wake a thread with", errno: -descriptor) }
    }

    deinit {
        close(descriptor)
    }

    func ring() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Takes back every ring so far.
    func hush() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
