import Testing

/// What a newcomer looks for is where they look for it.
struct DocumentsInPlace: Rule {
    static let expected = [
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "docs/README.md", "docs/ARCHITECTURE.md",
        "docs/GLOSSARY.md", "docs/THREATS.md", "PluginABI/README.md",
    ]

    func violations(in files: [SourceFile]) -> [Violation] {
        let paths = Set(files.map(\.path))
        return Self.expected.filter { !paths.contains($0) }.map { path in
            Violation(path: path, line: nil, message: "this file is missing: readers look for it here")
        }
    }
}

struct DocumentsInPlaceTests {
    @Test("the documents that every reader looks for are there")
    func repository() throws {
        try expectNoViolations(of: DocumentsInPlace())
    }

    @Test("a missing document is found")
    func samples() {
        let files = DocumentsInPlace.expected.dropFirst().map { SourceFile(path: $0, text: "x") }
        #expect(DocumentsInPlace().violations(in: files).map(\.path) == ["README.md"])
    }
}
