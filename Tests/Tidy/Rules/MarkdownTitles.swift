import Testing

/// Every document has one title, and begins with it.
struct MarkdownTitles: Rule {
    func violations(in files: [SourceFile]) -> [Violation] {
        files.filter { $0.language == .markdown }.compactMap { file in
            let titles = Markdown(file).headings.filter { $0.level == 1 }
            guard titles.count != 1 else { return nil }
            return Violation(
                path: file.path, line: titles.dropFirst().first?.line,
                message: "a document has exactly one line that begins with `# `, this one has \(titles.count)")
        }
    }
}

struct MarkdownTitlesTests {
    @Test("every document has exactly one title")
    func repository() throws {
        try expectNoViolations(of: MarkdownTitles())
    }

    @Test("no title and two titles are found, and code is not mistaken for one")
    func samples() {
        let rule = MarkdownTitles()
        #expect(rule.violations(in: "text\n## Part\n", at: "docs/a.md").count == 1)
        #expect(rule.violations(in: "# One\n\n# Two\n", at: "docs/a.md").map(\.line) == [3])
        #expect(rule.violations(in: "# One\n\n```sh\n# a comment\n```\n", at: "docs/a.md").isEmpty)
    }
}
