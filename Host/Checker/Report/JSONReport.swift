internal import UsherWire

/// What programs read. Its shape is in docs/plugin-authors/checking.md, and only grows.
enum JSONReport {
    static func text(_ verdicts: [Verdict], _ options: Options, gaps: [String] = []) -> String {
        let seed = options.reproduced ?? options.seed ?? 0
        let report = HumanReport(options)
        let failed = verdicts.contains { $0.state == .failed }
        let tests = verdicts.map { verdict in
            object([
                ("id", string(verdict.test.id)), ("title", string(verdict.test.title)),
                ("rules", array(verdict.test.rules.map { string($0.rawValue) })), ("state", string(verdict.state.rawValue)),
                ("reason", string(verdict.reason)), ("milliseconds", String(verdict.milliseconds)),
                ("findings", array(verdict.findings.map { finding($0, report.command(verdict.test, $0.seed)) })),
                ("notes", array(verdict.notes.map(string))), ("output", string(verdict.output)),
            ])
        }
        return object([
            ("checker", "1"), ("file", string(options.file)), ("seed", string(String(seed))),
            ("ok", failed ? "false" : "true"), ("gaps", array(gaps.map(string))),
            ("tests", "[\n" + tests.joined(separator: ",\n") + "\n]"),
        ]) + "\n"
    }

    static func list(_ tests: [CheckerTest]) -> String {
        let lines = tests.map { test in
            object([
                ("id", string(test.id)), ("title", string(test.title)),
                ("rules", array(test.rules.map { string($0.rawValue) })),
            ])
        }
        return object([("checker", "1"), ("tests", "[\n" + lines.joined(separator: ",\n") + "\n]")]) + "\n"
    }

    private static func finding(_ finding: Finding, _ command: String) -> String {
        object([
            ("severity", string(finding.severity.rawValue)), ("rule", string(finding.rule.rawValue)),
            ("function", string(finding.function)), ("what", string(finding.what)), ("change", string(finding.change)),
            ("seed", string(String(finding.seed))), ("reproduce", string(command)),
        ])
    }

    private static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(string($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
    }

    private static func array(_ elements: [String]) -> String { "[" + elements.joined(separator: ", ") + "]" }

    private static func string(_ text: String) -> String {
        var text = text
        var quoted: [UInt8] = []
        text.withUTF8 { JSONText.quote(UnsafeRawBufferPointer($0), into: &quoted) }
        return String(decoding: quoted, as: UTF8.self)
    }
}
