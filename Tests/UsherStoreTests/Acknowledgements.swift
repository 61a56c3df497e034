import Foundation
import UsherTesting

/// Lines that are with the kernel when `add` returns, so that they outlive the process; ends the process some time after the
/// `killAfter`th.
// SAFETY: what changes is guarded by `lock`.
final class Acknowledgements: @unchecked Sendable {
    private let lock = NSLock()
    private let descriptor: CInt
    private var left: Int
    private let random: SeededRandom

    init(path: String, killAfter: Int, random: SeededRandom) {
        descriptor = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
        precondition(descriptor >= 0, "the test's own file can be made")
        left = killAfter
        self.random = random
    }

    func add(_ line: String) {
        lock.withLock {
            let bytes = Array((line + "\n").utf8)
            precondition(write(descriptor, bytes, bytes.count) == bytes.count, "a short line is written whole")
            left -= 1
            guard left == 0 else { return }
            let microseconds = UInt32(random.number(in: 0...3_000))
            Thread.detachNewThread {
                usleep(microseconds)
                kill(getpid(), SIGKILL)
            }
        }
    }
}
