internal import Glibc

/// Where a test process leaves its findings.
final class Reporter {
    /// More findings than this say nothing new about one test.
    static let findingsMax = 12

    private let descriptor: Int32
    private let board: Board
    private let lock = Lock()
    private var seen: Set<Finding> = []
    private var notes: Set<String> = []
    /// Whether an error was found; a test that has one already need not go on.
    private(set) var hasErrors = false

    init(descriptor: Int32, board: Board) {
        self.descriptor = descriptor
        self.board = board
    }

    /// Reports something that breaks a rule. Without a function: the one that runs, or ran last.
    func error(_ rule: Rule, _ what: String, change: String, in function: String? = nil) {
        add(.error, rule, what, change, function)
    }

    /// Reports something that is allowed and most likely not meant.
    func warning(_ rule: Rule, _ what: String, change: String, in function: String? = nil) {
        add(.warning, rule, what, change, function)
    }

    func note(_ text: String) {
        lock.locked { if notes.count < Self.findingsMax, notes.insert(text).inserted { send(.note(text)) } }
    }

    func skipped(_ reason: String) {
        lock.locked { send(.skipped(reason)) }
    }

    /// Ends the process when the plugin has closed the way to the driver, who then knows which function it was.
    func endUnlessConnected() {
        if fcntl(descriptor, F_GETFD) < 0 { _exit(TestProcess.ExitCode.noDriver) }
    }

    func done() {
        lock.locked { send(.done) }
    }

    private func add(_ severity: Finding.Severity, _ rule: Rule, _ what: String, _ change: String, _ function: String?) {
        lock.locked {
            let name = function ?? board.function
            var finding = Finding(severity: severity, rule: rule, function: name, what: what, change: change)
            if severity == .error { hasErrors = true }
            guard seen.count < Self.findingsMax, seen.insert(finding).inserted else { return }
            finding.seed = board.seed
            send(.finding(finding))
        }
    }

    private func send(_ message: Message) {
        var rest = Array(message.line.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Without a driver there is nobody to tell; without this line the driver says that the test did not end.
            guard count > 0 else { _exit(TestProcess.ExitCode.noDriver) }
            rest = rest.dropFirst(count)
        }
    }
}
