import Testing

/// A comment or message that sends the reader to a document names one that exists.
struct DocumentMentions: Rule {
    private static let mention = Pattern(#"\bdocs/[\w./-]*\w\.md\b"#)

    func violations(in files: [SourceFile]) -> [Violation] {
        let paths = Set(files.map(\.path))
        return files.filter { $0.language != .markdown && !$0.isIn("Tests/Tidy") }.flatMap { file in
            Self.mention.matches(in: file.text).compactMap { match in
                guard !paths.contains(match.groups[0]) else { return nil }
                return Violation(path: file.path, line: match.line, message: "\(match.groups[0]) does not exist")
            }
        }
    }
}

struct DocumentMentionsTests {
    @Test("every document that the code mentions exists")
    func repository() throws {
        try expectNoViolations(of: DocumentMentions())
    }

    @Test("a mention of a document that is not there is found")
    func samples() {
        let document = SourceFile(path: "docs/a.md", text: "# A\n")
        let code = SourceFile(path: "Host/A/A.swift", text: "// See docs/a.md.\n// See docs/b/c.md.\n")
        #expect(DocumentMentions().violations(in: [document, code]).map(\.line) == [2])
    }
}
