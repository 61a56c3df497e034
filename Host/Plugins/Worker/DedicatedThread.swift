internal import CSys
internal import Glibc
internal import Synchronization

/// A thread of our own, for work that blocks. Whoever makes one joins it.
final class DedicatedThread: Sendable {
    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private let handle: pthread_t

    /// Starts `body`. The thread takes no signals: those are for the rest of the process. Throws when the system has no thread
    /// left.
    init(name: String, body: @escaping @Sendable () -> Void) throws(PluginProblem) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let problem = pthread_create(
            &thread, nil,
            { raw in
                var everySignal = sigset_t()
                sigfillset(&everySignal)
                pthread_sigmask(SIG_BLOCK, &everySignal, nil)
                guard let raw else { return nil }
                let start = Unmanaged<Start>.fromOpaque(raw).takeRetainedValue()
                usher_sys_name_thread(start.name)
                start.body()
                return nil
            }, start.toOpaque())
        guard problem == 0 else {
            start.release()
            throw PluginProblem("no thread for \(name)", errno: problem)
        }
        handle = thread
    }

    /// Waits until the body has returned. Once.
    func join() {
        pthread_join(handle, nil)
    }

    /// Runs `body` on a thread of its own and waits for it without blocking the caller's.
    static func run<Value: Sendable>(
        name: String, _ body: @escaping @Sendable () -> Value
    ) async throws(PluginProblem) -> Value {
        let cell = ThreadCell()
        let result = await withCheckedContinuation { (continuation: CheckedContinuation<Result<Value, PluginProblem>, Never>) in
            do throws(PluginProblem) {
                cell.keep(try DedicatedThread(name: name) { continuation.resume(returning: .success(body())) })
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        cell.take()?.join()
        return try result.get()
    }
}

/// Holds a thread until somebody joins it.
final class ThreadCell: Sendable {
    private let thread = Mutex<DedicatedThread?>(nil)

    func keep(_ thread: DedicatedThread) {
        self.thread.withLock { $0 = thread }
    }

    func take() -> DedicatedThread? {
        thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
    }
}
