import CCurl
import Glibc
import Synchronization

/// One POSIX thread that runs a closure once.
final class CurlThread: Sendable {
    /// 512 KiB: libcurl and OpenSSL stay well below, and the default of 8 MiB is address space for nothing.
    private static let stackBytes = 512 * 1024

    private let handle: Mutex<pthread_t?>

    /// Starts the thread; `nil` when the kernel refuses one. `body` runs on it with all signals blocked: they are for others, and
    /// SIGPIPE, which a write to a dead connection raises, is for nobody.
    init?(_ body: sending @escaping () -> Void) {
        final class Work {
            let body: () -> Void
            init(_ body: @escaping () -> Void) { self.body = body }
        }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                var signals = sigset_t()
                sigfillset(&signals)
                pthread_sigmask(SIG_SETMASK, &signals, nil)
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard result == 0 else {
            work.release()
            return nil
        }
        handle = Mutex(thread)
    }

    /// Waits for the end of the thread. Only the first call waits.
    func join() {
        let thread = handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        if let thread { pthread_join(thread, nil) }
    }
}
