import Testing

/// Where the compiler is told to trust us, a comment on the lines above says why it may: `// SAFETY: …`.
struct UncheckedSafety: Rule {
    private static let unchecked = Pattern(#"@unchecked\s+Sendable|nonisolated\(unsafe\)|@preconcurrency\b"#)

    func violations(in files: [SourceFile]) -> [Violation] {
        files.flatMap { file -> [Violation] in
            guard file.language == .swift, !file.isIn("Tests/Tidy") else { return [] }
            let lines = file.lines
            return Self.unchecked.matches(in: file.code).compactMap { match in
                guard !Self.hasReason(above: match.line - 1, in: lines) else { return nil }
                return Violation(
                    path: file.path, line: match.line,
                    message:
                        "\(match.groups[0]) without a reason is banned: say why it is safe, in a `// SAFETY:` comment above it")
            }
        }
    }

    /// Looks through the comments and attributes directly above a line.
    private static func hasReason(above line: Int, in lines: [Substring]) -> Bool {
        for above in lines[..<line].reversed() {
            let text = above.trimmingPrefix { $0.isWhitespace }
            guard text.hasPrefix("//") || text.hasPrefix("@") else { return false }
            if text.contains("SAFETY:") { return true }
        }
        return false
    }
}

struct UncheckedSafetyTests {
    @Test("whatever the compiler cannot check has its reason written above it")
    func repository() throws {
        try expectNoViolations(of: UncheckedSafety())
    }

    @Test("an unchecked promise is found unless a SAFETY comment stands above it")
    func samples() {
        let rule = UncheckedSafety()
        let bare = "final class A: @unchecked Sendable {}\n"
        #expect(rule.violations(in: bare, at: "Host/A/A.swift").map(\.line) == [1])
        #expect(rule.violations(in: "// It is fine.\n" + bare, at: "Host/A/A.swift").map(\.line) == [2])
        #expect(
            rule.violations(in: "// SAFETY: one thread owns it.\nnonisolated(unsafe) var a = 1\n", at: "Host/A/A.swift").isEmpty)
        #expect(rule.violations(in: "/// A.\n// SAFETY: one thread\n// owns it.\n" + bare, at: "Host/A/A.swift").isEmpty)
        #expect(rule.violations(in: "// SAFETY: far away.\n\n" + bare, at: "Host/A/A.swift").map(\.line) == [3])
    }
}
