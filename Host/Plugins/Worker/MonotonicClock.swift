internal import Glibc

/// The clock that deadlines are in. Workers share it: deadlines cross the wire as they are.
enum MonotonicClock {
    /// Milliseconds from an arbitrary start.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
