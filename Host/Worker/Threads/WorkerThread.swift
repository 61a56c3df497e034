internal import CSys
internal import Glibc

/// A thread of this process, which nobody waits for: the process ends without asking it.
enum WorkerThread {
    /// Enough for libraries with large buffers on the stack; touched as it is used, and ended by a guard page.
    private static let stackBytes = 512 << 10

    /// Starts `body` on a thread of its own. Returns whether it could.
    static func start(_ name: StaticString, _ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        var thread = pthread_t()
        let problem = pthread_create(
            &thread, &attributes,
            { raw in
                guard let raw else { return nil }
                let work = Unmanaged<Work>.fromOpaque(raw).takeRetainedValue()
                work.name.withUTF8Buffer { $0.withMemoryRebound(to: CChar.self) { usher_sys_name_thread($0.baseAddress) } }
                work.body()
                return nil
            }, work.toOpaque())
        guard problem == 0 else {
            work.release()
            return false
        }
        return true
    }

    private final class Work: Sendable {
        let name: StaticString
        let body: @Sendable () -> Void

        init(name: StaticString, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
