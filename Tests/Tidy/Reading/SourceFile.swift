/// One file, with views of it that rules need.
struct SourceFile: Sendable {
    /// Relative to the repository.
    let path: String
    let language: Language
    let text: String
    /// ``text`` without what is not code: the characters of comments and of string literals are spaces, so that lines and columns
    /// stay where they are. Equal to ``text`` for languages whose comments nobody needs apart.
    let code: String

    /// Reads a file.
    init(path: String, text: String) {
        self.path = path
        self.text = text
        language = Language(path: path)
        code = Mask.code(of: text, in: language)
    }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var codeLines: [Substring] { code.split(separator: "\n", omittingEmptySubsequences: false) }

    /// How many lines an editor shows.
    var lineCount: Int { text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) + (text.isEmpty || text.hasSuffix("\n") ? 0 : 1) }

    /// Whether the file is support or a test, where other limits hold.
    var isTest: Bool { path.hasPrefix("Tests/") || path.contains("/tests/") || path.contains(".test.") }

    /// Whether the file lies below one of `folders` or is one of them.
    func isIn(_ folders: String...) -> Bool {
        folders.contains { path == $0 || path.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }
    }
}
