/// What people read: grouped by area, one line a test, and under it what to change.
struct HumanReport {
    private static let width = 96
    private let options: Options

    /// What the kernel lacks for locking plugins in.
    private let gaps: [String]

    init(_ options: Options, gaps: [String] = []) {
        self.options = options
        self.gaps = gaps
    }

    var head: String {
        let seed = options.reproduced.map { "reproducing seed \($0)" } ?? "seed \(options.seed ?? 0)"
        let warning =
            gaps.isEmpty ? "" : "The plugin is not locked in, because this kernel lacks \(gaps.joined(separator: " and ")).\n"
        return "Checking \(options.file) against usher_plugin.h, \(seed)\n\(warning)"
    }

    /// `earlier` are the verdicts that were printed before: what they found is not told twice.
    /// A test behind a closed gate is only counted, in ``foot(_:)``.
    func lines(for verdict: Verdict, after earlier: ArraySlice<Verdict>) -> String {
        if verdict.closedGate != nil { return "" }
        let area = Self.area(of: verdict.test)
        var text = earlier.last.map { Self.area(of: $0.test) } == area ? "" : "\n\(area)\n"
        let mark =
            switch verdict.state {
            case .pass: "pass   "
            case .warning: "warning"
            case .failed: "FAILED "
            case .skipped: "skipped"
            }
        text += "  \(mark)  \(verdict.test.id)  \(verdict.test.title)\n"
        if verdict.state == .skipped { text += Self.wrap("because \(verdict.reason)", indent: 11, hanging: 11) }
        for finding in verdict.findings {
            let told = earlier.first { $0.findings.contains { $0.isSame(as: finding) } }
            text += told.map { "           the same as in \($0.test.id)\n" } ?? Self.lines(for: finding)
        }
        if verdict.state == .failed, let first = verdict.findings.first(where: { $0.severity == .error }) {
            text += "           again: \(command(verdict.test, first.seed))\n"
        }
        for note in verdict.notes where !earlier.contains(where: { $0.notes.contains(note) }) {
            text += Self.wrap("note: \(note)", indent: 11, hanging: 17)
        }
        for line in verdict.output.split(separator: "\n") { text += "           | \(line)\n" }
        return text
    }

    func foot(_ verdicts: [Verdict]) -> String {
        func count(_ state: Verdict.State) -> Int { verdicts.count { $0.state == state } }
        var text = "\n\(count(.pass)) passed, \(count(.warning)) with warnings, \(count(.failed)) failed, "
        text += "\(count(.skipped)) skipped\n"
        if let gate = verdicts.lazy.compactMap(\.closedGate).first {
            let count = verdicts.count { $0.closedGate == gate }
            text += "\(count) tests were skipped because \(gate) failed: put that right first, and check again.\n"
        }
        let refused = verdicts.count { $0.isRefusal }
        if refused > 0 {
            text += Self.wrap(
                "\(refused) tests were skipped because create() refused the configuration: they say nothing about the plugin. "
                    + "Give one that works as check.config in the manifest, or with --config.", indent: 0, hanging: 0)
        }
        if count(.failed) > 0 {
            text +=
                "The rules are at the top of usher_plugin.h. A finding again under a debugger: add --in-process to its command.\n"
        }
        return text
    }

    static func list(_ tests: [CheckerTest]) -> String {
        tests.map { "\($0.id)  \($0.title) (\($0.rules.map(\.rawValue).joined(separator: ", ")))\n" }.joined()
    }

    /// What makes it happen again.
    func command(_ test: CheckerTest, _ seed: UInt64) -> String {
        var words = ["usher plugins check", Self.quoted(options.file), "--only", test.id, "--reproduce", String(seed)]
        if options.config != nil { words.append("--config ...") }
        if options.requirement != nil { words.append("--requirement ...") }
        if let account = options.account { words += ["--account", Self.quoted(account)] }
        return words.joined(separator: " ")
    }

    private static func lines(for finding: Finding) -> String {
        let function = finding.function.isEmpty ? "" : " in \(finding.function)"
        let kind = finding.severity == .error ? "" : "warning, "
        let head =
            "\(kind)\(finding.rule.rawValue)\(Int(finding.rule.rawValue.dropFirst()) == nil ? "" : " (\(finding.rule.title))")"
        return wrap("\(head)\(function): \(finding.what)", indent: 11, hanging: 13)
            + wrap("change: \(finding.change)", indent: 13, hanging: 21)
    }

    private static func area(of test: CheckerTest) -> Substring { test.id.prefix { $0 != "." } }

    private static func quoted(_ text: String) -> String {
        text.allSatisfy { $0.isLetter || $0.isNumber || "/._-+".contains($0) }
            ? text : "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }

    private static func wrap(_ text: String, indent: Int, hanging: Int) -> String {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = String(repeating: " ", count: hanging)
                isEmpty = true
            }
            line += isEmpty ? "\(word)" : " \(word)"
            isEmpty = false
        }
        return (lines + [line]).joined(separator: "\n") + "\n"
    }
}
