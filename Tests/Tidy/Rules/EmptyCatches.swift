import Testing

/// A `catch` that does nothing says why: silence is how "unknown" becomes "no" (law 1).
struct EmptyCatches: Rule {
    private static let empty = Pattern(#"\bcatch\b[^{}\n]*\{\s*\}"#)

    func violations(in files: [SourceFile]) -> [Violation] {
        files.flatMap { file -> [Violation] in
            guard file.language == .swift || file.language == .typeScript, !file.isTest else { return [] }
            let lines = file.lines
            return Self.empty.matches(in: file.code).compactMap { match in
                let last = match.line - 1 + match.groups[0].count { $0 == "\n" }
                let around = lines[max(match.line - 2, 0)...min(last, lines.count - 1)]
                guard !around.contains(where: { $0.contains("//") || $0.contains("/*") }) else { return nil }
                return Violation(
                    path: file.path, line: match.line,
                    message: "a catch that does nothing is banned: handle it, or say in a comment why nothing is right")
            }
        }
    }
}

struct EmptyCatchesTests {
    @Test("no catch is empty without a reason")
    func repository() throws {
        try expectNoViolations(of: EmptyCatches())
    }

    @Test("an empty catch is found, and one with a reason is not")
    func samples() {
        let rule = EmptyCatches()
        #expect(rule.violations(in: "\ndo { try x() } catch {}\n", at: "Host/A/A.swift").map(\.line) == [2])
        #expect(rule.violations(in: "do {\n} catch is E {\n\n}\n", at: "Host/A/A.swift").map(\.line) == [2])
        #expect(rule.violations(in: "try {} catch (e) { }\n", at: "web/a.ts").map(\.line) == [1])
        #expect(rule.violations(in: "do {} catch {\n    // The client is gone.\n}\n", at: "Host/A/A.swift").isEmpty)
        #expect(rule.violations(in: "// Nobody waits.\ndo { try x() } catch {}\n", at: "Host/A/A.swift").isEmpty)
        #expect(rule.violations(in: "do {} catch { return }\n", at: "Host/A/A.swift").isEmpty)
    }
}
