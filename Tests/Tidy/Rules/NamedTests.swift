import Testing

/// A defence that docs/THREATS.md claims is shown by a test that exists, under the name that the document gives.
struct NamedTests: Rule {
    private static let document = "docs/THREATS.md"
    /// Names as the document writes them: `test_something`, or a Swift test's sentence in quotes, `"like this"`.
    private static let name = Pattern(#"`(test_\w+)`|`"([^"`]+)"`"#)

    func violations(in files: [SourceFile]) -> [Violation] {
        let tests = files.filter { $0.isTest && !$0.isIn("Tests/Tidy/Rules/NamedTests.swift") }
        return files.filter { $0.path == Self.document }.flatMap { file in
            Self.name.matches(in: file.text).compactMap { match in
                let (python, swift) = (match.groups[1], match.groups[2])
                let wanted = python.isEmpty ? "\"\(swift)\"" : "def \(python)("
                guard !tests.contains(where: { $0.text.contains(wanted) }) else { return nil }
                return Violation(
                    path: file.path, line: match.line,
                    message: "there is no test named \(python.isEmpty ? wanted : python): a defence without a test is a hope")
            }
        }
    }
}

struct NamedTestsTests {
    @Test("every test that the list of threats names exists")
    func repository() throws {
        try expectNoViolations(of: NamedTests())
        let document = try #require(try Repository.files.get().first { $0.path == "docs/THREATS.md" })
        #expect(document.text.contains("`test_"), "the list of threats names no test")
    }

    @Test("a test that is only claimed is found")
    func samples() {
        let tests = [
            SourceFile(path: "Tests/A/test_a.py", text: "def test_one(house):\n"),
            SourceFile(path: "Tests/A/A.swift", text: "@Test(\"it holds\") func a() {}\n"),
        ]
        let text = "| `test_one` and `test_two` |\n| `\"it holds\"` and `\"it flies\"` | `code` |\n"
        let document = SourceFile(path: "docs/THREATS.md", text: text)
        #expect(NamedTests().violations(in: tests + [document]).map(\.line) == [1, 2])
    }
}
