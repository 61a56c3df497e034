import Testing

/// No line of code is wider than a window.
struct LineLengths: Rule {
    static let columnsMax = 130

    func violations(in files: [SourceFile]) -> [Violation] {
        files.filter(\.language.isCode).flatMap { file in
            file.lines.enumerated().compactMap { index, line in
                // Most lines are plain and short: their bytes decide without counting characters.
                guard line.utf8.count > Self.columnsMax, line.unicodeScalars.count > Self.columnsMax else { return nil }
                return Violation(
                    path: file.path, line: index + 1,
                    message: "\(line.unicodeScalars.count) columns are too many (at most \(Self.columnsMax)): break the line")
            }
        }
    }
}

struct LineLengthsTests {
    @Test("no line of code is wider than 130 columns")
    func repository() throws {
        try expectNoViolations(of: LineLengths())
    }

    @Test("a line of 131 columns is found, one of 130 is not, and characters are counted, not bytes")
    func samples() {
        let rule = LineLengths()
        for path in ["Host/A/A.swift", "PluginABI/a.h", "web/a.ts", "Tests/a.py", "Tests/a.sh"] {
            #expect(rule.violations(in: "\n" + String(repeating: "x", count: 131), at: path).map(\.line) == [2])
            #expect(rule.violations(in: String(repeating: "x", count: 130), at: path).isEmpty)
            #expect(rule.violations(in: String(repeating: "─", count: 130), at: path).isEmpty)
        }
        #expect(rule.violations(in: String(repeating: "x", count: 500), at: "docs/a.md").isEmpty)
    }
}
