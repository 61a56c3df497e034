internal import Glibc

/// A mutex. Host functions may be called from any thread of a plugin (rule R4).
// SAFETY: the mutex is made in init and freed in deinit; in between only pthread functions touch it.
final class Lock: @unchecked Sendable {
    fileprivate let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` while no other thread is inside. Not to be nested.
    @inline(__always)
    func locked<Result>(_ body: () -> Result) -> Result {
        lock()
        defer { unlock() }
        return body()
    }

    @inline(__always)
    func lock() { pthread_mutex_lock(mutex) }

    @inline(__always)
    func unlock() { pthread_mutex_unlock(mutex) }
}

/// Where threads wait for each other. A wait may end without a reason, so that whoever waits looks again.
// SAFETY: as above.
final class Condition: @unchecked Sendable {
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
    }

    /// Lets go of `lock`, which the caller holds, until it is signalled.
    func wait(_ lock: Lock) { pthread_cond_wait(condition, lock.mutex) }

    /// Wakes one thread that waits.
    func signal() { pthread_cond_signal(condition) }
}
