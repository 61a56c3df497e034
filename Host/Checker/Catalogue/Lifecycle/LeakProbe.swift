internal import CSys
internal import Glibc

/// Counts what a process holds, and says what has grown.
struct LeakProbe {
    struct Holdings: Sendable {
        let heapBytes: Int
        let descriptors: Int
        let threads: Int
    }

    private let room: Room

    init(_ room: Room) {
        self.room = room
    }

    /// What this process holds now. The checker's own books lie outside of malloc(), or are let go of after each call.
    func look() -> Holdings {
        Holdings(
            heapBytes: Int(usher_probe_heap_bytes()), descriptors: room.process.descriptors, threads: room.process.threads)
    }

    func report(
        _ before: Holdings, _ after: Holdings, lives: Int, of what: String, in function: String, slackBytes: Int, toFree: String
    ) {
        let bytes = after.heapBytes - before.heapBytes
        if bytes > slackBytes, bytes / lives > 0 {
            room.reporter.error(
                .contract, "\(lives) x \(what) left \(bytes) bytes behind, \(bytes / lives) each time",
                change: toFree,
                in: function)
        }
        if after.descriptors > before.descriptors {
            room.reporter.error(
                .contract, "\(lives) x \(what) left \(after.descriptors - before.descriptors) descriptors open",
                change: "close what you open: before the function returns, or in destroy()", in: function)
        }
        if after.threads > before.threads {
            room.reporter.error(
                .silence, "\(lives) x \(what) left \(after.threads - before.threads) threads running",
                change: "end and join every thread before destroy() returns", in: function)
        }
    }
}
