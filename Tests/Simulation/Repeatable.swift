import Foundation
import UsherTesting

/// The order of sets and dictionaries differs between two runs of a program unless it is told not to before it starts. With it, the
/// order of everything else: so this program starts itself again, told.
enum Repeatable {
    private static let variable = "SWIFT_DETERMINISTIC_HASHING"

    static func ensure() throws {
        guard getenv(variable) == nil else { return }
        setenv(variable, "1", 1)
        // In memory, where there is such a place: nothing here has to outlive the machine.
        if access("/dev/shm", W_OK) == 0 { setenv("TMPDIR", "/dev/shm", 1) }
        let arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", arguments)
        throw RigFault("this program cannot start itself again: \(String(cString: strerror(errno)))")
    }
}
