import Testing

/// Decisions are numbered without gaps, named after their title, and have the same parts.
struct DecisionRecords: Rule {
    private static let folder = "docs/decisions/"
    private static let parts = ["Context", "Decision", "Rejected", "Consequences"]

    func violations(in files: [SourceFile]) -> [Violation] {
        let records = files.filter {
            $0.path.hasPrefix(Self.folder) && $0.language == .markdown && !$0.path.hasSuffix("README.md")
        }
        return records.sorted { $0.path < $1.path }.enumerated().flatMap { index, file -> [Violation] in
            var found: [Violation] = []
            let digits = String(index + 1)
            let number = String(repeating: "0", count: max(4 - digits.count, 0)) + digits
            if !file.path.dropFirst(Self.folder.count).hasPrefix("\(number)-") {
                found.append(Violation(path: file.path, line: nil, message: "the next decision's number is \(number)"))
            }
            let headings = Markdown(file).headings.filter { $0.level == 2 }.map(\.text)
            if headings != Self.parts {
                let expected = Self.parts.joined(separator: ", ")
                found.append(
                    Violation(path: file.path, line: nil, message: "a decision has the parts \(expected), in this order"))
            }
            return found
        }
    }
}

struct DecisionRecordsTests {
    @Test("decisions are numbered without gaps and have the same parts")
    func repository() throws {
        try expectNoViolations(of: DecisionRecords())
    }

    @Test("a gap in the numbers and a missing part are found")
    func samples() {
        let text = "# T\n## Context\n## Decision\n## Rejected\n## Consequences\n"
        let files = [
            SourceFile(path: "docs/decisions/0001-a.md", text: text), SourceFile(path: "docs/decisions/0003-b.md", text: text),
            SourceFile(path: "docs/decisions/0004-c.md", text: "# T\n## Context\n"),
        ]
        #expect(
            DecisionRecords().violations(in: files).map(\.message) == [
                "the next decision's number is 0002", "the next decision's number is 0003",
                "a decision has the parts Context, Decision, Rejected, Consequences, in this order",
            ])
    }
}
