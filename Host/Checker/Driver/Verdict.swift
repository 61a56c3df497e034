/// What came of one test.
struct Verdict: Sendable {
    enum State: String, Sendable {
        case pass
        case warning
        case failed
        case skipped
    }

    let test: CheckerTest
    let state: State
    let findings: [Finding]
    let notes: [String]
    /// Why it was skipped.
    let reason: String
    /// What the plugin printed, when something went wrong.
    let output: String
    let milliseconds: Int64

    /// The test without which this one means nothing, and which failed; `nil` = it was not skipped for that.
    let closedGate: String?

    /// Whether it was skipped for want of a configuration.
    var isRefusal: Bool { state == .skipped && reason.hasPrefix(Room.refusalStart) }

    init(_ test: CheckerTest, _ run: TestRun) {
        let isDone = run.messages.contains(.done)
        self.init(
            test, run.messages, Crash.finding(run, isDone: isDone), Self.tail(of: run.output), milliseconds: run.milliseconds)
    }

    /// Without a process of its own.
    init(_ test: CheckerTest, _ messages: [Message]) {
        self.init(test, messages, nil, "", milliseconds: 0)
    }

    private init(
        _ test: CheckerTest, _ messages: [Message], _ crash: Finding?, _ output: String, milliseconds: Int64
    ) {
        var findings: [Finding] = []
        var notes: [String] = []
        var reason = ""
        for message in messages {
            switch message {
            case .finding(let finding): findings.append(finding)
            case .note(let note): notes.append(note)
            case .skipped(let text): reason = text
            case .done: break
            }
        }
        if let crash { findings.append(crash) }
        self.test = test
        self.findings = findings
        self.notes = notes
        self.reason = reason
        closedGate = nil
        state = Self.state(findings, isSkipped: !reason.isEmpty)
        self.output = state == .failed ? output : ""
        self.milliseconds = milliseconds
    }

    /// A test that was not run, because the one called `gate` failed.
    init(_ test: CheckerTest, behind gate: String) {
        self.test = test
        reason = "\(gate) failed"
        closedGate = gate
        state = .skipped
        findings = []
        notes = []
        output = ""
        milliseconds = 0
    }

    private static func state(_ findings: [Finding], isSkipped: Bool) -> State {
        if findings.contains(where: { $0.severity == .error }) { return .failed }
        if !findings.isEmpty { return .warning }
        return isSkipped ? .skipped : .pass
    }

    /// The last lines, readable.
    private static func tail(of output: [UInt8]) -> String {
        let text = String(decoding: output, as: UTF8.self).unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control && scalar != "\n" ? "?" : String(scalar)
        }.joined()
        return text.split(separator: "\n").suffix(5).joined(separator: "\n")
    }
}
